/** What the products are that a provider adds up, and the memory that it lends for them. */
import { seededRandom } from '../../algebra/random.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import type { Provider } from '../provider.ts'
import { differingBits, type Law, none, type Ratio } from './law.ts'
import { naiveProduct } from './naiveProduct.ts'

export const gramLaws: readonly Law[] = [
  {
    name: 'added products of small integers are exact, and nothing else is touched',
    source: 'every partial sum is an integer below 2^53, in whatever order; provider.ts, GramKernels',
    check: (provider) => overUpdates(provider, integerEntry, exactRatios),
  },
  {
    name: 'added products are within γ_{m+1} (|c| + |x|ᵀ|y|) entry by entry',
    source: 'Higham 2002, eq. (3.13): holds for every order of summation',
    check: (provider) => overUpdates(provider, normalEntry, roundedRatios),
  },
  {
    name: 'lent memory is zero, apart from all other, and zero again the next time',
    source: 'provider.ts, GramKernels.allocate',
    check: lentMemory,
  },
]

/**
 * m, d and w: rows, columns of x, columns of y. Beside the sides of tiles and of blocks for the caches, longer than
 * such a block in each direction, and never all equal.
 */
const extents = [
  [1, 1, 2],
  [1, 6, 1],
  [2, 1, 5],
  [3, 4, 7],
  [5, 9, 3],
  [64, 17, 33],
  [300, 5, 12],
  [257, 66, 10],
  [7, 131, 130],
  [520, 3, 41],
  [2, 3, 1030],
] as const

/** One call, and what it found: c before, c after, and the exact bounds of x and y. */
interface Updated {
  readonly what: string
  /** [m, d] and [m, w] as they were, and what is beyond them */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly m: number
  readonly d: number
  readonly w: number
  readonly sign: number
  readonly before: Float64Array
  readonly after: Float64Array
  /** Entries at and above the diagonal alone are promised. */
  readonly upper: boolean
  /** Numbers that changed where nothing may change. */
  readonly changedElsewhere: number
}

type Draw = (length: number, seed: number) => Float64Array
/** Arrays may be longer than what is used of them. */
const excess = 3

async function overUpdates(
  provider: Provider,
  draw: Draw,
  measure: (updated: Updated) => Ratio[],
): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const [m, d, w] of extents) {
    for (const sign of [1, -1] as const) ratios.push(...measure(await gram(provider, draw, m, d, sign)))
    ratios.push(...measure(await product(provider, draw, m, d, w)))
  }
  return ratios
}

async function gram(provider: Provider, draw: Draw, m: number, d: number, sign: 1 | -1): Promise<Updated> {
  const what = `${sign < 0 ? '−' : ''}xᵀx of [${m}, ${d}]`
  const drawn = { x: draw(m * d + excess, m + d), c: draw(d * d + excess, m + 2 * d) }
  return lending(provider, [drawn.x, drawn.c], async ([x, c]) => {
    await provider.addGram(x!, m, d, sign, c!)
    const changedElsewhere = differingBits(x!, drawn.x) + differingBeyond(c!, drawn.c, d * d)
    const after = c!.slice(0, d * d)
    return {
      what,
      x: drawn.x,
      y: drawn.x,
      m,
      d,
      w: d,
      sign,
      before: drawn.c,
      after,
      upper: true,
      changedElsewhere,
    }
  })
}

async function product(provider: Provider, draw: Draw, m: number, d: number, w: number): Promise<Updated> {
  const what = `xᵀy of [${m}, ${d}] and [${m}, ${w}]`
  const drawn = {
    x: draw(m * d + excess, m + d),
    y: draw(m * w + excess, m + w + 1),
    c: draw(d * w + excess, m + 2 * d),
  }
  return lending(provider, [drawn.x, drawn.y, drawn.c], async ([x, y, c]) => {
    await provider.addProduct(x!, m, d, y!, w, c!)
    const changedFactors = differingBits(x!, drawn.x) + differingBits(y!, drawn.y)
    const changedElsewhere = changedFactors + differingBeyond(c!, drawn.c, d * w)
    const after = c!.slice(0, d * w)
    return {
      what,
      x: drawn.x,
      y: drawn.y,
      m,
      d,
      w,
      sign: 1,
      before: drawn.c,
      after,
      upper: false,
      changedElsewhere,
    }
  })
}

