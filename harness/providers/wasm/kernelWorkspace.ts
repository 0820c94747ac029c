/**
 * The arrays of one call in the memory of the kernels: what lies there is used where it lies, anything else is
 * copied in, and all that was taken is given back when the call is over.
 */
import type { KernelHeap } from './kernelHeap.ts'

export interface KernelWorkspace {
  /** Where a kernel can read the array. */
  read(array: Float64Array): number
  /** Where a kernel can change the array; a copy is copied back when the call has succeeded. */
  update(array: Float64Array): number
  /** Zeros until the call is over. */
  zeros(length: number): Float64Array
  /** Address of work space that is written before it is read. */
  scratch(bytes: number): number
}

export async function withWorkspace<T>(
  heap: KernelHeap,
  call: (workspace: KernelWorkspace) => Promise<T>,
): Promise<T> {
  const taken: Float64Array[] = []
  const changed: { original: Float64Array; copy: Float64Array }[] = []
  function keep(array: Float64Array): Float64Array {
    taken.push(array)
    return array
  }
  function copied(array: Float64Array): Float64Array {
    const copy = keep(heap.reserve(array.length))
    copy.set(array)
    return copy
  }
  try {
    const result = await call({
      read: (array) => heap.addressOf(heap.holds(array) ? array : copied(array)),
      update(original) {
        if (heap.holds(original)) return heap.addressOf(original)
        const copy = copied(original)
        changed.push({ original, copy })
        return heap.addressOf(copy)
      },
      zeros: (length) => keep(heap.allocate(length)),
      scratch: (bytes) => heap.addressOf(keep(heap.reserve(Math.ceil(bytes / 8)))),
    })
    for (const { original, copy } of changed) original.set(copy)
    return result
  } finally {
    for (const array of taken) heap.release(array)
  }
}
