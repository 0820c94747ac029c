/** Mutants in the losses: reduction, softmax, targets. */
import type { OutputLoss } from '../networks/losses.ts'
import type { NetworkOptions } from '../networks/networkProblem.ts'
import type { CurvatureCode } from '../properties/networks/curvatureCode.ts'
import { type Mutant, released, slip } from './mutant.ts'
import { altered, onLoss, onOptions } from './networksAltered.ts'
import { outputsOf } from './networksPasses.ts'

const curvature = ['hvp', 'hessian', 'gaussNewton'] as const

export const networksLossMutants: readonly Mutant<CurvatureCode>[] = [
  released(
    'squared error is ½‖·‖²',
    onLoss('squared-error', (loss) => scaled(loss, () => 0.5)),
  ),
  slip(
    'squared error is a sum over outputs instead of a mean',
    onLoss('squared-error', (loss) => scaled(loss, (outputs) => outputs)),
  ),
  slip(
    'squared error on softmax is a sum over outputs instead of a mean',
    onLoss('squared-error-softmax', (loss) => scaled(loss, (outputs) => outputs)),
  ),
  slip(
    'the Hessian of the squared error is 2, not 2/C',
    onLoss('squared-error', ({ hessian }) => ({
      hessian(z, t, out) {
        hessian(z, t, out)
        for (let k = 0; k < out.length; k++) out[k]! *= z.length
      },
    })),
  ),
  slip(
    'log-sum-exp without subtracting the maximum',
    onLoss('cross-entropy', () => ({
      value: (z, t) => {
        const sum = z.reduce((total, x) => total + Math.exp(x), 0)
        return t.reduce((total, x, c) => total + x * (Math.log(sum) - z[c]!), 0)
      },
    })),
  ),
  slip(
    'softmax without subtracting the maximum, in the gradient',
    onLoss('cross-entropy', () => ({
      gradient(z, t, delta) {
        const sum = z.reduce((total, x) => total + Math.exp(x), 0)
        for (let c = 0; c < z.length; c++) delta[c] = Math.exp(z[c]!) / sum - t[c]!
      },
    })),
  ),
  slip(
    'cross-entropy adds 1e-8 inside the logarithm',
    onLoss('cross-entropy', () => ({
      value: (z, t) => -probabilities(z).reduce((sum, p, c) => sum + t[c]! * Math.log(p + 1e-8), 0),
    })),
  ),
  slip(
    '0·log 0 is NaN for certain predictions',
    onLoss('cross-entropy', () => ({
      value: (z, t) => -probabilities(z).reduce((sum, p, c) => sum + t[c]! * Math.log(p), 0),
    })),
  ),
  slip(
    'the Hessian of cross-entropy is diag p(1 − p)',
    onLoss('cross-entropy', ({ hessian }) => ({
      hessian(z, t, out) {
        hessian(z, t, out)
        for (let k = 0; k < out.length; k++) if (k % (z.length + 1) !== 0) out[k] = 0
      },
    })),
  ),
  slip(
    'the Hessian of cross-entropy is diag p, without −ppᵀ',
    onLoss('cross-entropy', () => ({
      hessian(z, _t, out) {
        const p = probabilities(z)
        for (let k = 0; k < out.length; k++) out[k] = k % (z.length + 1) === 0 ? p[k / (z.length + 1)]! : 0
      },
    })),
  ),
  slip(
    'the gradient of squared error on softmax does not pass through the Jacobian',
    onLoss('squared-error-softmax', () => ({
      gradient(z, t, delta) {
        const p = probabilities(z)
        for (let c = 0; c < z.length; c++) delta[c] = (2 / z.length) * (p[c]! - t[c]!)
      },
    })),
  ),
  slip(
    'the Hessian of squared error on softmax is its Gauss-Newton part',
    onLoss(
      'squared-error-softmax',
      () => ({
        hessian(z, _t, out) {
          const n = z.length
          const p = probabilities(z)
          const jacobian = (i: number, j: number): number => p[i]! * ((i === j ? 1 : 0) - p[j]!)
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              out[i * n + j] = p.reduce((sum, _, k) => sum + (2 / n) * jacobian(i, k) * jacobian(k, j), 0)
            }
          }
        },
      }),
      curvature,
    ),
  ),
  slip(
    'the softmax Jacobian is transposed over a wrong axis: p_j(δ_ij − p_j)',
    onLoss('cross-entropy', () => ({
      hessian(z, _t, out) {
        const n = z.length
        const p = probabilities(z)
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) out[i * n + j] = p[j]! * ((i === j ? 1 : 0) - p[j]!)
        }
      },
    })),
  ),
  slip('softmax runs over the samples instead of the classes, in the loss', overSamples()),
  slip('labels are counted from 1', onOptions(shiftedLabels(1))),
  slip('labels are one too high', onOptions(shiftedLabels(-1))),
  slip('soft targets are rounded to the likeliest class', onOptions(hardTargets)),
  slip('target values are read class by class instead of sample by sample', onOptions(transposedTargets)),
]

