/**
 * Every kind of symmetric matrix that is known to separate eigensolvers, under one type.
 *
 * Prescribed spectra of all kinds (more than half of them, some at scales up to both ends of float64), tridiagonal
 * matrices, LAPACK's 21 types. Shrinks towards a small prescribed spectrum.
 */
import fc from 'fast-check'
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { lapackMatrix } from '../providers/laws/lapackMatrix.ts'
import { expandSymmetricMatrix } from './expandSymmetricMatrix.ts'
import { type LapackTypeRecipe, lapackTypes, prescribedLapackTypes } from './lapackTypes.ts'
import { type SymmetricRecipe, spectrumKinds, symmetricMatrices } from './symmetricMatrices.ts'
import {
  closedTridiagonalKinds,
  expandTridiagonal,
  type TridiagonalRecipe,
  tridiagonals,
} from './tridiagonals.ts'

/** Plain data, told apart by its fields. */
export type SolverMatrixRecipe = SymmetricRecipe | TridiagonalRecipe | LapackTypeRecipe

export interface SolverMatrix {
  readonly matrix: SymmetricMatrix
  /** [n] ascending, undefined where no spectrum is known. */
  readonly eigenvalues: Float64Array | undefined
  /** Bound of |eigenvalues − exact eigenvalues of `matrix`|. */
  readonly eigenvalueError: number
}

export interface SolverMatrixOptions {
  /** 12 when absent; at least 3. */
  readonly maxOrder?: number
  /** Only matrices whose spectrum is known; false when absent. */
  readonly known?: boolean
}

const nearlyAll = { min: -1030, max: 1010 }

/** @throws ArgumentError when maxOrder leaves a kind without a matrix */
export function solverMatrices(options: SolverMatrixOptions = {}): fc.Arbitrary<SolverMatrixRecipe> {
  const { maxOrder = 12, known = false } = options
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: symmetricMatrices({ kinds: spectrumKinds, maxOrder }) },
    {
      weight: 1,
      arbitrary: symmetricMatrices({ kinds: spectrumKinds, maxOrder, scaleExponents: nearlyAll }),
    },
    {
      weight: 2,
      arbitrary: tridiagonals({ maxOrder, ...(known ? { kinds: closedTridiagonalKinds } : {}) }),
    },
    { weight: 2, arbitrary: lapackTypes({ maxOrder, ...(known ? { types: prescribedLapackTypes } : {}) }) },
  )
}

export function expandSolverMatrix(recipe: SolverMatrixRecipe): SolverMatrix {
  if ('spectrum' in recipe) return expandSymmetricMatrix(recipe)
  if ('diagonal' in recipe) return expandTridiagonal(recipe)
  const { matrix, spectrum, spectrumError } = lapackMatrix(recipe.type, recipe.order, recipe.seed)
  return { matrix, eigenvalues: spectrum, eigenvalueError: spectrumError }
}
