import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type EvidenceKey, evidenceStore } from './evidenceStore.ts'
import { sharedWork } from './sharedWork.ts'

const pieces = [0, 1, 2, 3, 4, 5]

test('does every piece once, and returns results in the order of the pieces', async () => {
  const done: number[] = []
  const busy = new Set([0, 3])
  const results = await sharedWork(
    pieces,
    (piece) => busy.has(piece),
    async (piece) => {
      done.push(piece)
      if (piece === 2) busy.clear()
      return 10 * piece
    },
  )
  expect(results).toEqual([0, 10, 20, 30, 40, 50])
  expect(done).toEqual([1, 2, 0, 3, 4, 5])
})

test('comes to an end where all that is left is busy', async () => {
  expect(
    await sharedWork(
      pieces,
      () => true,
      async (piece) => piece,
    ),
  ).toEqual(pieces)
})

test('three that need the same evidence compute each piece once, and are never idle together with work left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-shared-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const keyOf = (piece: number): EvidenceKey => ({ kind: 'piece', config: piece, code: 'v1' })
  const computedBy: number[][] = []
  const shares = [0, 1, 2].map((process) => {
    const store = evidenceStore({ folder, fresh: false })
    computedBy[process] = []
    return sharedWork(
      pieces,
      (piece) => store.isBusy(keyOf(piece)),
      (piece) =>
        store.compute(keyOf(piece), async () => {
          computedBy[process]!.push(piece)
          await sleep(50)
          return 10 * piece
        }),
    )
  })
  for (const results of await Promise.all(shares)) expect(results).toEqual([0, 10, 20, 30, 40, 50])
  expect(computedBy.flat().sort()).toEqual(pieces)
  expect(computedBy.every((computed) => computed.length > 0)).toBe(true)
})
