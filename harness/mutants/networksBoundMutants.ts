/** Mutants of the Hessian's error bound and of the Gauss-Newton matrix. */
import { frobeniusNorm } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import type { AssembledHessian } from '../networks/objective.ts'
import type { CurvatureCode } from '../properties/networks/curvatureCode.ts'
import { type Mutant, slip } from './mutant.ts'
import { altered } from './networksAltered.ts'
import { changed } from './networksHessianMutants.ts'

export const networksBoundMutants: readonly Mutant<CurvatureCode>[] = [
  slip(
    'errorBound is 0',
    onBound(() => 0),
  ),
  slip(
    'errorBound is relative to the computed Hessian only',
    onBound(({ matrix }) => 8 * matrix.order * unitRoundoff * frobeniusNorm(matrix)),
  ),
  slip(
    'errorBound excuses everything',
    onBound(() => 1),
  ),
  slip(
    'errorBound is 1e-6 of the norm',
    onBound(({ matrix, errorBound }) => errorBound + 1e-6 * frobeniusNorm(matrix)),
  ),
  slip(
    'Gauss-Newton: the Hessian is returned',
    altered((real) => ({ gaussNewton: (theta) => real.hessian(theta) })),
  ),
  slip(
    'Gauss-Newton: halved',
    altered((real) => ({
      gaussNewton: async (theta) =>
        changed(await real.gaussNewton(theta), (h) =>
          h.forEach((x, p) => {
            h[p] = x / 2
          }),
        ),
    })),
  ),
  slip(
    'Gauss-Newton: without the penalty',
    altered((real, { l2 = 0 }) => ({
      gaussNewton: async (theta) =>
        changed(await real.gaussNewton(theta), (h, n) => {
          for (let p = 0; p < h.length; p += n + 1) h[p]! -= l2
        }),
    })),
  ),
  slip('Gauss-Newton: outer products of the gradients of samples (empirical Fisher)', empiricalFisher()),
]

function onBound(bound: (assembled: AssembledHessian) => number): CurvatureCode {
  return altered((real) => ({
    async hessian(theta) {
      const assembled = await real.hessian(theta)
      return { ...assembled, errorBound: bound(assembled) }
    },
  }))
}

function empiricalFisher(): CurvatureCode {
  return altered((real, { l2 = 0 }) => ({
    gaussNewton: async (theta) =>
      changed(await real.gaussNewton(theta), (h, n) => {
        h.fill(0)
        for (let s = 0; s < real.samples; s++) {
          const gradient = real.onBatch([s]).gradient(theta)
          for (let p = 0; p < h.length; p++)
            h[p]! += (gradient[Math.floor(p / n)]! * gradient[p % n]!) / real.samples
        }
        for (let p = 0; p < h.length; p += n + 1) h[p]! += l2
      }),
  }))
}
