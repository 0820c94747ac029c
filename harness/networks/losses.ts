/**
 * Losses of one sample as functions of the network's outputs z [C] and the target t [C].
 *
 * - `cross-entropy`: −Σ t_c log p_c, p = softmax(z), for targets that sum to 1 (one-hot labels);
 * - `squared-error`: (1/C) Σ (z_c − t_c)²;
 * - `squared-error-softmax`: (1/C) Σ (p_c − t_c)², p = softmax(z).
 *
 * The objective is the mean over samples, so squared errors are means over samples **and** outputs.
 */
import { ArgumentError } from '../errors.ts'

export type LossName = 'cross-entropy' | 'squared-error' | 'squared-error-softmax'

export interface OutputLoss {
  readonly name: LossName
  /** Adding a constant to all outputs changes nothing. */
  readonly shiftInvariant: boolean
  /** Convex in the outputs, so that the Gauss-Newton part of the Hessian is positive semidefinite. */
  readonly convexInOutputs: boolean
  value(z: Float64Array, t: Float64Array): number
  /** ∂/∂z into `delta` [C]. */
  gradient(z: Float64Array, t: Float64Array, delta: Float64Array): void
  /** ∂²/∂z² into `hessian` [C, C]. */
  hessian(z: Float64Array, t: Float64Array, hessian: Float64Array): void
  /**
   * Entrywise bounds of what `gradient` and `hessian` sum up before anything cancels, so that their
   * rounding errors are at most (a small count of operations)·u times these.
   */
  magnitudes(z: Float64Array, t: Float64Array, delta: Float64Array, hessian: Float64Array): void
}

const crossEntropy: OutputLoss = {
  name: 'cross-entropy',
  shiftInvariant: true,
  convexInOutputs: true,
  value(z, t) {
    const logSum = logSumExp(z)
    let sum = 0
    for (let c = 0; c < z.length; c++) if (t[c]! !== 0) sum += t[c]! * (logSum - z[c]!)
    return sum
  },
  gradient(z, t, delta) {
    softmax(z, delta)
    for (let c = 0; c < z.length; c++) delta[c]! -= t[c]!
  },
  hessian(z, _t, hessian) {
    const n = z.length
    const p = softmax(z, new Float64Array(n))
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) hessian[i * n + j] = -p[i]! * p[j]!
      hessian[i * n + i]! += p[i]!
    }
  },
  magnitudes(z, t, delta, hessian) {
    const n = z.length
    const p = softmax(z, new Float64Array(n))
    for (let i = 0; i < n; i++) {
      delta[i] = p[i]! + Math.abs(t[i]!)
      for (let j = 0; j < n; j++) hessian[i * n + j] = p[i]! * p[j]!
      hessian[i * n + i]! += p[i]!
    }
  },
}

const squaredError: OutputLoss = {
  name: 'squared-error',
  shiftInvariant: false,
  convexInOutputs: true,
  value: meanSquare,
  gradient(z, t, delta) {
    for (let c = 0; c < z.length; c++) delta[c] = (2 * (z[c]! - t[c]!)) / z.length
  },
  hessian(z, _t, hessian) {
    hessian.fill(0)
    for (let c = 0; c < z.length; c++) hessian[c * z.length + c] = 2 / z.length
  },
  magnitudes(z, t, delta, hessian) {
    for (let c = 0; c < z.length; c++) delta[c] = (2 * (Math.abs(z[c]!) + Math.abs(t[c]!))) / z.length
    squaredError.hessian(z, t, hessian)
  },
}

