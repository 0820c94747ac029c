/**
 * A matrix as an assembly leaves it: T, whose spectrum is known, plus an error F of known norm.
 *
 * F is diagonal, ‖F‖₂ = max |f_i| ≤ assemblyError; when all f_i are ±assemblyError alike, every eigenvalue is moved
 * as far as the bound allows. Only T (`spectrumError`) and the sums on the diagonal are rounded.
 */
import fc from 'fast-check'
import { frobeniusNorm, type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import {
  type SymmetricRecipe,
  spectrumKinds,
  symmetricMatrices,
} from '../../arbitraries/symmetricMatrices.ts'
import type { Labels } from '../property.ts'

export interface PerturbedRecipe {
  readonly exact: SymmetricRecipe
  /** assemblyError in 64ths of the recipe's scale; 0 is none. */
  readonly strength: number
  /** [n or more] f_i in quarters of assemblyError. */
  readonly quarters: readonly number[]
}

export interface PerturbedMatrix {
  /** T + F, order n */
  readonly matrix: SymmetricMatrix
  readonly assemblyError: number
  /** [n] ascending, of T */
  readonly spectrum: Float64Array
  /** Bound of |spectrum − exact spectrum of `matrix` − F|. */
  readonly spectrumError: number
  /** ‖T + F‖_F + assemblyError */
  readonly size: number
}

const maxOrder = 5
/** All that float64 has. */
const scaleExponents = { min: -1030, max: 1010 }

export function perturbedMatrices(): fc.Arbitrary<PerturbedRecipe> {
  const mixed = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: maxOrder, maxLength: maxOrder })
  const alike = fc.constantFrom(4, -4).map((k) => new Array<number>(maxOrder).fill(k))
  return fc.record({
    exact: symmetricMatrices({ maxOrder, kinds: spectrumKinds, scaleExponents }),
    strength: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.nat({ max: 64 }) },
    ),
    quarters: fc.oneof(alike, mixed),
  })
}

export const perturbationLabels: Labels<PerturbedRecipe> = {
  'inexact assembly': { share: 0.5, applies: ({ strength }) => strength > 0 },
  'exact assembly': { share: 0.1, applies: ({ strength }) => strength === 0 },
  'moved as far as allowed': {
    share: 0.2,
    applies: ({ quarters }) => quarters.every((k) => k === 4) || quarters.every((k) => k === -4),
  },
  singular: { share: 0.05, applies: ({ exact }) => exact.spectrum.includes(0) },
  indefinite: {
    share: 0.1,
    applies: ({ exact }) => exact.spectrum.some((x) => x < 0) && exact.spectrum.some((x) => x > 0),
  },
  repeated: { share: 0.1, applies: ({ exact }) => new Set(exact.spectrum).size < exact.spectrum.length },
  'below 1e-200': { share: 0.1, applies: ({ exact }) => exact.scaleExponent < -664 },
  'above 1e200': { share: 0.1, applies: ({ exact }) => exact.scaleExponent > 664 },
  clustered: { share: 0.03, applies: ({ exact }) => exact.kind === 'clustered' },
}

export function perturbedMatrix({ exact, strength, quarters }: PerturbedRecipe): PerturbedMatrix {
  const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(exact)
  const n = matrix.order
  const assemblyError = (strength / 64) * 2 ** exact.scaleExponent
  const entries = matrix.entries.slice()
  for (let i = 0; i < n; i++) entries[i * n + i]! += (quarters[i]! / 4) * assemblyError
  const perturbed = symmetricMatrix(entries, n)
  const size = frobeniusNorm(perturbed) + assemblyError
  return {
    matrix: perturbed,
    assemblyError,
    spectrum: eigenvalues,
    spectrumError: eigenvalueError + (strength === 0 ? 0 : unitRoundoff * size),
    size,
  }
}
