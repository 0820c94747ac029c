/**
 * Bounds of the rounding errors in a recipe's loss and in the entries of its gradient.
 *
 * One number a layer, the largest over its units and samples: with |φ(z)| ≤ |z| + 1, |φ'| ≤ 1.1, |φ''| ≤ 1 and
 * functions evaluated to 4 units in the last place of the terms of their formula,
 *
 *     z̄ = max_j (Σ_i |W_ij|·ā + |b_j|),  e_z = max_j Σ_i |W_ij|·e_a + (2n + 4)·z̄,
 *     ā = z̄ + 1,                         e_a = 1.1·e_z + 4·ā,
 *     δ̄ ← 1.1·max_i Σ_j |W_ij|·δ̄,        e_δ ← max_i Σ_j |W_ij|·(1.1·e_δ + (e_z + 4 + n + 2)·δ̄).
 *
 * Errors e are in units of u, to first order. At the outputs δ̄ = 2(1 + z̄ + t̄) bounds every loss's gradient, and
 * softmax and residual are at most 8-Lipschitz relative to it. Maxima instead of the running errors of
 * hessianRounding: some ten times too large, and shares no line with what it judges.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import { architecture, type LayerBlock } from '../networks/architecture.ts'
import type { NetworkRecipe } from './networks.ts'

export interface NetworkRounding {
  readonly loss: number
  /** Of every entry. */
  readonly gradient: number
}

interface Level {
  readonly size: number
  readonly error: number
}

export function networkRounding(recipe: NetworkRecipe): NetworkRounding {
  const { inputs, offset, theta, l2, biases = true } = recipe
  const { blocks } = architecture(recipe.layers, recipe.activation, { biases })
  const samples = inputs.length
  const inputSize = largest(inputs.flatMap((row) => row.map((x, a) => Math.abs(x) + Math.abs(offset[a]!))))
  const a: Level[] = [{ size: Math.max(1, inputSize), error: 0 }]
  const z: Level[] = []
  blocks.forEach((block, k) => {
    z.push(forwardLevel(block, theta, biases, a[k]!))
    a.push({ size: z[k]!.size + 1, error: 1.1 * z[k]!.error + 4 * (z[k]!.size + 1) })
  })
  const output = z.at(-1)!
  const size = 1 + output.size + largest(recipe.targets.flat().map(Math.abs))
  const thetaSize = largest(theta.map(Math.abs))
  let delta: Level = { size: 2 * size, error: 8 * (output.error + 4) * 2 * size }
  let gradient = 0
  for (let k = blocks.length - 1; k >= 0; k--) {
    const product = a[k]!.size * delta.error + a[k]!.error * delta.size
    gradient = Math.max(gradient, product + (2 * samples + 8) * a[k]!.size * delta.size)
    if (k > 0) delta = backwardLevel(blocks[k]!, theta, z[k - 1]!, delta)
  }
  const squares = l2 * theta.length * thetaSize ** 2
  const loss = 2 * size * (output.error + (samples + 16) * size) + (theta.length + 4) * squares
  return { loss: unitRoundoff * loss, gradient: unitRoundoff * (gradient + 4 * l2 * thetaSize) }
}

function forwardLevel(block: LayerBlock, theta: readonly number[], biases: boolean, a: Level): Level {
  const { fanIn, fanOut, bias } = block
  const columns = Array.from({ length: fanOut }, (_, j) => {
    let weights = 0
    for (let i = 0; i < fanIn; i++) weights += weightSize(block, theta, i, j)
    const constant = biases ? Math.abs(theta[bias + j]!) : 0
    return { size: weights * a.size + constant, error: weights * a.error }
  })
  const size = largest(columns.map((column) => column.size))
  return { size, error: largest(columns.map((column) => column.error)) + (2 * fanIn + 4) * size }
}

function backwardLevel(block: LayerBlock, theta: readonly number[], z: Level, delta: Level): Level {
  const { fanIn, fanOut } = block
  const rows = Array.from({ length: fanIn }, (_, i) => {
    let weights = 0
    for (let j = 0; j < fanOut; j++) weights += weightSize(block, theta, i, j)
    return weights
  })
  const weights = largest(rows)
  return {
    size: 1.1 * weights * delta.size,
    error: weights * (1.1 * delta.error + (z.error + fanOut + 6) * delta.size),
  }
}

function weightSize({ weights, fanOut }: LayerBlock, theta: readonly number[], i: number, j: number): number {
  return Math.abs(theta[weights + i * fanOut + j]!)
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}
