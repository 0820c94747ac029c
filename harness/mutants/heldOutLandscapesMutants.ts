/** Bugs in the analytic landscapes, invented by somebody who had not read the other lists. */
import type { LandscapeCode } from '../properties/landscapes/landscapeInstances.ts'
import { realLandscape } from '../properties/landscapes/landscapesSuite.ts'
import type { Mutant } from './mutant.ts'

export const heldOutLandscapesMutants: readonly Mutant<LandscapeCode>[] = [
  {
    bug: 'quartic: the 3.6 of the gradient is a float32',
    origin: 'our own',
    code: only('quartic', (real) => ({
      gradient(theta) {
        const y = theta[1]!
        return real.gradient(theta).map((g, p) => (p === 1 ? g + (Math.fround(3.6) - 3.6) * y ** 3 : g))
      },
    })),
  },
  {
    bug: 'monkeySaddle: hvp with a vector along an axis has the sign of the other entry',
    origin: 'our own',
    code: only('monkeySaddle', (real) => ({
      hvp(theta, v) {
        const product = real.hvp(theta, v)
        return v[0] === 0 ? product.map((x) => -x) : product
      },
    })),
  },
  {
    bug: 'plateau: the seam at ‖w‖ = 2 belongs to the well up to 1e-9 beyond',
    origin: 'our own',
    code: only('plateau', (real) => ({
      hessian: async (theta, options) => {
        const [x, y] = [theta[0]!, theta[1]!]
        const s = x * x + y * y
        const result = await real.hessian(theta, options)
        if (!(s >= 4 && s < 4 + 1e-9)) return result
        const inside = theta.map((t) => t * (1 - 1e-9))
        return { ...(await real.hessian(inside, options)), errorBound: result.errorBound }
      },
    })),
  },
  {
    bug: 'minMaxSaddle: no half in the loss where there is no negative curvature',
    origin: 'our own',
    code: (landscape) => {
      const real = realLandscape(landscape)
      if (landscape.name !== 'minMaxSaddle' || landscape.signs.includes(-1)) return real
      return { ...real, loss: (theta) => 2 * real.loss(theta) }
    },
  },
  {
    bug: 'gutter: the error bound is that of the diagonal entries alone, divided by n',
    origin: 'our own',
    code: only('gutter', (real) => ({
      async hessian(theta, options) {
        const result = await real.hessian(theta, options)
        return { ...result, errorBound: result.errorBound / 64 }
      },
    })),
  },
]

type Objective = ReturnType<LandscapeCode>

function only(name: string, change: (real: Objective) => Partial<Objective>): LandscapeCode {
  return (landscape) => {
    const real = realLandscape(landscape)
    return landscape.name === name ? { ...real, ...change(real) } : real
  }
}
