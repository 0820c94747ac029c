/**
 * The loss of a network recipe in fixed point, straight from its definition: an oracle for the passes.
 *
 * A number x is the bigint x · 2²⁵⁶. Products and exponentials are cut there; all rounding together stays
 * below 2⁻²¹⁶ for the networks that recipes describe at the usual scale, so that differences of this loss with
 * steps of 2⁻⁶⁴ give first and second derivatives to more digits than float64 has. Not for huge scales: a softmax
 * or a smooth unit there takes forever.
 *
 *     ∂f/∂θ_i ≈ (f(θ + h·e_i) − f(θ − h·e_i)) / 2h
 *     ∂²f/∂θ_i∂θ_j ≈ (f(++) − f(+−) − f(−+) + f(−−)) / 4h²
 *
 * Their truncation is h²/6 and h²/3 times third and fourth derivatives of f, which are below 2⁶⁰ here.
 */
import type { ActivationName } from '../networks/activations.ts'
import type { NetworkRecipe } from './networks.ts'

const bits = 256n
const one = 1n << bits
/** h */
const step = one >> 64n

/** A dyadic number of at least 2⁻²⁰⁰. */
export function toFixed(x: number): bigint {
  return BigInt(Math.round(x * 2 ** 200)) << (bits - 200n)
}

export function fromFixed(x: bigint): number {
  return Number(x) / 2 ** Number(bits)
}

/** f(theta). @param theta [P] in fixed point */
export function fixedPointLoss(recipe: NetworkRecipe, theta: readonly bigint[]): bigint {
  const { inputs, loss, l2 } = recipe
  let sum = 0n
  inputs.forEach((row, s) => {
    sum += sampleLoss(loss, outputs(recipe, row, theta), targetRow(recipe, s))
  })
  const squares = theta.reduce((total, x) => total + times(x, x), 0n)
  return sum / BigInt(inputs.length) + times(toFixed(l2), squares) / 2n
}

/** ∂f/∂θ_i. */
export function fixedPointSlope(recipe: NetworkRecipe, i: number): bigint {
  const at = (direction: bigint): bigint => fixedPointLoss(recipe, moved(recipe, [[i, direction]]))
  return ((at(1n) - at(-1n)) * one) / (2n * step)
}

/** ∂²f/∂θ_i∂θ_j. */
export function fixedPointCurvature(recipe: NetworkRecipe, i: number, j: number): bigint {
  const at = (first: bigint, second: bigint): bigint =>
    fixedPointLoss(
      recipe,
      moved(recipe, [
        [i, first],
        [j, second],
      ]),
    )
  const difference = at(1n, 1n) - at(1n, -1n) - at(-1n, 1n) + at(-1n, -1n)
  return (difference * one * one) / (4n * step * step)
}

/** G_ij of the Gauss-Newton part: the same difference of the loss of outputs that move on straight lines. */
export function fixedPointGaussNewton(recipe: NetworkRecipe, i: number, j: number): bigint {
  const there = [i, j].map((k) => [1n, -1n].map((direction) => moved(recipe, [[k, direction]])))
  const theta = recipe.theta.map(toFixed)
  let sum = 0n
  recipe.inputs.forEach((row, s) => {
    const z = outputs(recipe, row, theta)
    // h·∂z/∂θ_k
    const [di, dj] = there.map(([ahead, behind]) => {
      const after = outputs(recipe, row, ahead!)
      const before = outputs(recipe, row, behind!)
      return after.map((x, c) => (x - before[c]!) / 2n)
    })
    const at = (first: bigint, second: bigint): bigint => {
      const point = z.map((x, c) => x + first * di![c]! + second * dj![c]!)
      return sampleLoss(recipe.loss, point, targetRow(recipe, s))
    }
    sum += at(1n, 1n) - at(1n, -1n) - at(-1n, 1n) + at(-1n, -1n)
  })
  const mean = (sum * one * one) / (4n * step * step * BigInt(recipe.inputs.length))
  return i === j ? mean + toFixed(recipe.l2) : mean
}

