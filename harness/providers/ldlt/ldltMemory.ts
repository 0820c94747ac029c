/**
 * What the LDLᵀ kernels (wasm/assembly/ldlt.ts) work on, laid out in the memory of the kernels.
 *
 * Besides the matrix a factorisation needs some 3·65 rows of it: the pivot rows of a panel, and that panel packed twice.
 */
import { type LdltFactors, pivotInertia } from '../ldltFactors.ts'
import type { KernelInertia } from '../provider.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import { panelDepth } from './ldltPanels.ts'

export interface LdltMemory {
  /** Of the kernels' record, which their functions take. */
  readonly address: number
  readonly order: number
  /** [n, n], of which the upper triangle is factored. */
  readonly entries: Float64Array
  /** [panelDepth + 1, stride] W: rows of the Schur complement as they were when they became pivots of the panel. */
  readonly pivotRows: Float64Array
  readonly stride: number
  /** Once the kernels are done: in the final order only after ldltReorder. */
  factors(): LdltFactors
  /** Once the kernels are done, instead of ldltReorder. @param norm ‖A‖_∞ @param roundings as of pivotInertia */
  inertia(norm: number, roundings: number): KernelInertia
  release(): void
}

/** Words of the record, as class Factorisation in wasm/assembly/ldltRecord.ts names them. */
const recordLength = 18
/** Numbers in a cache line. */
const line = 8
/** Rows and columns of a tile of the update. */
const tileSide = 4

/**
 * @param a [n, n] used where it lies if the heap holds it, else copied
 * @throws RangeError when there is no room
 */
export function ldltMemory(team: KernelTeam, a: Float64Array, n: number): LdltMemory {
  const { heap, threads } = team
  const depth = Math.min(panelDepth, n)
  const stride = rowStride(n)
  const packed = Math.ceil(n / tileSide) * tileSide * (depth + 1)
  const lengths = {
    row: stride,
    other: stride,
    spare: stride,
    pivotRows: (depth + 1) * stride,
    multipliers: depth + 1,
    packedLeft: packed,
    packedRight: packed,
    tiles: threads * tileSide ** 2,
  }
  const taken: (Float64Array | Int32Array)[] = []
  const release = () => taken.splice(0).forEach(heap.release)
  try {
    const entries = heap.holds(a) ? a : heap.reserve(n * n)
    if (entries !== a) {
      taken.push(entries)
      entries.set(a)
    }
    const integers = heap.allocateIntegers(recordLength + 3 * n)
    taken.push(integers)
    const starts = partStarts(Object.values(lengths))
    const numbers = heap.reserve(starts.at(-1)!)
    taken.push(numbers)
    const address = heap.addressOf(integers)
    const integersAt = (k: number) => address + 4 * (recordLength + k * n)
    const numbersAt = heap.addressOf(numbers)
    integers.set([n, depth, stride, 0, 0, 0, heap.addressOf(entries)])
    integers.set([integersAt(0), integersAt(1), integersAt(2)], 7)
    integers.set(
      starts.slice(0, -1).map((start) => numbersAt + 8 * start),
      10,
    )
    const pairs = integers.subarray(recordLength, recordLength + n)
    const factors = () => ({ order: n, entries, pairs: Uint8Array.from(pairs) })
    return {
      address,
      order: n,
      entries,
      pivotRows: numbers.subarray(starts[3]!, starts[4]!),
      stride,
      factors,
      inertia(norm, roundings) {
        const sums = numbers.subarray(0, n).fill(0)
        const size = team.runNow('ldltProductNorm', [address, heap.addressOf(sums)]) + norm
        return pivotInertia(factors(), size, roundings)
      },
      release,
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Room for one number beyond the row, and not a multiple of 4 KiB, where all rows would share their cache lines. */
function rowStride(n: number): number {
  const stride = wholeLines(n + 1)
  return stride % 512 === 0 ? stride + line : stride
}

/** Where parts begin that lie one after the other, each at the start of a cache line; at last where they end. */
function partStarts(lengths: readonly number[]): number[] {
  const starts = [0]
  for (const length of lengths) starts.push(starts.at(-1)! + wholeLines(length))
  return starts
}

function wholeLines(length: number): number {
  return Math.ceil(length / line) * line
}

/** ‖A‖_∞ of the matrix in the upper triangle, before it is factored. */
export function triangleNorm(team: KernelTeam, { entries, order, pivotRows }: LdltMemory): number {
  const { heap } = team
  const sums = pivotRows.subarray(0, order).fill(0)
  return team.runNow('triangleNorm', [heap.addressOf(entries), order, heap.addressOf(sums)])
}
