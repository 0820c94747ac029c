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
  /** The gradient is 0 by definition, and has no error: gaussNewtonLoss.ts. */
  readonly withoutGradient?: true
  value(z: Float64Array, t: Float64Array): number
  /** ∂/∂z into `delta` [C]. */
  gradient(z: Float64Array, t: Float64Array, delta: Float64Array): void
  /** ∂²/∂z² into `hessian` [C, C]. */
  hessian(z: Float64Array, t: Float64Array, hessian: Float64Array): void
  /** Where that is a diagonal matrix, its diagonal into `diagonal` [C]: C numbers a sample, not C². */
  hessianDiagonal?(z: Float64Array, t: Float64Array, diagonal: Float64Array): void
  /**
   * Entrywise bounds of what `gradient` and `hessian` sum up before anything cancels. A relative change ε of
   * every e^z changes them by at most 4ε times these, and their own rounding is a small count of u times
   * these: softmax differences are formed without cancellation, so that a confident prediction has not only
   * small derivatives but small errors. `hessian` is [C, C], or the diagonal [C] of a loss that has `hessianDiagonal`.
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
    const p = softmax(z, delta)
    // The largest probability must be replaced last: the others' complements are read off it.
    const largest = indexOfLargest(p)
    const rest = complement(p, largest)
    for (let c = 0; c < z.length; c++) if (c !== largest) delta[c] = difference(p[c]!, 1 - p[c]!, t[c]!)
    delta[largest] = difference(p[largest]!, rest, t[largest]!)
  },
  hessian: (z, _t, hessian) => softmaxJacobian(softmax(z, new Float64Array(z.length)), hessian),
  magnitudes(z, t, delta, hessian) {
    crossEntropy.gradient(z, t, delta)
    crossEntropy.hessian(z, t, hessian)
    for (let k = 0; k < hessian.length; k++) hessian[k] = Math.abs(hessian[k]!)
    // Where p = t the gradient is 0, but a change of p is not: p(1 − p), which stands on the diagonal.
    for (let c = 0; c < delta.length; c++) delta[c] = Math.abs(delta[c]!) + hessian[c * (delta.length + 1)]!
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
  hessianDiagonal(z, _t, diagonal) {
    diagonal.fill(2 / z.length)
  },
  magnitudes(z, t, delta, hessian) {
    for (let c = 0; c < z.length; c++) delta[c] = (2 * (Math.abs(z[c]!) + Math.abs(t[c]!))) / z.length
    if (hessian.length === z.length) hessian.fill(2 / z.length)
    else squaredError.hessian(z, t, hessian)
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
    const p = softmax(z, delta)
    const largest = indexOfLargest(p)
    const rest = complement(p, largest)
    const scale = 2 / z.length
    let s = 0
    for (let c = 0; c < z.length; c++) {
      s += scale * difference(p[c]!, c === largest ? rest : 1 - p[c]!, t[c]!) * p[c]!
    }
    for (let c = 0; c < z.length; c++) {
      const q = scale * difference(p[c]!, c === largest ? rest : 1 - p[c]!, t[c]!)
      delta[c] = (q - s) * p[c]!
    }
  },
  hessian(z, t, hessian) {
    const n = z.length
    const { p, r, s } = softmaxResidual(z, t)
    setScaledSquare(softmaxJacobian(p, new Float64Array(n * n)), 2 / n, hessian)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        hessian[i * n + j]! += 2 * s * p[i]! * p[j]! - r[i]! * p[j]! - p[i]! * r[j]!
      }
      hessian[i * n + i]! += r[i]! - s * p[i]!
    }
  },
  magnitudes(z, t, delta, hessian) {
    const n = z.length
    const { p, r } = softmaxResidual(z, t)
    const jacobian = softmaxJacobian(p, new Float64Array(n * n)).map(Math.abs)
    // r may be 0 where p = t; its change with p is not.
    const size = r.map((value, c) => Math.abs(value) + (2 / n) * p[c]! * jacobian[c * (n + 1)]!)
    const s = size.reduce((sum, value) => sum + value, 0)
    setScaledSquare(jacobian, 2 / n, hessian)
    for (let i = 0; i < n; i++) {
      delta[i] = size[i]! + s * p[i]!
      for (let j = 0; j < n; j++) {
        hessian[i * n + j]! += 2 * s * p[i]! * p[j]! + size[i]! * p[j]! + p[i]! * size[j]!
      }
      hessian[i * n + i]! += delta[i]!
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

/** p, r = q∘p and s = q·p with q = 2(p − t)/C. */
function softmaxResidual(z: Float64Array, t: Float64Array): { p: Float64Array; r: Float64Array; s: number } {
  const p = softmax(z, new Float64Array(z.length))
  const largest = indexOfLargest(p)
  const rest = complement(p, largest)
  const r = p.map((value, c) => {
    const q = (2 / z.length) * difference(value, c === largest ? rest : 1 - value, t[c]!)
    return q * value
  })
  return { p, r, s: r.reduce((sum, value) => sum + value, 0) }
}

/** diag(p) − ppᵀ into `out` [C, C], every entry to a few units of relative error: p_i − p_i² = p_i·(1 − p_i). */
function softmaxJacobian(p: Float64Array, out: Float64Array): Float64Array {
  const n = p.length
  const largest = indexOfLargest(p)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = -p[i]! * p[j]!
    out[i * n + i] = p[i]! * (i === largest ? complement(p, largest) : 1 - p[i]!)
  }
  return out
}

/**
 * p − t without the cancellation of a confident prediction: p(1 − t) − t(1 − p), which for t = 1 is −(1 − p).
 * @param rest 1 − p
 */
function difference(p: number, rest: number, t: number): number {
  return p * (1 - t) - t * rest
}

/** 1 − p[largest] as the sum of the others; 1 − p[c] needs this only where p[c] may be close to 1. */
function complement(p: Float64Array, largest: number): number {
  let sum = 0
  for (let c = 0; c < p.length; c++) if (c !== largest) sum += p[c]!
  return sum
}

function indexOfLargest(p: Float64Array): number {
  let largest = 0
  for (let c = 1; c < p.length; c++) if (p[c]! > p[largest]!) largest = c
  return largest
}

/** out = factor · MM. @param matrix [n, n] */
function setScaledSquare(matrix: Float64Array, factor: number, out: Float64Array): void {
  const n = Math.sqrt(matrix.length)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * matrix[k * n + j]!
      out[i * n + j] = factor * sum
    }
  }
}