// With q = ∂ℓ/∂p = 2(p − t)/C, r = q∘p, s = q·p and J = diag(p) − ppᵀ:
//   gradient = Jq = r − s·p
//   Hessian  = (2/C)·JJ + diag(r − s·p) − rpᵀ − prᵀ + 2s·ppᵀ.
const squaredErrorSoftmax: OutputLoss = {
  name: 'squared-error-softmax',
  shiftInvariant: true,
  convexInOutputs: false,
  value(z, t) {
    const { largest, sum } = softmaxScale(z)
    let squares = 0
    for (let c = 0; c < z.length; c++) squares += (Math.exp(z[c]! - largest) / sum - t[c]!) ** 2
    return squares / z.length
  },
  gradient(z, t, delta) {
    const n = z.length
    const p = softmax(z, delta)
    let s = 0
    for (let c = 0; c < n; c++) s += ((2 * (p[c]! - t[c]!)) / n) * p[c]!
    for (let c = 0; c < n; c++) delta[c] = ((2 * (p[c]! - t[c]!)) / n - s) * p[c]!
  },
  hessian(z, t, hessian) {
    const n = z.length
    const { p, r, s } = softmaxResidual(z, t)
    let pp = 0
    for (let k = 0; k < n; k++) pp += p[k]! * p[k]!
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        // (JJ)_ij = δ_ij·p_i² − p_i·p_j(p_i + p_j) + p_i·p_j·(p·p)
        const squared = p[i]! * p[j]! * (pp - p[i]! - p[j]!)
        hessian[i * n + j] = (2 / n) * squared - r[i]! * p[j]! - p[i]! * r[j]! + 2 * s * p[i]! * p[j]!
      }
      hessian[i * n + i]! += (2 / n) * p[i]! * p[i]! + r[i]! - s * p[i]!
    }
  },
  magnitudes(z, t, delta, hessian) {
    const n = z.length
    const p = softmax(z, new Float64Array(n))
    const q = p.map((value, c) => (2 * (value + Math.abs(t[c]!))) / n)
    const s = q.reduce((sum, value, c) => sum + value * p[c]!, 0)
    for (let i = 0; i < n; i++) {
      delta[i] = (q[i]! + s) * p[i]!
      for (let j = 0; j < n; j++) {
        hessian[i * n + j] = p[i]! * p[j]! * ((2 / n) * (1 + p[i]! + p[j]!) + q[i]! + q[j]! + 2 * s)
      }
      hessian[i * n + i]! += p[i]! * ((2 / n) * p[i]! + q[i]! + s)
    }
  },
}

const table: Readonly<Record<LossName, OutputLoss>> = {
  'cross-entropy': crossEntropy,
  'squared-error': squaredError,
  'squared-error-softmax': squaredErrorSoftmax,
}

export const lossNames = Object.keys(table) as readonly LossName[]

/** @throws ArgumentError on an unknown name, listing the known ones. */
export function outputLoss(name: string): OutputLoss {
  if (!Object.hasOwn(table, name)) {
    throw new ArgumentError('outputLoss', 'name', `one of ${lossNames.join(', ')}`, `'${name}'`)
  }
  return table[name as LossName]
}

/** softmax(z) into `p`, shifted by the largest entry so that exp cannot overflow. */
export function softmax(z: Float64Array, p: Float64Array): Float64Array {
  const { largest, sum } = softmaxScale(z)
  for (let c = 0; c < z.length; c++) p[c] = Math.exp(z[c]! - largest) / sum
  return p
}

function logSumExp(z: Float64Array): number {
  const { largest, sum } = softmaxScale(z)
  return largest + Math.log(sum)
}

/** The largest entry, and Σ exp(z − largest), which is at least 1. */
function softmaxScale(z: Float64Array): { largest: number; sum: number } {
  let largest = Number.NEGATIVE_INFINITY
  for (let c = 0; c < z.length; c++) if (z[c]! > largest) largest = z[c]!
  let sum = 0
  for (let c = 0; c < z.length; c++) sum += Math.exp(z[c]! - largest)
  return { largest, sum }
}

function meanSquare(y: Float64Array, t: Float64Array): number {
  let sum = 0
  for (let c = 0; c < y.length; c++) sum += (y[c]! - t[c]!) * (y[c]! - t[c]!)
  return sum / y.length
}

function softmaxResidual(z: Float64Array, t: Float64Array): { p: Float64Array; r: Float64Array; s: number } {
  const p = softmax(z, new Float64Array(z.length))
  const r = new Float64Array(z.length)
  let s = 0
  for (let c = 0; c < z.length; c++) {
    r[c] = ((2 * (p[c]! - t[c]!)) / z.length) * p[c]!
    s += r[c]!
  }
  return { p, r, s }
}
