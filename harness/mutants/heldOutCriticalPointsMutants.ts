/** Bugs in what finds critical points, invented by somebody who had not read the other lists. */
import { addScaled } from '../algebra/vectors.ts'
import { minresQlpOf, minresQlpParts } from '../criticalPoints/minresQlp.ts'
import {
  type CriticalPointsCode,
  criticalPointsCode,
} from '../properties/criticalPoints/criticalPointsCode.ts'
import type { Mutant } from './mutant.ts'

const real = criticalPointsCode

export const heldOutCriticalPointsMutants: readonly Mutant<CriticalPointsCode>[] = [
  {
    bug: 'minresQlp: the normal residual is measured without the shift',
    origin: 'our own',
    code: {
      ...real,
      async minresQlp(operator, b, options = {}) {
        const result = await real.minresQlp(operator, b, options)
        const { shift = 0 } = options
        const image = operator.apply(result.x)
        const residual = b.map((entry, i) => entry - (image[i]! - shift * result.x[i]!))
        return { ...result, normalResidualNorm: Math.hypot(...operator.apply(residual)) }
      },
    },
  },
  {
    bug: 'minresQlp: it stops at ten times rtol',
    origin: 'our own',
    code: {
      ...real,
      minresQlp: minresQlpOf({
        ...minresQlpParts,
        stopAfterStep: (measures, step, limits) =>
          minresQlpParts.stopAfterStep(measures, step, { ...limits, rtol: 10 * limits.rtol }),
      }),
    },
  },
  {
    bug: 'minresQlp: least squares ends at the square root of rtol',
    origin: 'our own',
    code: {
      ...real,
      minresQlp: minresQlpOf({
        ...minresQlpParts,
        stopBeforeStep: (measures, limits) =>
          minresQlpParts.stopBeforeStep(measures, { ...limits, rtol: Math.sqrt(limits.rtol) }),
      }),
    },
  },
  {
    bug: 'minresQlp: the first of the residual norms is ‖b‖², as norms of squares are kept',
    origin: 'our own',
    code: {
      ...real,
      async minresQlp(operator, b, options) {
        const result = await real.minresQlp(operator, b, options)
        const residualNorms = result.residualNorms.slice()
        residualNorms[0] = residualNorms[0]! ** 2
        return { ...result, residualNorms }
      },
    },
  },
  {
    bug: 'minresQlp: the last step counts twice where a test has forbidden its unknown',
    origin: 'our own',
    code: {
      ...real,
      async minresQlp(operator, b, options) {
        const result = await real.minresQlp(operator, b, options)
        return result.status === 'leastSquares' ? { ...result, steps: result.steps + 1 } : result
      },
    },
  },
  {
    bug: 'lineSearch: a direction with a component of 0 makes no progress',
    origin: 'our own',
    code: {
      ...real,
      lineSearch(merit, theta, direction, slope, options) {
        const result = real.lineSearch(merit, theta, direction, slope, options)
        if (result.status === 'failed' || direction.every((p) => p !== 0)) return result
        const start = merit(theta.slice())
        return {
          status: 'failed',
          because: 'noProgress',
          theta: theta.slice(),
          step: 0,
          merit: start,
          trials: 0,
        }
      },
    },
  },
  {
    bug: 'lineSearch: a slope that is NaN passes',
    origin: 'our own',
    code: {
      ...real,
      lineSearch: (merit, theta, direction, slope, options) =>
        real.lineSearch(merit, theta, direction, Number.isNaN(slope) ? -Number.MIN_VALUE : slope, options),
    },
  },
  {
    bug: 'lineSearch: theta moves by the step from where the last trial was, not from the start',
    origin: 'our own',
    code: {
      ...real,
      lineSearch(merit, theta, direction, slope, options) {
        const result = real.lineSearch(merit, theta, direction, slope, options)
        if (result.status !== 'accepted' || result.trials < 4) return result
        return { ...result, theta: addScaled(result.theta, result.step, direction) }
      },
    },
  },
  {
    bug: 'dampedSteps: the cutoff is compared with |λ|, without the damping',
    origin: 'our own',
    code: {
      ...real,
      dampedSteps: (pairs, gradient, dampings, options = {}) => {
        const { cutoff } = options
        if (cutoff === undefined) return real.dampedSteps(pairs, gradient, dampings, options)
        return (dampings ?? [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5]).flatMap((damping) =>
          real.dampedSteps(pairs, gradient, [damping], { ...options, cutoff: cutoff + damping }),
        )
      },
    },
  },
  {
    bug: 'dampedSteps: only the first component decides whether a step is finite',
    origin: 'our own',
    code: {
      ...real,
      dampedSteps: (...given) =>
        real
          .dampedSteps(...given)
          .map((one) => ({ ...one, status: Number.isFinite(one.step[0]) ? 'finite' : 'nonFinite' })),
    },
  },
  {
    bug: 'dampedSteps: of equal eigenvalues only the first vector is used',
    origin: 'our own',
    code: {
      ...real,
      dampedSteps(pairs, gradient, dampings, options) {
        const { values } = pairs
        const n = values.length
        const vectors = pairs.vectors.map((x, p) => {
          const k = p % n
          return k > 0 && values[k] === values[k - 1] ? 0 : x
        })
        return real.dampedSteps({ values, vectors }, gradient, dampings, options)
      },
    },
  },
]
