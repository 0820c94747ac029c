/**
 * A symmetric matrix and a vector in chosen eigenspaces of it: of one sign, of the kernel, or of both signs.
 *
 *     x = Σ c_k q_k over the chosen eigenvectors q_k,   xᵀAx = Σ λ_k c_k²
 *
 * Such vectors are where inequalities about quadratic forms become equalities, and a random vector never is one.
 */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { expandSymmetricMatrix, type SymmetricInstance } from './expandSymmetricMatrix.ts'
import {
  type SpectrumKind,
  type SymmetricMatrixOptions,
  type SymmetricRecipe,
  symmetricMatrices,
} from './symmetricMatrices.ts'

/** - `oneSign`: positive or negative eigenvalues; - `kernel`: eigenvalue 0; - `bothSigns`: a share of each. */
export type Eigenspace = 'oneSign' | 'kernel' | 'bothSigns'

/** Plain data. */
export interface AlignedRecipe {
  readonly matrix: SymmetricRecipe
  /** [n] the vector's coefficient along the eigenvector of matrix.spectrum[k], in the recipe's order. */
  readonly coefficients: readonly number[]
}

export interface AlignedOptions extends SymmetricMatrixOptions {
  readonly space: Eigenspace
}

export interface AlignedInstance extends SymmetricInstance {
  /** [n] */
  readonly vector: Float64Array
  /** Bound of ‖vector − Σ c_k q_k‖ with the exact eigenvectors of the recipe's product. */
  readonly vectorError: number
  /** Σ λ_k c_k², up to the rounding of that sum. */
  readonly quadraticForm: number
}

/** Kinds of spectra that always have the space. */
const kindsWith: Readonly<Record<Eigenspace, readonly SpectrumKind[]>> = {
  oneSign: ['indefinite', 'definite', 'repeated', 'graded', 'clustered', 'lowRank', 'steep'],
  kernel: ['singular', 'lowRank'],
  bothSigns: ['indefinite'],
}

/** @throws ArgumentError on kinds of spectra without such a space, and on options that no matrix can meet */
export function alignedVectors({ space, ...options }: AlignedOptions): fc.Arbitrary<AlignedRecipe> {
  const able = kindsWith[space]
  if (able === undefined) {
    throw new ArgumentError('alignedVectors', 'space', Object.keys(kindsWith).join(', '), `'${space}'`)
  }
  const { kinds = options.maxOrder === 1 ? able.filter(fitsOrderOne) : able } = options
  const unable = kinds.find((kind) => !able.includes(kind))
  if (unable !== undefined) {
    const hint = `A ${unable} spectrum need not have eigenvalues for ${space}`
    throw new ArgumentError('alignedVectors', 'kinds', `of ${able.join(', ')}`, `'${unable}'`, hint)
  }
  const matrices = symmetricMatrices({ ...options, kinds })
  const length = options.maxOrder ?? 8
  return fc
    .record({
      matrix: matrices,
      weights: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: length, maxLength: length }),
      share: fc.constantFrom(1, 0.5, 2, 2 ** -10, 2 ** 10),
      negative: fc.boolean(),
    })
    .map(({ matrix, weights, share, negative }) => {
      const wanted = wantedSigns(space, matrix.spectrum, negative)
      return {
        matrix,
        coefficients: matrix.spectrum.map((value, k) => {
          if (!wanted.includes(Math.sign(value))) return 0
          return value < 0 && space === 'bothSigns' ? share * weights[k]! : weights[k]!
        }),
      }
    })
}

/** @throws ShapeError when there is not one coefficient for each eigenvalue */
export function expandAlignedVector(recipe: AlignedRecipe): AlignedInstance {
  const { matrix, coefficients } = recipe
  const n = matrix.spectrum.length
  if (coefficients.length !== n) {
    const got = `[${coefficients.length}]`
    throw new ShapeError('expandAlignedVector', 'coefficients', `[${n}]`, got)
  }
  const instance = expandSymmetricMatrix(matrix)
  // The columns stand in ascending order of their eigenvalues.
  const order = matrix.spectrum.map((_, k) => k).sort((i, j) => matrix.spectrum[i]! - matrix.spectrum[j]!)
  const vector = new Float64Array(n)
  let quadraticForm = 0
  order.forEach((from, column) => {
    const c = coefficients[from]!
    quadraticForm += instance.eigenvalues[column]! * c * c
    for (let i = 0; i < n; i++) vector[i]! += c * instance.eigenvectors[i * n + column]!
  })
  // Each column is off by eigenvectorError; the sum of n products rounds n times.
  const length = norm(Float64Array.from(coefficients))
  const vectorError = Math.sqrt(n) * (instance.eigenvectorError + (n + 1) * unitRoundoff) * length
  return { ...instance, vector, vectorError, quadraticForm }
}

function fitsOrderOne(kind: SpectrumKind): boolean {
  return kind === 'definite' || kind === 'singular' || kind === 'graded' || kind === 'steep'
}

function wantedSigns(space: Eigenspace, spectrum: readonly number[], negative: boolean): number[] {
  if (space === 'kernel') return [0]
  if (space === 'bothSigns') return [-1, 1]
  const has = (sign: number) => spectrum.some((value) => Math.sign(value) === sign)
  return [(negative || !has(1)) && has(-1) ? -1 : 1]
}
