import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { expandSymmetricMatrix } from './expandSymmetricMatrix.ts'
import {
  plainSpectrumKinds,
  type SpectrumKind,
  type SymmetricMatrixOptions,
  spectrumKinds,
  symmetricMatrices,
} from './symmetricMatrices.ts'

const meets: Readonly<Record<SpectrumKind, (spectrum: readonly number[]) => boolean>> = {
  indefinite: (s) => s.some((x) => x < 0) && s.some((x) => x > 0),
  definite: (s) => s.every((x) => x < 0) || s.every((x) => x > 0),
  repeated: (s) => new Set(s).size < s.length && new Set(s).size <= 3,
  singular: (s) => s.includes(0),
  graded: (s) => s.every((x) => x !== 0),
  separated: (s) =>
    s.toSorted((x, y) => x - y).every((x, k, sorted) => k === 0 || x - sorted[k - 1]! >= 1 / 8),
  clustered: (s) => s[0] !== s[1] && Math.abs(s[0]! - s[1]!) <= 4 * 2 ** -52 * Math.abs(s[0]!),
  lowRank: (s) => s.filter((x) => x !== 0).length <= Math.max(1, s.length / 4),
  diagonal: (s) => s.length > 0,
  steep: (s) => s.every((x) => Math.abs(x) > 1e-152 && Math.abs(x) < 1e152),
}

describe.each(spectrumKinds)('%s', (kind) => {
  it('is what its name says, within the orders and scales asked for', () => {
    const options = { kinds: [kind], minOrder: 1, maxOrder: 12, scaleExponents: { min: -3, max: 5 } }
    assertProperty(
      fc.property(symmetricMatrices(options), (recipe) => {
        expect(recipe.kind).toBe(kind)
        expect(meets[kind](recipe.spectrum)).toBe(true)
        expect(recipe.spectrum.length).toBeLessThanOrEqual(12)
        expect(recipe.reflections.every((v) => v.length === recipe.spectrum.length)).toBe(true)
        expect(recipe.scaleExponent).toBeGreaterThanOrEqual(-3)
        expect(recipe.scaleExponent).toBeLessThanOrEqual(5)
        if (kind === 'diagonal' || kind === 'steep') expect(recipe.reflections).toEqual([])
        // Small dyadic rationals: eighths, graded by at most 2⁶⁰ or apart by up to 4 each.
        if (kind === 'steep') return
        expect(recipe.spectrum.every((x) => Number.isInteger(x * 2 ** 63) && Math.abs(x) <= 4 * 12)).toBe(
          true,
        )
        expect(recipe.reflections.flat().every((x) => Number.isInteger(x) && Math.abs(x) <= 3)).toBe(true)
      }),
    )
  })
})

describe('symmetricMatrices', () => {
  const drawn = fc.sample(symmetricMatrices({ maxOrder: 40 }), { seed: 1, numRuns: 500 })

  it('draws every kind, small and large orders, far scales both ways, and truly rotated matrices', () => {
    // Kinds are drawn with 1/5 each: 100 ± 9.
    for (const kind of plainSpectrumKinds)
      expect(drawn.filter((recipe) => recipe.kind === kind).length).toBeGreaterThan(55)
    const orders = drawn.map(({ spectrum }) => spectrum.length)
    expect(orders.filter((n) => n > 20).length).toBeGreaterThan(100)
    expect(orders.filter((n) => n <= 5).length).toBeGreaterThan(30)
    expect(Math.max(...orders)).toBe(40)
    expect(drawn.filter(({ scaleExponent }) => scaleExponent < -250).length).toBeGreaterThan(50)
    expect(drawn.filter(({ scaleExponent }) => scaleExponent > 250).length).toBeGreaterThan(50)
    const rotated = drawn.filter(({ reflections }) => reflections.filter((v) => v.some(Boolean)).length === 3)
    expect(rotated.length).toBeGreaterThan(400)
  })

  it('draws plain data, from which the same matrix is built again', () => {
    for (const recipe of drawn.slice(0, 50)) {
      const again = JSON.parse(JSON.stringify(recipe)) as typeof recipe
      expect(expandSymmetricMatrix(again)).toEqual(expandSymmetricMatrix(recipe))
    }
  })

  it('spreads a steep matrix from 1e-140 to 1e140, and a singular one to any nullity', () => {
    const steep = fc.sample(symmetricMatrices({ kinds: ['steep'] }), { seed: 1, numRuns: 100 })
    const sizes = steep.flatMap(({ spectrum }) => spectrum.map(Math.abs))
    expect(Math.min(...sizes)).toBeLessThan(1e-140)
    expect(Math.max(...sizes)).toBeGreaterThan(1e140)
    const options = { kinds: ['singular'], minOrder: 3, maxOrder: 3 } as const
    const singular = fc.sample(symmetricMatrices(options), { seed: 1, numRuns: 200 })
    const nullities = singular.map(({ spectrum }) => spectrum.filter((x) => x === 0).length)
    expect(new Set(nullities)).toEqual(new Set([1, 2, 3]))
  })

  it('shrinks to a small order without rotation or scale', () => {
    const tooLarge = fc.property(symmetricMatrices({ maxOrder: 40 }), ({ spectrum }) => spectrum.length < 3)
    const { counterexample } = fc.check(tooLarge, { seed: 5 })
    const zero = [0, 0, 0]
    expect(counterexample![0]).toEqual({
      kind: 'indefinite',
      spectrum: [1 / 8, -1 / 8, 1 / 8],
      reflections: [zero, zero, zero],
      scaleExponent: 0,
    })
  })

  it.each([
    ['no kind', { kinds: [] }, 'at least one kind'],
    ['an unknown kind', { kinds: ['random' as SpectrumKind] }, "got 'random'"],
    ['an indefinite matrix of order 1', { kinds: ['indefinite'], maxOrder: 1 }, 'never indefinite'],
    ['a cluster at order 1', { kinds: ['clustered'], maxOrder: 1 }, 'never clustered'],
    ['low rank at order 1', { kinds: ['lowRank'], maxOrder: 1 }, 'never lowRank'],
    ['separation at order 1', { kinds: ['separated'], maxOrder: 1 }, 'never separated'],
    ['a repeated eigenvalue at order 1', { kinds: ['repeated'], maxOrder: 1 }, 'never repeated'],
    ['order 0', { minOrder: 0 }, 'minOrder must be a positive integer'],
    ['half an order', { maxOrder: 2.5 }, 'maxOrder'],
    ['no order at all', { minOrder: 5, maxOrder: 4 }, 'at most maxOrder = 4'],
    ['a scale beyond float64', { scaleExponents: { min: 0, max: 1020 } }, '-1030..1010'],
    ['a scale that vanishes', { scaleExponents: { min: -1070, max: 0 } }, '-1030..1010'],
    ['no scale at all', { scaleExponents: { min: 1, max: 0 } }, 'min ≤ max'],
    ['half a power', { scaleExponents: { min: 0.5, max: 1 } }, 'integers'],
  ] as const)('refuses %s', (_, options, text) => {
    expect(() => symmetricMatrices(options as SymmetricMatrixOptions)).toThrow(ArgumentError)
    expect(() => symmetricMatrices(options as SymmetricMatrixOptions)).toThrow(text)
  })

  it('draws order 1 where only kinds of order 1 are asked for', () => {
    const options = { kinds: ['definite', 'singular', 'graded'], maxOrder: 1 } as const
    for (const { spectrum } of fc.sample(symmetricMatrices(options), { seed: 1, numRuns: 20 }))
      expect(spectrum.length).toBe(1)
  })
})
