import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InternalError } from '../../errors.ts'
import { assertProperty } from '../../properties/assertProperty.ts'
import { type KernelHeap, kernelHeap } from './kernelHeap.ts'

const base = 1000
const pages = 16
/** What is left from the first multiple of 64 on, in float64 numbers. */
const room = (pages * 65536 - 1024) / 8

function smallHeap(): KernelHeap {
  return kernelHeap(base, [pages])
}

interface Held {
  readonly array: Float64Array | Int32Array
  readonly mark: number
}

describe('kernelHeap', () => {
  it('keeps arrays apart, on cache lines, zero at first and as they were left', () => {
    const length = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 5000 }))
    const steps = fc.array(
      fc.record({ length, integers: fc.boolean(), release: fc.option(fc.nat(), { nil: undefined }) }),
      { maxLength: 60 },
    )
    assertProperty(
      fc.property(steps, (commands) => {
        const heap = smallHeap()
        const held: Held[] = []
        for (const [k, { length, integers, release }] of commands.entries()) {
          if (release !== undefined && held.length > 0) {
            const [gone] = held.splice(release % held.length, 1)
            expectUntouched(gone!)
            heap.release(gone!.array)
          }
          const array = integers ? heap.allocateIntegers(length) : heap.allocate(length)
          expect(array.length).toBe(length)
          expect(array.every((entry) => Object.is(entry, 0))).toBe(true)
          expect(heap.addressOf(array) % 64).toBe(0)
          expect(heap.addressOf(array)).toBeGreaterThanOrEqual(base)
          held.push({ array: array.fill(k + 1), mark: k + 1 })
        }
        held.forEach(expectUntouched)
        for (const { array } of held) heap.release(array)
        // All neighbours were joined again, and all of it is cleared.
        expect(heap.allocate(room).every((entry) => entry === 0)).toBe(true)
      }),
    )
  })

  it('uses a gap again before it grows', () => {
    const heap = smallHeap()
    const [first, second] = [heap.allocate(100), heap.allocate(100)]
    const at = heap.addressOf(first)
    heap.release(first)
    expect(heap.addressOf(heap.allocate(105))).toBeGreaterThan(heap.addressOf(second))
    expect(heap.addressOf(heap.allocate(100))).toBe(at)
  })

  it('does not clear what is only reserved', () => {
    const heap = smallHeap()
    const array = heap.allocate(8).fill(5)
    heap.release(array)
    expect(heap.reserve(8)).toEqual(array)
  })

  it('says that there is no room, and takes nothing then', () => {
    const heap = smallHeap()
    expect(() => heap.allocate(room + 1)).toThrow(RangeError)
    expect(() => heap.allocate(room + 1)).toThrow(/allocation failed/)
    const all = heap.allocate(room)
    expect(() => heap.allocateIntegers(1)).toThrow(/allocation failed/)
    heap.release(all)
    expect(heap.allocate(room)).toHaveLength(room)
  })

  it('grows under arrays that stay valid', () => {
    const heap = smallHeap()
    const early = heap.allocate(3).fill(7)
    const late = heap.allocate(room - 8)
    late[late.length - 1] = 1
    expect([...early]).toEqual([7, 7, 7])
    expect(heap.holds(early)).toBe(true)
    expect(heap.addressOf(early.subarray(1))).toBe(heap.addressOf(early) + 8)
    expect(heap.memory.buffer.byteLength).toBe(pages * 65536)
  })

  it('knows what is not its own', () => {
    const heap = smallHeap()
    const other = new Float64Array(4)
    expect(heap.holds(other)).toBe(false)
    expect(heap.holds(smallHeap().allocate(4))).toBe(false)
    expect(() => heap.addressOf(other)).toThrow(InternalError)
    expect(() => heap.release(other)).toThrow(InternalError)
    const array = heap.allocate(20)
    expect(() => heap.release(array.subarray(8))).toThrow(InternalError)
    heap.release(array)
    expect(() => heap.release(array)).toThrow(/released before/)
  })

  it('takes a smaller memory where the largest is refused', () => {
    const heap = kernelHeap(base, [1 << 20, pages])
    expect(() => heap.allocate(room + 1)).toThrow(/allocation failed/)
    expect(heap.allocate(room)).toHaveLength(room)
    expect(() => kernelHeap(base, [1 << 20])).toThrow()
  })
})

function expectUntouched({ array, mark }: Held): void {
  expect(array.every((entry) => entry === mark)).toBe(true)
}
