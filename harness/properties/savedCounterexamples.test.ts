import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type PropertyPlace, saveCounterexample, savedCounterexamples } from './savedCounterexamples.ts'

function place(name = 'gradients agree'): PropertyPlace {
  return { owner: 'networks', name, folder: mkdtempSync(join(tmpdir(), 'saddlecheck-')) }
}

const found = { seed: 7, path: '3:0:1', why: 'error 2 against a limit of 1' }

describe('a saved counterexample', () => {
  it('comes back with every number, also those that JSON cannot hold', () => {
    const here = place()
    const instance = { theta: [-0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324], name: 'relu' }
    saveCounterexample(here, { ...found, instance })
    expect(savedCounterexamples(here)).toEqual([{ ...found, instance }])
    const { theta } = savedCounterexamples(here)[0]!.instance as typeof instance
    expect(Object.is(theta[0], -0)).toBe(true)
  })

  it('is kept with those before it, and once', () => {
    const here = place()
    saveCounterexample(here, { ...found, instance: [1] })
    saveCounterexample(here, { ...found, instance: [2] })
    const file = saveCounterexample(here, { ...found, seed: 8, instance: [1] })
    expect(savedCounterexamples(here).map(({ instance }) => instance)).toEqual([[1], [2]])
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true)
  })

  it.each([
    ['a function', () => 1],
    ['an Int32Array', Int32Array.of(1)],
    ['a Map inside', [new Map([[1, 2]])]],
    ['undefined inside', { a: undefined }],
  ])('keeps seed and path where the instance is not plain data: %s', (_, instance) => {
    const here = place()
    saveCounterexample(here, { ...found, instance })
    saveCounterexample(here, { ...found, instance })
    expect(savedCounterexamples(here)).toEqual([found])
  })

  it('does not share a file with a property whose name differs in other letters only', () => {
    const here = place('|λ| ≤ τ')
    saveCounterexample(here, { ...found, instance: 1 })
    expect(savedCounterexamples({ ...here, name: '|λ| ≥ τ' })).toEqual([])
    expect(savedCounterexamples(here)).toHaveLength(1)
  })
})
