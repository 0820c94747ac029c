import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frobeniusNorm, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { expandSymmetricMatrix, type SymmetricInstance } from './expandSymmetricMatrix.ts'
import { symmetricMatrices } from './symmetricMatrices.ts'

const u = unitRoundoff
const provider = checkedProvider(embeddedKernels())

describe('expandSymmetricMatrix', () => {
  it('is exact where no reflection rounds', () => {
    // v = (1, 1, 1, 1): S = I − ½vvᵀ, and S diag(1, 2, 3, 6) S = diag(λ) − ½(λ_i + λ_j) + 3.
    const recipe = {
      kind: 'definite',
      spectrum: [6, 1, 3, 2],
      reflections: [[1, 1, 1, 1]],
      scaleExponent: -1,
    } as const
    const { matrix, eigenvalues, eigenvalueError, eigenvectors } = expandSymmetricMatrix(recipe)
    const { spectrum } = recipe
    expect(eigenvalueError).toBeLessThan(1e-28)
    const entry = (i: number, j: number) =>
      (i === j ? spectrum[i]! : 0) - (spectrum[i]! + spectrum[j]!) / 2 + 3
    const expected = spectrum.flatMap((_, i) => spectrum.map((_x, j) => entry(i, j) / 2))
    expect([...matrix.entries]).toEqual(expected)
    expect([...eigenvalues]).toEqual([0.5, 1, 1.5, 3])
    // Columns of S in the order of 1, 2, 3, 6: the second, the fourth, the third, the first.
    const half = [-1, -1, -1, 1, 1, -1, -1, -1, -1, -1, 1, -1, -1, 1, -1, -1].map((x) => x / 2)
    expect([...eigenvectors]).toEqual(half)
  })

  it('has the eigenvalues it states, as another solver finds them', async () => {
    await assertProperty(
      fc.asyncProperty(symmetricMatrices({ maxOrder: 20 }), async (recipe) => {
        const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(recipe)
        const result = await provider.eigenvalues(matrix)
        if (result.status !== 'converged') throw new Error(result.message)
        expect(result.values).toBeWithin(eigenvalues, result.errorBound + eigenvalueError)
      }),
    )
  })

  it('has eigenvectors: A·q = λ·q, and q orthonormal', () => {
    assertProperty(
      fc.property(symmetricMatrices({ maxOrder: 20 }), (recipe) => {
        const instance = expandSymmetricMatrix(recipe)
        const { matrix, eigenvalues, eigenvalueError, eigenvectorError } = instance
        const n = matrix.order
        const size = frobeniusNorm(matrix)
        const bound = eigenvalueError + (2 * eigenvectorError + (n + 2) * u) * size
        for (let k = 0; k < n; k++) {
          const q = column(instance, k)
          expect(multiply(matrix, q)).toBeWithin(
            q.map((x) => eigenvalues[k]! * x),
            bound,
          )
          const products = Float64Array.from({ length: n }, (_, j) => inner(column(instance, j), q))
          const unit = products.map((_, j) => (j === k ? 1 : 0))
          expect(products).toBeWithin(unit, 2 * eigenvectorError + (n + 2) * u)
        }
      }),
    )
  })

  it('scales by a power of two to the last bit', () => {
    assertProperty(
      fc.property(symmetricMatrices(), (recipe) => {
        const plain = expandSymmetricMatrix({ ...recipe, scaleExponent: 0 })
        const scaled = expandSymmetricMatrix(recipe)
        const factor = 2 ** recipe.scaleExponent
        expect(scaled.matrix.entries).toEqual(plain.matrix.entries.map((x) => x * factor))
        expect(scaled.eigenvalues).toEqual(plain.eigenvalues.map((x) => x * factor))
        expect(scaled.eigenvectors).toEqual(plain.eigenvectors)
      }),
    )
  })

  it('makes |A| of the same recipe with |spectrum|: both have the square A²', () => {
    assertProperty(
      fc.property(symmetricMatrices({ scaleExponents: { min: 0, max: 0 } }), (recipe) => {
        const { matrix, eigenvalueError } = expandSymmetricMatrix(recipe)
        const absolute = expandSymmetricMatrix({ ...recipe, spectrum: recipe.spectrum.map(Math.abs) }).matrix
        const n = matrix.order
        const size = frobeniusNorm(matrix)
        // Each factor is off by eigenvalueError; a product of order n rounds n times.
        const bound = 4 * size * eigenvalueError + 2 * n * u * size * size
        for (let k = 0; k < n; k++) {
          const unit = new Float64Array(n)
          unit[k] = 1
          expect(multiply(absolute, multiply(absolute, unit))).toBeWithin(
            multiply(matrix, multiply(matrix, unit)),
            bound,
          )
          expect(absolute.entries[k * n + k]!).toBeGreaterThanOrEqual(-eigenvalueError)
        }
      }),
    )
  })

  it('leaves the recipe as it is, and refuses a reflection of another length', () => {
    const recipe = { kind: 'definite', spectrum: [3, 1], reflections: [[1, 2]], scaleExponent: 0 } as const
    expandSymmetricMatrix(recipe)
    expect(recipe.spectrum).toEqual([3, 1])
    expect(() => expandSymmetricMatrix({ ...recipe, reflections: [[1, 2, 3]] })).toThrow(ShapeError)
  })
})

function column({ eigenvectors, matrix: { order } }: SymmetricInstance, k: number): Float64Array {
  return Float64Array.from({ length: order }, (_, i) => eigenvectors[i * order + k]!)
}

function inner(x: Float64Array, y: Float64Array): number {
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0)
}

function multiply({ order, entries }: SymmetricMatrix, x: Float64Array): Float64Array {
  return x.map((_, i) => inner(entries.subarray(i * order, (i + 1) * order), x))
}
