/**
 * Arrays in the memory that kernels work on: one shared WebAssembly memory, at most 4 GiB, handed out in blocks.
 *
 * A block is a multiple of 64 bytes at a multiple of 64 (a cache line). Free blocks are kept in order of address and
 * joined with their neighbours; the first that is large enough is taken. Memory that was never handed out is zero
 * already and is not touched, so that a large array costs pages only as it is filled. Nothing goes back to the
 * system before the process ends.
 */
import { InternalError } from '../../errors.ts'
import { type KernelMemory, Memory } from './webAssembly.ts'

export interface KernelHeap {
  readonly memory: KernelMemory
  /** Zeros; the caller's until released. @throws RangeError when there is no room */
  allocate(length: number): Float64Array
  /** The same for 32-bit integers. */
  allocateIntegers(length: number): Int32Array
  /** Numbers of any value, NaN too, for work space that is written before it is read. */
  reserve(length: number): Float64Array
  /** Gives a block back. @param array as it was handed out, not a part of it */
  release(array: Float64Array | Int32Array): void
  /** Whether the array lies in this memory, wherever it begins. */
  holds(array: Float64Array | Int32Array): boolean
  /** Bytes from the beginning of the memory. @throws InternalError when the array lies elsewhere */
  addressOf(array: Float64Array | Int32Array): number
}

/** From `start` up to but not including `end`, in bytes. */
interface Range {
  start: number
  end: number
}

const lineBytes = 64
const pageBytes = 65536
/** Address space for the largest is refused on some machines: the smaller ones still allow much. */
const maximumPages = [65536, 32768, 16384, 4096]

/**
 * @param base first byte that is free to hand out
 * @param pages the most the memory may grow to, tried in this order
 */
export function kernelHeap(base: number, pages: readonly number[] = maximumPages): KernelHeap {
  const { memory, limit } = reservedMemory(pages)
  const free: Range[] = [{ start: roundUp(base, lineBytes), end: limit }]
  const taken = new Map<number, number>()
  const buffers = new WeakSet<ArrayBufferLike>()
  /** From here on memory was never handed out. */
  let untouched = roundUp(base, lineBytes)

  function take(bytes: number): { start: number; used: number } {
    const size = Math.max(lineBytes, roundUp(bytes, lineBytes))
    const place = free.findIndex(({ start, end }) => end - start >= size)
    if (place < 0)
      throw new RangeError(`Array buffer allocation failed: no room for ${bytes} bytes of kernel memory`)
    const range = free[place]!
    const { start } = range
    growTo(memory, start + size)
    range.start += size
    if (range.start === range.end) free.splice(place, 1)
    taken.set(start, size)
    const used = Math.max(0, Math.min(untouched - start, bytes))
    untouched = Math.max(untouched, start + size)
    buffers.add(memory.buffer)
    return { start, used }
  }

  function holds(array: Float64Array | Int32Array): boolean {
    return buffers.has(array.buffer)
  }

  function addressOf(array: Float64Array | Int32Array): number {
    if (holds(array)) return array.byteOffset
    throw new InternalError('kernelHeap.addressOf', 'the array lies outside the memory of the kernels')
  }

  return {
    memory,
    holds,
    addressOf,
    allocate(length) {
      const { start, used } = take(length * 8)
      return new Float64Array(memory.buffer, start, length).fill(0, 0, Math.ceil(used / 8))
    },
    allocateIntegers(length) {
      const { start, used } = take(length * 4)
      return new Int32Array(memory.buffer, start, length).fill(0, 0, Math.ceil(used / 4))
    },
    reserve(length) {
      const { start } = take(length * 8)
      return new Float64Array(memory.buffer, start, length)
    },
    release(array) {
      const start = addressOf(array)
      const size = taken.get(start)
      if (size === undefined) {
        throw new InternalError(
          'kernelHeap.release',
          'the array is not one that was handed out, or was released before',
        )
      }
      taken.delete(start)
      putBack(free, { start, end: start + size })
    },
  }
}

/** Kept in order of address and joined with free neighbours. */
function putBack(free: Range[], range: Range): void {
  const after = free.findIndex(({ start }) => start > range.start)
  const at = after < 0 ? free.length : after
  const [before, next] = [free[at - 1], free[at]]
  const joinsBefore = before?.end === range.start
  const joinsNext = next?.start === range.end
  if (joinsBefore && joinsNext) {
    before.end = next.end
    free.splice(at, 1)
  } else if (joinsBefore) before.end = range.end
  else if (joinsNext) next.start = range.start
  else free.splice(at, 0, range)
}

/** @returns the memory, and how many bytes it may grow to */
function reservedMemory(pages: readonly number[]): { memory: KernelMemory; limit: number } {
  for (const maximum of pages) {
    try {
      const memory = new Memory({ initial: 1, maximum, shared: true })
      return { memory, limit: maximum * pageBytes }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  throw new RangeError('Array buffer allocation failed: no address space for the memory of the kernels')
}

/** By a quarter at least, because each growth makes a new buffer object. */
function growTo(memory: KernelMemory, bytes: number): void {
  const now = memory.buffer.byteLength / pageBytes
  const needed = Math.ceil(bytes / pageBytes) - now
  if (needed <= 0) return
  try {
    memory.grow(Math.max(needed, Math.ceil(now / 4)))
  } catch {
    growExactly(memory, needed)
  }
}

function growExactly(memory: KernelMemory, pages: number): void {
  try {
    memory.grow(pages)
  } catch (cause) {
    throw new RangeError('Array buffer allocation failed: the memory of the kernels cannot grow', { cause })
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}
