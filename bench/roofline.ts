/**
 * The limits of this machine, measured: dgemm's rate for what multiplies matrices, a triad's for what only moves them.
 *
 * dgemm runs through `addProduct`, C += AᵀB on memory of the provider, which no checks surround: the best that the
 * provider's library can do. The triad is x ← y + 2z over arrays far larger than any cache, 24 bytes a number (what
 * the memory system adds for the line it fetches before it writes is not counted), on one thread of V8: a limit
 * for memory-bound work of one thread.
 */
import type { Provider } from '../harness/index.ts'
import { durationMs } from './barGate.ts'

export interface Dgemm {
  /** 2·depth·n² */
  readonly flops: number
  readonly order: number
  run(): Promise<void>
  release(): void
}

/** C += AᵀB. @param order n of the n × n product @param depth rows of the two factors */
export function dgemm(provider: Provider, order: number, depth = order): Dgemm {
  const [x, y] = [0, 1].map(() => provider.allocate(depth * order))
  const product = provider.allocate(order * order)
  // Small integers: sums stay finite however often the product is added up. What they are does not matter to the time.
  for (let p = 0; p < depth * order; p++) {
    x![p] = (p % 7) - 3
    y![p] = (p % 5) - 2
  }
  return {
    flops: 2 * depth * order ** 2,
    order,
    run: () => provider.addProduct(x!, depth, order, y!, order, product),
    release: () => {
      for (const array of [x!, y!, product]) provider.release(array)
    },
  }
}

/** Flops a second, the best of some runs after one that warms up. */
export async function dgemmRate(
  provider: Provider,
  order: number,
  { depth = order, runs = 3 }: { readonly depth?: number; readonly runs?: number } = {},
): Promise<number> {
  const work = dgemm(provider, order, depth)
  try {
    await work.run()
    let best = Number.POSITIVE_INFINITY
    for (let k = 0; k < runs; k++) best = Math.min(best, await durationMs(() => work.run()))
    return work.flops / (best / 1000)
  } finally {
    work.release()
  }
}

/** Bytes a second. @param length of each of the three arrays */
export async function triadBandwidth(length: number, runs = 5): Promise<number> {
  const x = new Float64Array(length)
  const y = new Float64Array(length).fill(1)
  const z = new Float64Array(length).fill(2)
  const triad = (): void => {
    for (let p = 0; p < length; p++) x[p] = y[p]! + 2 * z[p]!
  }
  triad()
  let best = Number.POSITIVE_INFINITY
  for (let k = 0; k < runs; k++) best = Math.min(best, await durationMs(triad))
  return (24 * length) / (best / 1000)
}

/** "75.5 GF/s" */
export function rateText(flopsPerSecond: number): string {
  return `${(flopsPerSecond / 1e9).toPrecision(3)} GF/s`
}
