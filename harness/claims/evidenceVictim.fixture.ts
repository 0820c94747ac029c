/** The process that evidenceStore.test.ts kills: it stores one result, then computes for ever. */
import { evidenceStore } from './evidenceStore.ts'

const store = evidenceStore({ folder: process.argv[2]!, fresh: false })
const key = { config: { seed: 1 }, code: 'v1' }
await store.compute({ ...key, kind: 'finished' }, async () => 'of the victim')
await store.compute({ ...key, kind: 'inflight' }, async () => {
  process.send!('computing')
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})
