import { expect, it } from 'vitest'
import { InternalError } from '../../errors.ts'
import { sharedKernelHeap } from './kernelTeam.ts'
import { withWorkspace } from './kernelWorkspace.ts'

const heap = sharedKernelHeap()

function inHeap(address: number, length: number): Float64Array {
  return new Float64Array(heap.memory.buffer, address, length)
}

it('uses what lies in the heap where it lies, and copies what does not', async () => {
  const inside = heap.allocate(3).fill(1)
  const outside = Float64Array.of(4, 5)
  await withWorkspace(heap, async (workspace) => {
    expect(workspace.read(inside)).toBe(heap.addressOf(inside))
    expect(workspace.update(inside.subarray(1))).toBe(heap.addressOf(inside) + 8)
    const copy = inHeap(workspace.read(outside), 2)
    expect([...copy]).toEqual([4, 5])
    copy.fill(9)
    inHeap(workspace.update(outside), 2)[1] = 6
    expect([...workspace.zeros(4)]).toEqual([0, 0, 0, 0])
    expect(workspace.scratch(100) % 64).toBe(0)
  })
  expect([...outside]).toEqual([4, 6])
  heap.release(inside)
})

it('gives everything back, after a failure too, which changes nothing', async () => {
  const outside = Float64Array.of(1)
  const before = heap.addressOf(heap.reserve(1))
  const failing = withWorkspace(heap, async (workspace) => {
    inHeap(workspace.update(outside), 1)[0] = 2
    workspace.zeros(1000)
    throw new InternalError('test', 'no')
  })
  await expect(failing).rejects.toThrow(InternalError)
  expect([...outside]).toEqual([1])
  expect(heap.addressOf(heap.reserve(1))).toBe(before + 64)
})
