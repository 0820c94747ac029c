/** Mutants that only a very long gradient or a very small weight shows. */
import { norm } from '../algebra/vectors.ts'
import type { CurvatureCode } from '../properties/networks/curvatureCode.ts'
import { type Mutant, slip } from './mutant.ts'
import { altered } from './networksAltered.ts'

export const networksExtremesMutants: readonly Mutant<CurvatureCode>[] = [
  slip(
    'the gradient is clipped to a length of a million',
    altered((real) => ({
      gradient: (theta) => {
        const gradient = real.gradient(theta)
        const factor = Math.min(1, 1e6 / norm(gradient))
        return gradient.map((g) => g * factor)
      },
    })),
  ),
  slip(
    'hvp takes weights below a hundred-thousandth for 0',
    altered((real) => ({
      hvp: (theta, v) =>
        real.hvp(
          theta.map((t) => (Math.abs(t) < 1e-5 ? 0 : t)),
          v,
        ),
    })),
  ),
]
