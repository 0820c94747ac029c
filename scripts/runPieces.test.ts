import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runPieces } from './runPieces.ts'

it('gives every piece to a process, and outlives one that hangs and one that dies', async () => {
  const results = new Map<number, number>()
  const lost = new Map<number, string>()
  await runPieces<number>({
    script: fileURLToPath(new URL('./piecesWorker.fixture.ts', import.meta.url)),
    execArgv: ['--import', 'tsx'],
    pieces: [1, 2, 3, 4, 5, 6],
    limitMs: 1_000,
    workers: 2,
    onResult: (piece, result) => results.set(piece, result),
    onLost: (piece, reason) => lost.set(piece, reason),
  })
  expect([...results].sort(([a], [b]) => a - b)).toEqual([
    [1, 1],
    [2, 4],
    [5, 25],
    [6, 36],
  ])
  expect([...lost].sort(([a], [b]) => a - b)).toEqual([
    [3, 'timeLimit'],
    [4, 'died'],
  ])
})

it('says so when the processes cannot start', async () => {
  const never = { limitMs: 1_000, onResult: () => {}, onLost: () => {} }
  const script = fileURLToPath(new URL('./absent.ts', import.meta.url))
  await expect(runPieces({ ...never, script, pieces: [1] })).rejects.toThrow('ended before its first piece')
})