/** f ← factor(C)·f with its derivatives. */
function scaled(loss: OutputLoss, factor: (outputs: number) => number): Partial<OutputLoss> {
  const multiply = (out: Float64Array, by: number): void => {
    for (let k = 0; k < out.length; k++) out[k]! *= by
  }
  return {
    value: (z, t) => factor(z.length) * loss.value(z, t),
    gradient(z, t, delta) {
      loss.gradient(z, t, delta)
      multiply(delta, factor(z.length))
    },
    hessian(z, t, hessian) {
      loss.hessian(z, t, hessian)
      multiply(hessian, factor(z.length))
    },
  }
}

function probabilities(z: Float64Array): number[] {
  const top = Math.max(...z)
  const exponentials = Array.from(z, (x) => Math.exp(x - top))
  const sum = exponentials.reduce((total, e) => total + e)
  return exponentials.map((e) => e / sum)
}

/** p[s, c] = exp z[s, c] / Σ_s exp z[s, c]. */
function overSamples(): CurvatureCode {
  return altered((real, options) => ({
    loss(theta) {
      const plain = real.loss(theta)
      if (options.loss !== 'cross-entropy') return plain
      const { outputs, targets } = outputsOf(options, theta)
      const log = (c: number): number => Math.log(outputs.reduce((sum, z) => sum + Math.exp(z[c]!), 0))
      const rows = outputs.map((z, s) => targets[s]!.reduce((sum, t, c) => sum + t * (log(c) - z[c]!), 0))
      const squares = theta.reduce((sum, t) => sum + t * t, 0)
      return rows.reduce((sum, row) => sum + row, 0) / rows.length + ((options.l2 ?? 0) / 2) * squares
    },
  }))
}

function shiftedLabels(by: number): (options: NetworkOptions) => NetworkOptions {
  return (options) => {
    const { targets, layers } = options
    if (!('labels' in targets)) return options
    const classes = layers.at(-1)!
    const labels = Array.from(targets.labels, (label) => (label - by + classes) % classes)
    return { ...options, targets: { labels } }
  }
}

function hardTargets(options: NetworkOptions): NetworkOptions {
  const { targets, layers, loss } = options
  if ('labels' in targets || loss !== 'cross-entropy') return options
  const classes = layers.at(-1)!
  const labels = Array.from({ length: targets.values.length / classes }, (_, s) => {
    const row = [...targets.values.subarray(s * classes, (s + 1) * classes)]
    return row.indexOf(Math.max(...row))
  })
  return { ...options, targets: { labels } }
}

function transposedTargets(options: NetworkOptions): NetworkOptions {
  const { targets, layers, loss } = options
  if ('labels' in targets || loss === 'cross-entropy') return options
  const classes = layers.at(-1)!
  const samples = targets.values.length / classes
  const values = targets.values.map(
    (_, k) => targets.values[(k % classes) * samples + Math.floor(k / classes)]!,
  )
  return { ...options, targets: { values } }
}
