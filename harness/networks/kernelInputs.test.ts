/** When data are copied for the kernels, when not, and that the copies do not pile up. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { type SparseRows, sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { kernelHeap } from '../providers/wasm/kernelHeap.ts'
import { type KernelInputsStore, kernelInputsStore } from './kernelInputs.ts'

const entries = 6000

/** Every entry is stored: 72 KB and a little. */
const data = (): SparseRows =>
  sparseRows(
    Float64Array.from({ length: entries }, (_, p) => p + 1),
    120,
    50,
  )

/** In a memory of 128 KiB, which has room for one copy. */
const newStore = (): KernelInputsStore => kernelInputsStore(kernelHeap(64, [2]))

it('data are copied after one pass, in whatever parts', () => {
  const store = newStore()
  const inputs = data()
  for (let part = 0; part < 4; part++) expect(store.copyOf(inputs, entries / 4)).toBeUndefined()
  const copy = store.copyOf(inputs, entries / 4)
  expect(copy?.values).toEqual(inputs.values)
  expect(copy?.columnIndex).toEqual(inputs.columnIndex)
  expect(copy?.rowStart).toEqual(inputs.rowStart)
  expect(store.copyOf(inputs, 1)).toBe(copy)
})

it('inputs that differ in their offset share a copy, others with the same values do not', () => {
  const store = newStore()
  const inputs = data()
  store.copyOf(inputs, entries)
  const copy = store.copyOf(inputs, entries)
  expect(store.copyOf(subtractRow(inputs, new Float64Array(50).fill(1)), entries)).toBe(copy)
  const turned = { ...inputs, columnIndex: inputs.columnIndex.map((a) => 49 - a) }
  expect(store.copyOf(turned, entries)).toBeUndefined()
})

it('without room there is no copy, and the room comes back with the data that nobody has', async () => {
  const store = newStore()
  const kept = data()
  store.copyOf(kept, entries)
  forget(store)
  expect(store.copyOf(kept, entries)).toBeUndefined()
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // A registry learns of what was collected some turns of the event loop later.
  for (let turn = 0; turn < 100 && store.copyOf(kept, entries) === undefined; turn++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(store.copyOf(kept, entries)?.values).toEqual(kept.values)
})

/** Data that take the room and are gone when this returns. */
function forget(store: KernelInputsStore): void {
  const inputs = data()
  store.copyOf(inputs, entries)
  expect(store.copyOf(inputs, entries)).toBeDefined()
}