/** Copies of the arrays in memory that the provider lends, given back after the call. */
async function lending<T>(
  provider: Provider,
  arrays: readonly Float64Array[],
  call: (lent: readonly Float64Array[]) => Promise<T>,
): Promise<T> {
  const lent = arrays.map((array) => provider.allocate(array.length))
  try {
    arrays.forEach((array, k) => {
      lent[k]!.set(array)
    })
    return await call(lent)
  } finally {
    for (const array of lent) provider.release(array)
  }
}

function differingBeyond(x: Float64Array, y: Float64Array, from: number): number {
  return differingBits(x.slice(from), y.slice(from))
}

function integerEntry(length: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length }, () => random.integer(2001) - 1000)
}

function normalEntry(length: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length }, random.normal)
}

function exactRatios(updated: Updated): Ratio[] {
  const { what, before, after, sign, changedElsewhere } = updated
  const sum = sumOfProducts(updated, (entry) => entry)
  const wrong = promised(updated).filter((p) => !(after[p] === before[p]! + sign * sum[p]!))
  return [none(`${what}: wrong entries`, wrong.length), none(`${what}: changed elsewhere`, changedElsewhere)]
}

/** Both sides are rounded, hence twice γ_{m+1}. */
function roundedRatios(updated: Updated): Ratio[] {
  const { what, before, after, sign, m } = updated
  const sum = sumOfProducts(updated, (entry) => entry)
  const size = sumOfProducts(updated, Math.abs)
  let worst = 0
  for (const p of promised(updated)) {
    const error = Math.abs(after[p]! - (before[p]! + sign * sum[p]!))
    const ratio = error / (2 * (m + 1) * unitRoundoff * (Math.abs(before[p]!) + size[p]!))
    // Unlike Math.max this keeps a NaN.
    if (!(ratio <= worst)) worst = ratio
    if (Number.isNaN(worst)) break
  }
  return [{ what: `${what}: error / bound`, value: worst, limit: 1.01 }]
}

/** Positions in c of what the call promises. */
function promised({ d, w, upper }: Updated): number[] {
  const positions = Array.from({ length: d * w }, (_, p) => p)
  return upper ? positions.filter((p) => Math.floor(p / w) <= p % w) : positions
}

/** xᵀy of the entries as `of` makes them. */
function sumOfProducts({ x, y, m, d, w }: Updated, of: (entry: number) => number): Float64Array {
  const transposed = new Float64Array(d * m)
  for (let s = 0; s < m; s++) for (let a = 0; a < d; a++) transposed[a * m + s] = of(x[s * d + a]!)
  return naiveProduct(transposed, y.slice(0, m * w).map(of), d, m, w)
}

/** Lengths around cache lines, filled with what must not be found anywhere else. */
async function lentMemory(provider: Provider): Promise<Ratio[]> {
  const lengths = [1, 7, 8, 9, 1000, 3, 65, 20_000]
  const ratios: Ratio[] = []
  for (const round of ['at first', 'after release']) {
    const lent = lengths.map((length) => provider.allocate(length))
    const lengthsWrong = lent.filter((array, k) => array.length !== lengths[k]).length
    const dirty = lent.map((array) => array.filter((entry) => !Object.is(entry, 0)).length)
    lent.forEach((array, k) => {
      array.fill(k + 1)
    })
    const overwritten = lent.map((array, k) => array.filter((entry) => entry !== k + 1).length)
    ratios.push(
      none(`${round}: arrays of another length`, lengthsWrong),
      none(`${round}: entries that are not 0`, total(dirty)),
      none(`${round}: entries that another array overwrote`, total(overwritten)),
    )
    // Not in the order in which they came.
    for (const k of [3, 0, 5, 1, 7, 2, 6, 4]) provider.release(lent[k]!)
  }
  return ratios
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
