import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { lapackMatrix } from '../providers/laws/lapackMatrix.ts'
import { lapackTypes, prescribedLapackTypes } from './lapackTypes.ts'

describe('lapackTypes', () => {
  it('draws every type and order', () => {
    const drawn = fc.sample(lapackTypes({ minOrder: 2, maxOrder: 5 }), { seed: 1, numRuns: 500 })
    expect(new Set(drawn.map(({ type }) => type)).size).toBe(21)
    expect(new Set(drawn.map(({ order }) => order))).toEqual(new Set([2, 3, 4, 5]))
  })

  it('claims a spectrum for those types that have one prescribed', () => {
    for (const recipe of fc.sample(lapackTypes(), { seed: 1, numRuns: 100 })) {
      const { spectrum } = lapackMatrix(recipe.type, recipe.order, recipe.seed)
      expect(spectrum !== undefined).toBe(prescribedLapackTypes.includes(recipe.type))
    }
  })

  it('shrinks to the smallest order of the first type', () => {
    const none = fc.property(lapackTypes(), ({ order }) => order < 3)
    expect(fc.check(none, { seed: 1 }).counterexample).toEqual([{ type: 1, order: 3, seed: 0 }])
  })

  it.each([
    [{ types: [] }, 'got none'],
    [{ types: [22] }, 'got 22'],
    [{ minOrder: 0 }, 'minOrder'],
    [{ minOrder: 5, maxOrder: 4 }, 'at most maxOrder = 4'],
  ])('refuses %j', (options, text) => {
    expect(() => lapackTypes(options)).toThrow(ArgumentError)
    expect(() => lapackTypes(options)).toThrow(text)
  })
})
