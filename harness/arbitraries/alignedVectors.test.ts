import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frobeniusNorm, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { dot, norm, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import {
  type AlignedOptions,
  type AlignedRecipe,
  alignedVectors,
  type Eigenspace,
  expandAlignedVector,
} from './alignedVectors.ts'
import type { SpectrumKind } from './symmetricMatrices.ts'

const scaleExponents = { min: -40, max: 40 }

/** |A| of the same recipe. */
function absolute({ matrix, ...rest }: AlignedRecipe): AlignedRecipe {
  return { ...rest, matrix: { ...matrix, spectrum: matrix.spectrum.map(Math.abs) } }
}

function multiply({ order, entries }: SymmetricMatrix, x: Float64Array): Float64Array {
  return x.map((_, i) => dot(entries.subarray(i * order, (i + 1) * order), x))
}

/** Bound of the error of ‖Ax‖ and, divided by ‖x‖, of the quadratic form. */
function bound(recipe: AlignedRecipe): number {
  const { matrix, vector, vectorError, eigenvalueError } = expandAlignedVector(recipe)
  const n = matrix.order
  const size = frobeniusNorm(matrix)
  return 2 * size * vectorError + (eigenvalueError + 2 * n * n * unitRoundoff * size) * 1.01 * norm(vector)
}

const check = (space: Eigenspace, kept: (recipe: AlignedRecipe) => void) =>
  assertProperty(fc.property(alignedVectors({ space, scaleExponents }), kept))

describe('a vector', () => {
  it.each(['oneSign', 'kernel', 'bothSigns'] as const)('has the quadratic form it states: %s', (space) => {
    check(space, (recipe) => {
      const { matrix, vector, quadraticForm } = expandAlignedVector(recipe)
      expect(norm(vector)).toBeGreaterThan(0.5)
      const form = dot(vector, multiply(matrix, vector))
      expect(form).toBeWithin(quadraticForm, bound(recipe) * norm(vector))
    })
  })

  it('of one sign has |xᵀAx| = xᵀ|A|x, which is not 0', () => {
    check('oneSign', (recipe) => {
      const { quadraticForm } = expandAlignedVector(recipe)
      expect(Math.abs(quadraticForm)).toBe(expandAlignedVector(absolute(recipe)).quadraticForm)
      expect(quadraticForm).not.toBe(0)
    })
  })

  it('of the kernel is annihilated', () => {
    check('kernel', (recipe) => {
      const { matrix, vector } = expandAlignedVector(recipe)
      expect(norm(multiply(matrix, vector))).toBeLessThanOrEqual(bound(recipe))
    })
  })

  it('of both signs has |xᵀAx| < xᵀ|A|x', () => {
    check('bothSigns', (recipe) => {
      const { quadraticForm } = expandAlignedVector(recipe)
      expect(Math.abs(quadraticForm)).toBeLessThan(expandAlignedVector(absolute(recipe)).quadraticForm)
    })
  })
})

describe('alignedVectors', () => {
  it('takes either sign', () => {
    const drawn = fc.sample(alignedVectors({ space: 'oneSign' }), { seed: 1, numRuns: 100 })
    const signs = drawn.map((recipe) => Math.sign(expandAlignedVector(recipe).quadraticForm))
    expect(new Set(signs)).toEqual(new Set([1, -1]))
  })

  it('shrinks to unit coefficients', () => {
    const none = fc.property(
      alignedVectors({ space: 'bothSigns' }),
      ({ coefficients }) => coefficients.length < 2,
    )
    expect(fc.check(none, { seed: 1 }).counterexample![0]).toMatchObject({
      coefficients: [1, 1],
      matrix: { spectrum: [1 / 8, -1 / 8], scaleExponent: 0 },
    })
  })

  it('draws order 1 where it has such a space', () => {
    const [recipe] = fc.sample(alignedVectors({ space: 'kernel', maxOrder: 1 }), { seed: 1, numRuns: 1 })
    expect(recipe!.matrix.spectrum).toEqual([0])
    expect(() => alignedVectors({ space: 'bothSigns', maxOrder: 1 })).toThrow(ArgumentError)
  })

  it.each([
    ['a kernel of definite matrices', { space: 'kernel', kinds: ['definite'] }, 'definite spectrum'],
    ['both signs of definite matrices', { space: 'bothSigns', kinds: ['definite'] }, 'bothSigns'],
    ['an unknown space', { space: 'rowSpace' }, "got 'rowSpace'"],
    ['an unknown kind', { space: 'oneSign', kinds: ['nice' as SpectrumKind] }, "got 'nice'"],
    ['no order', { space: 'oneSign', minOrder: 4, maxOrder: 3 }, 'minOrder'],
  ] as const)('refuses %s', (_, options, text) => {
    expect(() => alignedVectors(options as unknown as AlignedOptions)).toThrow(ArgumentError)
    expect(() => alignedVectors(options as unknown as AlignedOptions)).toThrow(text)
  })

  it('wants one coefficient for each eigenvalue', () => {
    const matrix = { kind: 'definite', spectrum: [1, 2], reflections: [], scaleExponent: 0 } as const
    expect(() => expandAlignedVector({ matrix, coefficients: [1] })).toThrow(ShapeError)
  })
})
