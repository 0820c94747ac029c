import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { carryEvidence } from './carryEvidence.ts'
import { evidenceStore } from './evidenceStore.ts'

let [from, to] = ['', '']
beforeEach(() => {
  ;[from, to] = ['old', 'new'].map((name) => mkdtempSync(join(tmpdir(), `saddlecheck-${name}-`))) as [
    string,
    string,
  ]
})
afterEach(() => {
  for (const folder of [from, to]) rmSync(folder, { recursive: true })
})

const compute = (folder: string, code: string, seed: number, result: unknown, kind = 'run') =>
  evidenceStore({ folder, fresh: false }).compute({ kind, config: { seed }, code }, async () => result)

const results = [Float64Array.of(1, -0), { loss: Number.NaN }, 1 / 3, [2]]

async function oldEvidence(): Promise<void> {
  for (const [seed, result] of results.entries()) await compute(from, 'v1', seed, result)
}

describe('carryEvidence', () => {
  test('carries the rest of a version whose results came out alike, and the new code finds it', async () => {
    await oldEvidence()
    for (const seed of [0, 1]) await compute(to, 'v2', seed, results[seed])
    expect(carryEvidence({ from, to, least: 2 })).toEqual([
      { kind: 'run', code: 'v1', status: 'carried', compared: 2, alike: 2, carried: 2 },
    ])
    const store = evidenceStore({ folder: to, fresh: false })
    for (const [seed, result] of results.entries()) {
      const refusing = () => Promise.reject(new Error('computed again'))
      expect(await store.compute({ kind: 'run', config: { seed }, code: 'v2' }, refusing)).toEqual(result)
    }
    expect(readdirSync(from)).toHaveLength(results.length)
  })

  test('a second time there is nothing left to carry', async () => {
    await oldEvidence()
    for (const seed of [0, 1]) await compute(to, 'v2', seed, results[seed])
    carryEvidence({ from, to, least: 2 })
    const files = readdirSync(to).map((name) => readFileSync(join(to, name), 'utf8'))
    expect(carryEvidence({ from, to, least: 2 })).toMatchObject([
      { status: 'carried', compared: 4, carried: 0 },
    ])
    expect(readdirSync(to).map((name) => readFileSync(join(to, name), 'utf8'))).toEqual(files)
  })

  test.each([
    ['one bit', Float64Array.of(1, 0)],
    ['one field', { loss: Number.NaN, steps: 1 }],
  ])('carries nothing where a result differs in %s', async (_, other) => {
    await oldEvidence()
    for (const seed of [1, 2, 3]) await compute(to, 'v2', seed, results[seed])
    await compute(to, 'v2', 0, other)
    expect(carryEvidence({ from, to, least: 2 })).toMatchObject([
      { status: 'differs', compared: 4, alike: 3 },
    ])
    expect(readdirSync(to)).toHaveLength(4)
  })

  test('carries nothing where too few were computed again, by several versions, or of another kind', async () => {
    await oldEvidence()
    await compute(to, 'v2', 0, results[0])
    await compute(to, 'v2', 1, results[1], 'training')
    expect(carryEvidence({ from, to, least: 2 })).toMatchObject([{ status: 'unknown', compared: 1 }])
    await compute(to, 'v3', 1, results[1])
    expect(carryEvidence({ from, to, least: 2 })).toMatchObject([{ status: 'unknown', compared: 2 }])
    expect(readdirSync(to)).toHaveLength(3)
  })

  test('leaves alone what the change did not touch', async () => {
    await oldEvidence()
    for (const seed of [0, 1]) await compute(to, 'v1', seed, results[seed])
    expect(carryEvidence({ from, to, least: 2 })).toMatchObject([{ status: 'same', carried: 0 }])
  })
})
