/**
 * Loss and derivatives of a network without hidden layer, from the formulas of linear and softmax regression.
 *
 *     z = Wᵀx + b,  ∇f = mean of x̄ ⊗ ∂ℓ/∂z,  ∇²f = mean of x̄x̄ᵀ ⊗ ∂²ℓ/∂z²
 *
 * The derivatives of softmax losses are written entry by entry from ∂p_c/∂z_i = p_c([c = i] − p_i).
 */
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { type Measured, multiply } from './measured.ts'

interface OutputDerivatives {
  readonly value: number
  slope(i: number): number
  bend(i: number, j: number): number
}

/** @param x [N, d] @param v [P] */
export function regression(recipe: NetworkRecipe, x: Float64Array, v: readonly number[]): Measured {
  const { layers, biases = true, theta, l2, inputs } = recipe
  const [fanIn, outputs] = layers as [number, number]
  const n = theta.length
  const gradient = new Float64Array(n)
  const hessian = new Float64Array(n * n)
  let loss = 0
  for (let s = 0; s < inputs.length; s++) {
    const row = [...x.subarray(s * fanIn, (s + 1) * fanIn), ...(biases ? [1] : [])]
    const z = Array.from({ length: outputs }, (_, c) =>
      row.reduce((sum, value, a) => sum + value * theta[a * outputs + c]!, 0),
    )
    const { value, slope, bend } = derivatives(recipe.loss, z, target(recipe, s))
    loss += value
    for (let p = 0; p < n; p++) {
      const [a, i] = [Math.floor(p / outputs), p % outputs]
      gradient[p]! += row[a]! * slope(i)
      for (let q = 0; q < n; q++) {
        hessian[p * n + q]! += row[a]! * row[Math.floor(q / outputs)]! * bend(i, q % outputs)
      }
    }
  }
  const mean = (sum: number): number => sum / inputs.length
  const matrix = hessian.map((sum, p) => mean(sum) + (p % (n + 1) === 0 ? l2 : 0))
  return {
    loss: mean(loss) + (l2 / 2) * theta.reduce((sum, t) => sum + t * t, 0),
    gradient: gradient.map((sum, p) => mean(sum) + l2 * theta[p]!),
    product: multiply(matrix, v),
    hessian: matrix,
  }
}

function target({ targets, layers }: NetworkRecipe, s: number): readonly number[] {
  const given = targets[s]!
  if (typeof given !== 'number') return given
  return Array.from({ length: layers.at(-1)! }, (_, c) => (c === given ? 1 : 0))
}

function derivatives(
  loss: NetworkRecipe['loss'],
  z: readonly number[],
  t: readonly number[],
): OutputDerivatives {
  const C = z.length
  const same = (i: number, j: number): number => (i === j ? 1 : 0)
  if (loss === 'squared-error') {
    return {
      value: sumOver(C, (c) => (z[c]! - t[c]!) ** 2) / C,
      slope: (i) => (2 * (z[i]! - t[i]!)) / C,
      bend: (i, j) => (2 * same(i, j)) / C,
    }
  }
  const top = Math.max(...z)
  const scale = sumOver(C, (c) => Math.exp(z[c]! - top))
  const p = z.map((value) => Math.exp(value - top) / scale)
  // 1 − p_i as the sum of the others, for predictions that are nearly certain.
  const rest = (c: number, i: number): number => (c === i ? sumOver(C, (k) => (k === i ? 0 : p[k]!)) : -p[i]!)
  const first = (c: number, i: number): number => p[c]! * rest(c, i)
  if (loss === 'cross-entropy') {
    return {
      value: sumOver(C, (c) => t[c]! * (top + Math.log(scale) - z[c]!)),
      slope: (i) => p[i]! - t[i]!,
      bend: first,
    }
  }
  const second = (c: number, i: number, j: number): number => p[c]! * (rest(c, i) * rest(c, j) - first(i, j))
  const q = (c: number): number => (2 * (p[c]! - t[c]!)) / C
  return {
    value: sumOver(C, (c) => (p[c]! - t[c]!) ** 2) / C,
    slope: (i) => sumOver(C, (c) => q(c) * first(c, i)),
    bend: (i, j) => sumOver(C, (c) => (2 / C) * first(c, i) * first(c, j) + q(c) * second(c, i, j)),
  }
}

function sumOver(count: number, term: (c: number) => number): number {
  let sum = 0
  for (let c = 0; c < count; c++) sum += term(c)
  return sum
}
