/**
 * Stands for somebody's own curvature code: mean squared error of one linear layer with bias, derived by hand.
 *
 * theta [P] is the weights [d, C] row by row, then the biases [C]; f = (1/NC) Σ (x̄θ − t)², so ∇²f = (2/NC) X̄ᵀX̄ ⊗ I.
 */
import {
  type CurvatureCode,
  type CurvatureObjective,
  denseRows,
  type NetworkOptions,
} from '../../harness/index.ts'

export const linearRegression: CurvatureCode = (options) => {
  const { inputs } = options
  return overRows(options, denseRows(inputs), targetRows(options), range(inputs.rows))
}

/** @param x [N, d] @param t [N, C] @param rows the samples that the mean is over */
function overRows(
  options: NetworkOptions,
  x: Float64Array,
  t: Float64Array,
  rows: readonly number[],
): CurvatureObjective {
  const [d, c] = options.layers as [number, number]
  const scale = 2 / (rows.length * c)
  const input = (s: number, a: number): number => (a < d ? x[s * d + a]! : 1)
  const output = (theta: Float64Array, s: number, j: number): number =>
    range(d + 1).reduce((sum, a) => sum + input(s, a) * theta[a * c + j]!, 0)

  /** (2/NC) X̄ᵀ times what `value` gives for each sample and output. */
  function backward(value: (s: number, j: number) => number): Float64Array {
    const sum = new Float64Array((d + 1) * c)
    for (const s of rows) {
      for (let j = 0; j < c; j++) {
        const scaled = scale * value(s, j)
        for (let a = 0; a <= d; a++) sum[a * c + j]! += input(s, a) * scaled
      }
    }
    return sum
  }

  const residual = (theta: Float64Array, s: number, j: number): number => output(theta, s, j) - t[s * c + j]!
  const hvp = (_theta: Float64Array, v: Float64Array): Float64Array => backward((s, j) => output(v, s, j))
  return {
    loss: (theta) =>
      rows.reduce((sum, s) => sum + range(c).reduce((of, j) => of + residual(theta, s, j) ** 2, 0), 0) *
      (scale / 2),
    gradient: (theta) => backward((s, j) => residual(theta, s, j)),
    hvp,
    hessian: (theta) => {
      const columns = range(theta.length).flatMap((p) => [
        ...hvp(
          theta,
          theta.map((_, q) => (q === p ? 1 : 0)),
        ),
      ])
      return { matrix: { entries: Float64Array.from(columns) } }
    },
    onBatch: (indices) =>
      overRows(
        options,
        x,
        t,
        Array.from(indices, (index) => rows[index]!),
      ),
  }
}

function targetRows({ targets, layers }: NetworkOptions): Float64Array {
  if ('values' in targets) return targets.values
  const { labels } = targets
  return Float64Array.from(
    range(labels.length).flatMap((s) => range(layers[1]!).map((j) => (labels[s] === j ? 1 : 0))),
  )
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}
