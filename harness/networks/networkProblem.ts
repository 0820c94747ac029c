/**
 * What defines a network's objective besides theta: shape, loss, l2 and the samples.
 *
 *     f(theta) = (1/N) Σ_s ℓ(z(x_s; theta), t_s) + (l2/2)·|theta|²
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
import { firstNonFinite } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { type Architecture, architecture } from './architecture.ts'
import { type OutputLoss, outputLoss } from './losses.ts'
import { type ThetaLayout, thetaLayout } from './thetaLayout.ts'

export interface NetworkProblem {
  /**
   * With biases always: the passes and `structuralZeros` take a theta of this shape's dimension, in which
   * `layout.embed` has put 0 for biases that the network lacks.
   */
  readonly shape: Architecture
  /** Whether the objective's theta holds biases. */
  readonly biases: boolean
  /** Between the objective's theta [P] and the parameters of `shape`. */
  readonly layout: ThetaLayout
  readonly loss: OutputLoss
  readonly l2: number
  /** [N, d] */
  readonly inputs: SparseRows
  /** [N, C] row-major; one-hot for labels */
  readonly targets: Float64Array
}

export interface NetworkOptions {
  /** Widths from the inputs to the outputs. */
  readonly layers: readonly number[]
  readonly activation: string
  readonly loss: string
  readonly l2?: number
  /** True when absent; otherwise theta holds the weights alone. */
  readonly biases?: boolean
  /** [N, d] with d = layers[0] */
  readonly inputs: SparseRows
  /** Class labels [N] in 0..C-1, or target values [N, C] row-major, C = the last width. */
  readonly targets: { readonly labels: ArrayLike<number> } | { readonly values: Float64Array }
}

/** Checks every field against the others once, so that the passes need not. */
export function networkProblem(options: NetworkOptions): NetworkProblem {
  const { inputs, l2 = 0, biases = true } = options
  const layout = thetaLayout(architecture(options.layers, options.activation, { biases }))
  const shape = layout.full
  const loss = outputLoss(options.loss)
  if (!(l2 >= 0 && l2 < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('network', 'l2', 'a finite number ≥ 0', String(l2))
  }
  if (inputs.rows < 1) throw new ShapeError('network', 'inputs', 'at least one sample', 'none')
  if (inputs.columns !== shape.layers[0]) {
    throw new ShapeError(
      'network',
      'inputs',
      `[N, ${shape.layers[0]}] for the first layer`,
      `[N, ${inputs.columns}]`,
    )
  }
  const targets = targetRows(options, inputs.rows, shape.layers.at(-1)!)
  return { shape, biases, layout, loss, l2, inputs, targets }
}

/** The target [C] of sample s, a view. */
export function targetOf({ shape, targets }: NetworkProblem, s: number): Float64Array {
  const outputs = shape.layers.at(-1)!
  return targets.subarray(s * outputs, (s + 1) * outputs)
}

function targetRows({ targets, loss }: NetworkOptions, samples: number, outputs: number): Float64Array {
  if ('labels' in targets) return oneHot(targets.labels, samples, outputs)
  const { values } = targets
  if (values.length !== samples * outputs) {
    throw new ShapeError('network', 'targets', `[${samples}, ${outputs}]`, `${values.length} numbers`)
  }
  const bad = firstNonFinite(values)
  if (bad >= 0) throw new ArgumentError('network', `targets[${bad}]`, 'finite', String(values[bad]))
  if (loss === 'cross-entropy') requireDistributions(values, samples, outputs)
  return values
}

/** The gradient p − t is that of −Σ t log p only where the targets sum to 1. */
function requireDistributions(values: Float64Array, samples: number, outputs: number): void {
  for (let s = 0; s < samples; s++) {
    const row = values.subarray(s * outputs, (s + 1) * outputs)
    const sum = row.reduce((total, t) => total + t, 0)
    if (row.some((t) => t < 0) || !(Math.abs(sum - 1) <= 1e-12)) {
      throw new ArgumentError(
        'network',
        `targets of sample ${s}`,
        'non-negative with sum 1 for cross-entropy',
        `sum ${sum}`,
      )
    }
  }
}

function oneHot(labels: ArrayLike<number>, samples: number, outputs: number): Float64Array {
  if (labels.length !== samples) {
    throw new ShapeError('network', 'labels', `[${samples}]`, `[${labels.length}]`)
  }
  const rows = new Float64Array(samples * outputs)
  for (let s = 0; s < samples; s++) {
    const label = labels[s]!
    if (!Number.isInteger(label) || label < 0 || label >= outputs) {
      throw new ArgumentError('network', `labels[${s}]`, `an integer in 0..${outputs - 1}`, String(label))
    }
    rows[s * outputs + label] = 1
  }
  return rows
}