function moved(recipe: NetworkRecipe, moves: readonly (readonly [number, bigint])[]): bigint[] {
  const theta = recipe.theta.map(toFixed)
  for (const [i, direction] of moves) theta[i]! += direction * step
  return theta
}

function outputs(
  { layers, activation, offset, biases = true }: NetworkRecipe,
  row: readonly number[],
  theta: readonly bigint[],
) {
  let a = row.map((x, k) => toFixed(x) - toFixed(offset[k]!))
  let place = 0
  for (let k = 1; k < layers.length; k++) {
    const fanOut = layers[k]!
    const bias = place + a.length * fanOut
    const z = Array.from({ length: fanOut }, (_, j) =>
      a.reduce((sum, x, i) => sum + times(x, theta[place + i * fanOut + j]!), biases ? theta[bias + j]! : 0n),
    )
    place = biases ? bias + fanOut : bias
    a = k === layers.length - 1 ? z : z.map((x) => activate(activation, x))
  }
  return a
}

function targetRow({ layers, targets }: NetworkRecipe, s: number): bigint[] {
  const target = targets[s]!
  if (typeof target !== 'number') return target.map(toFixed)
  return Array.from({ length: layers.at(-1)! }, (_, c) => (c === target ? one : 0n))
}

function sampleLoss(loss: NetworkRecipe['loss'], z: readonly bigint[], t: readonly bigint[]): bigint {
  if (loss === 'squared-error') return meanSquare(z, t)
  const largest = z.reduce((most, x) => most + positivePart(x - most))
  const exponentials = z.map((x) => exponential(x - largest))
  const sum = exponentials.reduce((a, b) => a + b)
  if (loss === 'squared-error-softmax') {
    return meanSquare(
      exponentials.map((e) => divide(e, sum)),
      t,
    )
  }
  const logSum = largest + logarithm(sum)
  return t.reduce((total, x, c) => total + times(x, logSum - z[c]!), 0n)
}

function meanSquare(y: readonly bigint[], t: readonly bigint[]): bigint {
  return y.reduce((sum, x, c) => sum + times(x - t[c]!, x - t[c]!), 0n) / BigInt(y.length)
}

function activate(name: ActivationName, z: bigint): bigint {
  switch (name) {
    case 'linear':
      return z
    case 'relu':
      return positivePart(z)
    case 'tanh':
      return 2n * logistic(2n * z) - one
    case 'sigmoid':
      return logistic(z)
    case 'swish':
      return times(z, logistic(z))
    case 'softplus':
      return positivePart(z) + logarithm(one + exponential(z > 0n ? -z : z))
  }
}

function positivePart(x: bigint): bigint {
  return x > 0n ? x : 0n
}

function logistic(z: bigint): bigint {
  const e = exponential(z > 0n ? -z : z)
  return divide(z > 0n ? one : e, one + e)
}

/** e^x for x ≤ 0: Taylor's series at x/2¹⁶, squared sixteen times. */
function exponential(x: bigint): bigint {
  const reduced = x >> 16n
  let sum = one
  for (let term = one, k = 1n; term !== 0n && term !== -1n; k++) {
    term = times(term, reduced) / k
    sum += term
  }
  for (let k = 0; k < 16; k++) sum = times(sum, sum)
  return sum
}

/** log x for x ≥ 1: Newton's method in Halley's form, which triples the digits, from float64's 50 bits. */
function logarithm(x: bigint): bigint {
  let y = toFixed(Math.log(fromFixed(x)))
  for (let k = 0; k < 2; k++) {
    const e = divide(one, exponential(-y))
    y += (2n * (x - e) * one) / (x + e)
  }
  return y
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) >> bits
}

function divide(a: bigint, b: bigint): bigint {
  return (a * one) / b
}
