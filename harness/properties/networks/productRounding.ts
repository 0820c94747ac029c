/**
 * A bound of the rounding errors in the entries of ∇²f·v, for any code that computes it in float64 by reverse mode
 * or from the blocks of the Hessian.
 *
 * One number a layer, the largest over its units and samples: sizes x̄ and errors e_x in units of u, to first
 * order. With |φ'| ≤ 1.1, |φ''| ≤ 1, |φ'''| ≤ 2 and functions evaluated to 8 units of their terms,
 *
 *     z = Wᵀa + b          rz = Wᵀra + Vᵀa + c          a = φ(z)          ra = φ'(z)·rz
 *     δ ← φ'·Wδ            rδ ← φ''·rz·Wδ + φ'·(Vδ + W·rδ)                 rδ_out = A·rz
 *     (∇²f·v)_k = mean of a·rδᵀ + ra·δᵀ
 *
 * and every product xy errs by x̄·e_y + e_x·ȳ, every sum of n terms by n·Σ|terms|. At the outputs |δ| ≤ 2(1 + |z| + |t|).
 * The entries of A = ∂²ℓ/∂z² are sums of monomials of degree at most 4 in the probabilities, whose absolute
 * values sum to at most σ = 20(1 + |t|) in a row; a change ε of the outputs changes each by at most 8ε of itself.
 *
 * Doubled at the end for what is of second order. Maxima instead of running errors: some hundred times too large,
 * and it shares no line with hessianRounding, which may be what is judged.
 */
import { unitRoundoff } from '../../algebra/vectors.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'

interface Level {
  readonly size: number
  readonly error: number
}

/** Largest sum of magnitudes over the columns (fan-in side) and over the rows (fan-out side). */
interface Weights {
  readonly fanIn: number
  readonly fanOut: number
  readonly columnSum: number
  readonly rowSum: number
  readonly bias: number
}

const zero: Level = { size: 0, error: 0 }

/** @param v [P] */
export function productRounding(recipe: NetworkRecipe, v: ArrayLike<number>): number {
  const w = layerWeights(recipe, recipe.theta)
  const d = layerWeights(recipe, v)
  const { inputs, offset, l2 } = recipe
  const x = largest(inputs.flatMap((row) => row.map((value, a) => Math.abs(value) + Math.abs(offset[a]!))))
  const a: Level[] = [{ size: Math.max(1, x), error: 0 }]
  const ra: Level[] = [zero]
  const z: Level[] = []
  const rz: Level[] = []
  for (let k = 0; k < w.length; k++) {
    z.push(affine(w[k]!, a[k]!))
    rz.push(directional(w[k]!, d[k]!, a[k]!, ra[k]!))
    a.push({ size: z[k]!.size + 1, error: 1.1 * z[k]!.error + 8 * (z[k]!.size + 1) })
    ra.push({ size: 1.1 * rz[k]!.size, error: 1.1 * rz[k]!.error + (z[k]!.error + 9) * rz[k]!.size })
  }
  const output = z.at(-1)!
  const target = largest(recipe.targets.flat().map(Math.abs))
  let delta: Level = outputSlope(output, target)
  let rdelta: Level = outputTurn(output, rz.at(-1)!, target, recipe.layers.at(-1)!)
  let error = 0
  for (let k = w.length - 1; k >= 0; k--) {
    const sizes = a[k]!.size * rdelta.size + ra[k]!.size * delta.size
    const errors = product(a[k]!, rdelta) + product(ra[k]!, delta)
    // 2N: a sample may be counted twice.
    error = Math.max(error, errors + (2 * inputs.length + 12) * sizes)
    if (k === 0) break
    rdelta = turnBack(w[k]!, d[k]!, z[k - 1]!, rz[k - 1]!, delta, rdelta)
    delta = slopeBack(w[k]!, z[k - 1]!, delta)
  }
  return 2 * unitRoundoff * (error + 4 * l2 * largest(Array.from(v, Math.abs)))
}

/** A bound for every entry of the Hessian: the product with a vector of ones has all of them as terms. */
export function hessianEntryRounding(recipe: NetworkRecipe): number {
  return productRounding(recipe, new Float64Array(recipe.theta.length).fill(1))
}

function affine({ fanIn, columnSum, bias }: Weights, a: Level): Level {
  const size = columnSum * a.size + bias
  return { size, error: columnSum * a.error + (2 * fanIn + 4) * size }
}

function directional(w: Weights, d: Weights, a: Level, ra: Level): Level {
  const size = w.columnSum * ra.size + d.columnSum * a.size + d.bias
  const carried = w.columnSum * ra.error + d.columnSum * a.error
  return { size, error: carried + (4 * w.fanIn + 6) * size }
}

function outputSlope(z: Level, target: number): Level {
  const size = 2 * (1 + z.size + target)
  return { size, error: 8 * (z.error + 4) * size }
}

function outputTurn(z: Level, rz: Level, target: number, outputs: number): Level {
  const sigma = 20 * (1 + target)
  const size = sigma * rz.size
  return { size, error: sigma * rz.error + (8 * (z.error + 8) + outputs + 2) * size }
}

function slopeBack({ rowSum, fanOut }: Weights, z: Level, delta: Level): Level {
  return {
    size: 1.1 * rowSum * delta.size,
    error: rowSum * (1.1 * delta.error + (z.error + fanOut + 10) * delta.size),
  }
}

function turnBack(w: Weights, d: Weights, z: Level, rz: Level, delta: Level, rdelta: Level): Level {
  const bent = w.rowSum * delta.size
  const straight = d.rowSum * delta.size + w.rowSum * rdelta.size
  const bendError = 2 * z.error + 8 * (1 + z.size) + w.fanOut + 6
  const bentError = bendError * rz.size * bent + rz.error * bent + rz.size * w.rowSum * delta.error
  const carried = d.rowSum * delta.error + w.rowSum * rdelta.error
  return {
    size: rz.size * bent + 1.1 * straight,
    error: bentError + 1.1 * carried + (z.error + 2 * w.fanOut + 14) * straight,
  }
}

/** Error of xy. */
function product(x: Level, y: Level): number {
  return x.size * y.error + x.error * y.size
}

function layerWeights({ layers, biases = true }: NetworkRecipe, theta: ArrayLike<number>): Weights[] {
  let place = 0
  return layers.slice(1).map((fanOut, k) => {
    const fanIn = layers[k]!
    const columns = new Array<number>(fanOut).fill(0)
    let rowSum = 0
    for (let i = 0; i < fanIn; i++) {
      let row = 0
      for (let j = 0; j < fanOut; j++) {
        const size = Math.abs(theta[place++]!)
        row += size
        columns[j]! += size
      }
      rowSum = Math.max(rowSum, row)
    }
    let bias = 0
    for (let j = 0; biases && j < fanOut; j++) bias = Math.max(bias, Math.abs(theta[place++]!))
    return { fanIn, fanOut, columnSum: largest(columns), rowSum, bias }
  })
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}
