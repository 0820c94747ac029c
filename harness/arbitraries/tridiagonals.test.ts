import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import {
  closedTridiagonalKinds,
  expandTridiagonal,
  type TridiagonalKind,
  type TridiagonalOptions,
  type TridiagonalRecipe,
  tridiagonalKinds,
  tridiagonals,
} from './tridiagonals.ts'

const whole = (x: number): boolean => Number.isInteger(x) && Math.abs(x) <= 4
const wilkinson = (d: readonly number[]): boolean =>
  d.every((x, i) => x === Math.abs(i - (d.length - 1) / 2) && Number.isInteger(x))

const meets: Readonly<Record<TridiagonalKind, (recipe: TridiagonalRecipe) => boolean>> = {
  integer: ({ diagonal, offDiagonal }) => [...diagonal, ...offDiagonal].every(whole),
  wilkinson: ({ diagonal, offDiagonal }) => wilkinson(diagonal) && offDiagonal.every((x) => x === 1),
  glued: ({ diagonal: d, offDiagonal }) =>
    wilkinson(d.slice(0, d.length / 2)) &&
    wilkinson(d.slice(d.length / 2)) &&
    offDiagonal.every((x, i) => (i === d.length / 2 - 1 ? x <= 0.5 && x >= 2 ** -30 : x === 1)),
  toeplitz: ({ diagonal, offDiagonal }) => new Set(diagonal).size === 1 && new Set(offDiagonal).size <= 1,
  // The squares k(n − k) up to their rounding.
  clement: ({ diagonal, offDiagonal }) =>
    diagonal.every((x) => x === 0) &&
    offDiagonal.every((x, k) => Math.round(x * x) === (k + 1) * (diagonal.length - 1 - k)),
  decaying: ({ diagonal, offDiagonal }) =>
    diagonal.every((x, i) => Math.abs(x) <= 4 * 2 ** -i) &&
    offDiagonal.every((x, i) => Math.abs(x) <= 4 * 2 ** -i),
}

describe.each(tridiagonalKinds)('%s', (kind) => {
  it('is what its name says, within the orders and scales asked for', () => {
    const options = { kinds: [kind], minOrder: 2, maxOrder: 15, scaleExponents: { min: -3, max: 5 } }
    assertProperty(
      fc.property(tridiagonals(options), (recipe) => {
        expect(meets[kind](recipe)).toBe(true)
        expect(recipe.diagonal.length).toBeGreaterThanOrEqual(2)
        expect(recipe.diagonal.length).toBeLessThanOrEqual(15)
        expect(Math.abs(recipe.scaleExponent - 1)).toBeLessThanOrEqual(4)
        const { matrix } = expandTridiagonal(recipe)
        const n = matrix.order
        const far = matrix.entries.filter((_, p) => Math.abs((p % n) - Math.floor(p / n)) > 1)
        expect(far.every((entry) => entry === 0)).toBe(true)
        expect(matrix.entries[1]).toBe(2 ** recipe.scaleExponent * recipe.offDiagonal[0]!)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a closed form', () => {
  const provider = checkedProvider(embeddedKernels())

  it.each(closedTridiagonalKinds)('is what a solver finds: %s', async (kind) => {
    await assertProperty(
      fc.asyncProperty(tridiagonals({ kinds: [kind] }), async (recipe) => {
        const { matrix, eigenvalues, eigenvalueError } = expandTridiagonal(recipe)
        const result = await provider.eigenvalues(matrix)
        if (result.status !== 'converged') throw new Error(result.message)
        expect(result.values).toBeWithin(eigenvalues!, result.errorBound + eigenvalueError)
      }),
      { numRuns: 50 },
    )
  })

  it('is not claimed of the others', () => {
    const open = tridiagonalKinds.filter((kind) => !closedTridiagonalKinds.includes(kind))
    for (const recipe of fc.sample(tridiagonals({ kinds: open }), { seed: 1, numRuns: 50 }))
      expect(expandTridiagonal(recipe).eigenvalues).toBeUndefined()
  })
})

describe('tridiagonals', () => {
  it('shrink to few small integers', () => {
    const coupled = fc.property(tridiagonals(), ({ offDiagonal }) => !offDiagonal.some(Boolean))
    const { counterexample } = fc.check(coupled, { seed: 3 })
    const { diagonal, offDiagonal, scaleExponent } = counterexample![0]
    expect(scaleExponent).toBe(0)
    expect(diagonal.length).toBeLessThanOrEqual(3)
    expect([...diagonal, ...offDiagonal].every((x) => Math.abs(x) <= 1)).toBe(true)
  })

  it.each([
    ['no kind', { kinds: [] }, 'at least one kind'],
    ['an unknown kind', { kinds: ['dense' as TridiagonalKind] }, "got 'dense'"],
    ['half an order', { maxOrder: 2.5 }, 'maxOrder'],
    ['no order', { minOrder: 3, maxOrder: 2 }, 'an order of kind integer'],
    ['a Wilkinson matrix of order 2', { kinds: ['wilkinson'], maxOrder: 2 }, 'odd order'],
    ['two glued in order 8', { kinds: ['glued'], minOrder: 7, maxOrder: 9 }, '6, 10, 14'],
    ['a scale beyond squares', { scaleExponents: { min: 0, max: 600 } }, '-498..498'],
  ] as const)('refuse %s', (_, options, text) => {
    expect(() => tridiagonals(options as TridiagonalOptions)).toThrow(ArgumentError)
    expect(() => tridiagonals(options as TridiagonalOptions)).toThrow(text)
  })

  it('refuse diagonals that do not fit together', () => {
    const recipe = { kind: 'integer', diagonal: [1, 2], offDiagonal: [1, 1], scaleExponent: 0 } as const
    expect(() => expandTridiagonal(recipe)).toThrow(ShapeError)
  })
})
