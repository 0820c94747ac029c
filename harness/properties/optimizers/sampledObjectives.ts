/** One-parameter objectives over samples whose training can be followed by hand. */
import { InternalError } from '../../errors.ts'
import type { SampledObjective } from '../../networks/objective.ts'

/** Told which samples a batch has, whenever one is asked for its gradient. */
export type Watch = (samples: readonly number[]) => void

/** Mean of (θ − y)²/2. @param y [N] */
export function meanDistance(y: readonly number[], watch?: Watch): SampledObjective {
  return overSamples(y, indicesOf(y), watch, {
    loss: (theta, values) => values.reduce((sum, value) => sum + (theta - value) ** 2 / 2, 0) / values.length,
    gradient: (theta, values) => values.reduce((sum, value) => sum + (theta - value), 0) / values.length,
  })
}

/** Mean of c·θ: a gradient that does not depend on θ. @param c [N] */
export function meanSlope(c: readonly number[]): SampledObjective {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  return overSamples(c, indicesOf(c), undefined, {
    loss: (theta, values) => theta * mean(values),
    gradient: (_, values) => mean(values),
  })
}

/** f(θ) = losses[θ], which a step of −gradient raises by one. The gradient is `slopes[θ]`, −1 when absent. */
export function tabulated(
  losses: readonly number[],
  samples: number,
  slopes: readonly number[] = [],
): SampledObjective {
  return overSamples(new Array<number>(samples).fill(0), indicesOf(new Array(samples).fill(0)), undefined, {
    loss: (theta) => losses[theta] ?? Number.NaN,
    gradient: (theta) => slopes[theta] ?? -1,
  })
}

interface Line {
  loss(theta: number, values: readonly number[]): number
  gradient(theta: number, values: readonly number[]): number
}

function overSamples(
  data: readonly number[],
  indices: readonly number[],
  watch: Watch | undefined,
  line: Line,
): SampledObjective {
  const values = indices.map((s) => data[s]!)
  return {
    dimension: 1,
    samples: indices.length,
    loss: (theta) => line.loss(theta[0]!, values),
    gradient(theta) {
      watch?.(indices)
      return Float64Array.of(line.gradient(theta[0]!, values))
    },
    hvp: () => Float64Array.of(1),
    hessian: () => Promise.reject(new InternalError('sampledObjectives', 'training asks for no Hessian')),
    onBatch: (chosen) =>
      overSamples(
        data,
        Array.from(chosen, (s) => indices[s]!),
        watch,
        line,
      ),
  }
}

function indicesOf(data: readonly unknown[]): number[] {
  return data.map((_, s) => s)
}
