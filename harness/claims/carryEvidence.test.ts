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
      { kind: 'run', code: 'v1', status: 'carried', compared: 2, alike: 2, carried: 2, left: 0 },
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

  test('carries nothing of a setting that was not computed again', async () => {
    const start = ['a', 'b'].map((digit) => digit.repeat(64))
    const configs = [
      { loss: 'cross-entropy', layers: [64, 25, 10], start: start[0] },
      { loss: 'cross-entropy', layers: [784, 25, 10], start: start[1] },
      { loss: 'squared-error', layers: [784, 10, 784], start: start[1] },
      { loss: 'cross-entropy', layers: [64, 25, 25, 10], start: start[0] },
    ]
    const computeOf = (folder: string, code: string, config: (typeof configs)[number]) =>
      evidenceStore({ folder, fresh: false }).compute({ kind: 'run', config, code }, async () => 1)
    for (const config of configs) await computeOf(from, 'v1', config)
    await computeOf(to, 'v2', configs[0]!)
    expect(carryEvidence({ from, to, least: 1 })).toMatchObject([{ compared: 1, carried: 1, left: 2 }])
    const refusing = () => Promise.reject(new Error('computed again'))
    const store = evidenceStore({ folder: to, fresh: false })
    expect(await store.compute({ kind: 'run', config: configs[1]!, code: 'v2' }, refusing)).toBe(1)
    expect(readdirSync(to)).toHaveLength(2)
  })

  test('leaves alone what the change did not touch', async () => {
    await oldEvidence()
    for (const seed of [0, 1]) await compute(to, 'v1', seed, results[seed])
    expect(carryEvidence({ from, to, least: 2 })).toMatchObject([{ status: 'same', carried: 0 }])
  })
})
