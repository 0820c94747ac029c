/**
 * The squared error of a linear network along the line θ + t·v, as a polynomial in t up to t².
 *
 *     z(t) = x̄ᵀ(E₀ + tE₁ + t²E₂ + …),  E(t) = the product of the layers W_k + tV_k, biases carried along,
 *     f(t) = mean |z − y|²:  f(0),  f'(0) = mean 2(z₀ − y)·z₁,  f''(0) = mean 2(z₁·z₁ + 2(z₀ − y)·z₂)
 */
import type { NetworkRecipe } from '../../arbitraries/networks.ts'

export interface LinePolynomial {
  readonly value: number
  readonly slope: number
  readonly bend: number
}

/** [rows, columns], one a power of t */
type Powers = readonly (readonly (readonly number[])[])[]

/** @param x [N, d] @param v [P] */
export function linearPath(recipe: NetworkRecipe, x: Float64Array, v: readonly number[]): LinePolynomial {
  const { inputs, layers, targets, theta, l2 } = recipe
  const d = layers[0]!
  const outputs = layers.at(-1)!
  const product = layersProduct(recipe, v)
  let [value, slope, bend] = [0, 0, 0]
  for (let s = 0; s < inputs.length; s++) {
    const row = [...x.subarray(s * d, (s + 1) * d), 1]
    const target = targets[s]!
    for (let c = 0; c < outputs; c++) {
      const z = product.map((matrix) => row.reduce((sum, entry, a) => sum + entry * matrix[a]![c]!, 0))
      const y = typeof target === 'number' ? (target === c ? 1 : 0) : target[c]!
      const residual = z[0]! - y
      value += residual * residual
      slope += 2 * residual * z[1]!
      bend += 2 * (z[1]! * z[1]! + 2 * residual * z[2]!)
    }
  }
  const count = inputs.length * outputs
  const squares = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, entry, p) => sum + entry * b[p]!, 0)
  return {
    value: value / count + (l2 / 2) * squares(theta, theta),
    slope: slope / count + l2 * squares(theta, v),
    bend: bend / count + l2 * squares(v, v),
  }
}

/** E₀, E₁, E₂ [d + 1, C]: the last row is what the biases make. */
function layersProduct({ layers, biases = true, theta }: NetworkRecipe, v: readonly number[]): Powers {
  const d = layers[0]!
  const identity = Array.from({ length: d + 1 }, (_, a) =>
    Array.from({ length: d }, (_, b) => (a === b ? 1 : 0)),
  )
  const nothing = identity.map((row) => row.map(() => 0))
  let powers: Powers = [identity, nothing, nothing]
  let place = 0
  for (let k = 0; k + 1 < layers.length; k++) {
    const [fanIn, fanOut] = [layers[k]!, layers[k + 1]!]
    const here = place
    const entry = (from: readonly number[], i: number, j: number): number => from[here + i * fanOut + j]!
    const before = powers
    powers = before.map((_, power) =>
      before[0]!.map((_, row) =>
        Array.from({ length: fanOut }, (_, j) => {
          let sum = row === d && biases && power < 2 ? entry(power === 0 ? theta : v, fanIn, j) : 0
          for (let i = 0; i < fanIn; i++) {
            sum += before[power]![row]![i]! * entry(theta, i, j)
            if (power > 0) sum += before[power - 1]![row]![i]! * entry(v, i, j)
          }
          return sum
        }),
      ),
    )
    place += (fanIn + (biases ? 1 : 0)) * fanOut
  }
  return powers
}
