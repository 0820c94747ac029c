import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { ClaimContext } from './context.ts'
import { type EvidenceKey, evidenceStore } from './evidenceStore.ts'
import { sharedWork } from './sharedWork.ts'
import { testContext } from './testContext.fixture.ts'

const pieces = [0, 1, 2, 3, 4, 5]
const keyOf = (piece: number): EvidenceKey => ({ kind: 'piece', config: piece, code: 'v1' })

/** As many contexts with stores of their own on one folder. */
async function contextsOnOneFolder(count: number): Promise<ClaimContext[]> {
  const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-shared-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const context = await testContext()
  return Array.from({ length: count }, () => ({
    ...context,
    evidence: evidenceStore({ folder, fresh: false }),
  }))
}

test('does every piece once, and returns results in their order', async () => {
  const done: number[] = []
  const results = await sharedWork(await testContext(), pieces, async (piece) => {
    done.push(piece)
    return 10 * piece
  })
  expect(results).toEqual([0, 10, 20, 30, 40, 50])
  expect(done).toEqual(pieces)
})

test('leaves aside what another is at, wherever inside a piece that is, and comes back to it', async () => {
  const [mine, other] = (await contextsOnOneFolder(2)) as [ClaimContext, ClaimContext]
  let release = (): void => {}
  const held = other.evidence.compute(keyOf(0), async () => {
    await new Promise<void>((resolve) => {
      release = resolve
    })
    return 'of the other'
  })
  const done: number[] = []
  const results = await sharedWork(mine, pieces, async (piece, { evidence }) => {
    const outer = { ...keyOf(piece), kind: 'outer' }
    const result = await evidence.compute(outer, () => evidence.compute(keyOf(piece), async () => 'mine'))
    done.push(piece)
    if (piece === 5) release()
    return result
  })
  expect(done).toEqual([1, 2, 3, 4, 5, 0])
  expect(results).toEqual(['of the other', 'mine', 'mine', 'mine', 'mine', 'mine'])
  await held
})

test('takes up what another has given up', async () => {
  const [mine, other] = (await contextsOnOneFolder(2)) as [ClaimContext, ClaimContext]
  const failing = other.evidence.compute(keyOf(0), async () => {
    await sleep(300)
    throw new Error('given up')
  })
  const results = sharedWork(mine, [0], (piece, { evidence }) =>
    evidence.compute(keyOf(piece), async () => 'taken up'),
  )
  await expect(failing).rejects.toThrow('given up')
  expect(await results).toEqual(['taken up'])
})

test('three compute each piece once, and each of them some', async () => {
  const contexts = await contextsOnOneFolder(3)
  const computedBy: number[][] = contexts.map(() => [])
  const shares = contexts.map((one, process) =>
    sharedWork(one, pieces, (piece, { evidence }) =>
      evidence.compute(keyOf(piece), async () => {
        computedBy[process]!.push(piece)
        await sleep(50)
        return 10 * piece
      }),
    ),
  )
  for (const results of await Promise.all(shares)) expect(results).toEqual([0, 10, 20, 30, 40, 50])
  expect(computedBy.flat().sort()).toEqual(pieces)
  expect(computedBy.every((computed) => computed.length > 0)).toBe(true)
})

test('an error of a piece is the error of all, and an abort ends the waiting', async () => {
  const [mine, other] = (await contextsOnOneFolder(2)) as [ClaimContext, ClaimContext]
  await expect(sharedWork(mine, pieces, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const holding = other.evidence.compute(keyOf(0), () => sleep(600))
  const abort = new AbortController()
  setTimeout(() => abort.abort('enough'), 50)
  const waiting = sharedWork({ ...mine, signal: abort.signal }, [0], (piece, { evidence }) =>
    evidence.compute(keyOf(piece), async () => 'never'),
  )
  await expect(waiting).rejects.toBe('enough')
  await holding
})
