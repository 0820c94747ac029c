/**
 * Data sets in the memory of the kernels: copied once, given back when nobody has the data set any more.
 *
 * A copy pays when it is used several times. So the first full pass over a data set does without one, whatever its
 * batches: passes cost at most twice what the best choice in hindsight would.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
import type { KernelHeap } from '../providers/wasm/kernelHeap.ts'

export interface KernelInputs {
  /** [N + 1] */
  readonly rowStart: Int32Array
  /** [nonzeros] */
  readonly columnIndex: Int32Array
  /** [nonzeros] */
  readonly values: Float64Array
}

interface Known {
  /** Stored entries that passes have read so far. */
  read: number
  /** What the copy was made of, besides the values. */
  readonly rowStart: Int32Array
  readonly columnIndex: Int32Array
  copy?: KernelInputs
}

export interface KernelInputsStore {
  /**
   * The copy of these inputs, undefined while it does not pay or where there is no room.
   * @param entries how many stored entries the caller is about to read
   */
  copyOf(inputs: SparseRows, entries: number): KernelInputs | undefined
}

export function kernelInputsStore(heap: KernelHeap): KernelInputsStore {
  // Inputs that differ in their offset alone share their values, and their copy.
  const known = new WeakMap<Float64Array, Known>()
  const released = new FinalizationRegistry<KernelInputs>((copy) => releaseAll(heap, copy))
  return {
    copyOf(inputs, entries) {
      const { rowStart, columnIndex, values } = inputs
      let entry = known.get(values)
      if (entry?.rowStart !== rowStart || entry.columnIndex !== columnIndex) {
        entry = { read: 0, rowStart, columnIndex }
        known.set(values, entry)
      }
      if (entry.copy === undefined && entry.read >= values.length) {
        const copy = copied(heap, inputs)
        if (copy) {
          entry.copy = copy
          released.register(values, copy)
        }
        // Where there is no room now there may be some after another pass.
        entry.read = 0
      }
      entry.read += entries
      return entry.copy
    },
  }
}

function copied(heap: KernelHeap, { rowStart, columnIndex, values }: SparseRows): KernelInputs | undefined {
  const copy: Partial<Record<keyof KernelInputs, Int32Array | Float64Array>> = {}
  try {
    copy.rowStart = heap.allocateIntegers(rowStart.length)
    copy.columnIndex = heap.allocateIntegers(columnIndex.length)
    copy.values = heap.reserve(values.length)
  } catch (error) {
    releaseAll(heap, copy)
    if (error instanceof RangeError) return undefined
    throw error
  }
  copy.rowStart.set(rowStart)
  copy.columnIndex.set(columnIndex)
  copy.values.set(values)
  return copy as KernelInputs
}

function releaseAll(heap: KernelHeap, copy: object): void {
  for (const array of Object.values(copy)) heap.release(array)
}
