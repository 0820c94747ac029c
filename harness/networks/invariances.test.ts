/** What a network's objective owes to the order, the grouping and the storing of its data and units. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { denseRows, sparseRows } from '../algebra/sparseRows.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork, type NetworkInstance } from '../arbitraries/expandNetwork.ts'
import { networkRounding } from '../arbitraries/networkRounding.ts'
import { type NetworkRecipe, networks } from '../arbitraries/networks.ts'
import { architecture } from './architecture.ts'
import { type NetworkObjective, networkObjective } from './networkObjective.ts'

const u = unitRoundoff
const recipes = networks({ depth: { min: 1, max: 4 } })
const seeds = fc.nat({ max: 1000 })

/** Everything an objective says at a point. */
interface Measured {
  readonly loss: number
  readonly gradient: Float64Array
  /** [P] */
  readonly product: Float64Array
  /** [P, P] */
  readonly hessian: Float64Array
  readonly errorBound: number
}

describe('batches', () => {
  it('of a partition average to the whole, weighted by their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, seeds, async (recipe, seed) => {
        const { objective, theta } = expandNetwork(recipe)
        fc.pre(objective.samples > 2)
        // The first batch is the larger one, so that equal weights would show.
        const order = seededRandom(seed).permutation(objective.samples)
        const first = Math.floor(objective.samples / 2) + 1
        const parts = [order.slice(0, first), order.slice(first)]
        const measured = await Promise.all(parts.map((part) => measure(objective.onBatch(part), theta)))
        const shares = parts.map((part) => part.length / objective.samples)
        await expectEqual(recipe, objective, theta, weightedMean(measured, shares))
      }),
    )
  })

  it('are not averaged with equal weights', () => {
    const options = { activation: 'linear', loss: 'squared-error', layers: [1, 1] }
    const inputs = sparseRows([1, 2, 4], 3, 1)
    const objective = networkObjective({ ...options, inputs, targets: { values: new Float64Array(3) } })
    const theta = Float64Array.of(1, 0)
    expect(objective.loss(theta)).toBe(7)
    expect(objective.onBatch([0, 1]).loss(theta)).toBe(2.5)
    expect(objective.onBatch([2]).loss(theta)).toBe(16)
  })

  it('of batches name the samples of the first', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const last = objective.samples - 1
        const reversed = Int32Array.from({ length: objective.samples }, (_, s) => last - s)
        const again = objective.onBatch(reversed).onBatch([0])
        expect(again.samples).toBe(1)
        expect(again.gradient(theta)).toEqual(objective.onBatch([last]).gradient(theta))
      }),
    )
  })

  it('may name a sample twice, which then counts twice', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const all = Array.from({ length: objective.samples }, (_, s) => s)
        await expectEqual(recipe, objective, theta, await measure(objective.onBatch([...all, ...all]), theta))
      }),
      { numRuns: 30 },
    )
  })
})

describe('the order of the samples', () => {
  it('does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, seeds, async (recipe, seed) => {
        const { objective, theta } = expandNetwork(recipe)
        const order = seededRandom(seed).permutation(objective.samples)
        await expectEqual(recipe, objective, theta, await measure(objective.onBatch(order), theta))
      }),
    )
  })
})

describe('the order of hidden units', () => {
  it('does not matter to the loss; gradient and Hessian are permuted with theta', async () => {
    await fc.assert(
      fc.asyncProperty(networks({ depth: { min: 2, max: 4 } }), seeds, async (recipe, seed) => {
        const { objective, theta } = expandNetwork(recipe)
        // theta'[p] = theta[from[p]]
        const from = hiddenPermutation(recipe, seed)
        const [to, n, thetaThere] = [inverse(from), theta.length, permutedBy(from, theta)]
        const there = await measure(objective, thetaThere)
        await expectEqual(recipe, objective, theta, {
          ...there,
          gradient: permutedBy(to, there.gradient),
          product: permutedBy(to, objective.hvp(thetaThere, permutedBy(from, direction(n)))),
          hessian: there.hessian.map((_, p) => there.hessian[to[Math.floor(p / n)]! * n + to[p % n]!]!),
        })
      }),
    )
  })
})

describe('an input offset', () => {
  it('is the same as inputs from which it was subtracted', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const { objective, theta, options } = expandNetwork(recipe)
        const { rows, columns } = options.inputs
        // Quarters: the subtraction is exact.
        const inputs = sparseRows(denseRows(options.inputs), rows, columns)
        const dense = networkObjective({ ...options, inputs })
        await expectEqual(recipe, objective, theta, await measure(dense, theta))
      }),
      { numRuns: 300 },
    )
  })
})

describe('squared errors', () => {
  const losses = ['squared-error', 'squared-error-softmax'] as const

  it('are means over samples and outputs', () => {
    const data = { layers: [1, 2], activation: 'linear', inputs: sparseRows([0, 0], 2, 1) }
    const targets = { values: Float64Array.of(0, 2, 0, 0) }
    // Outputs (1, −1) on both samples: squares 1, 9, 1, 1.
    const theta = Float64Array.of(0, 0, 1, -1)
    expect(networkObjective({ ...data, targets, loss: 'squared-error' }).loss(theta)).toBe(3)
    // softmax(0, 0) = (½, ½): squares ¼, 2¼, ¼, ¼.
    const zero = new Float64Array(4)
    expect(networkObjective({ ...data, targets, loss: 'squared-error-softmax' }).loss(zero)).toBe(0.75)
  })

  it('do not change when an output comes twice', () => {
    const single = networks({ losses: ['squared-error'], depth: { min: 1, max: 1 }, l2: [0] })
    fc.assert(
      fc.property(single, (recipe) => {
        const { theta, options } = expandNetwork(recipe)
        const [fanIn, outputs] = recipe.layers as [number, number]
        const values = Float64Array.from({ length: options.inputs.rows * outputs }, (_, k) => k / 4)
        const twice = (x: Float64Array): Float64Array =>
          Float64Array.from({ length: 2 * x.length }, (_, k) => {
            const row = Math.floor(k / (2 * outputs))
            return x[row * outputs + (k % outputs)]!
          })
        const once = networkObjective({ ...options, targets: { values } })
        const doubled = networkObjective({
          ...options,
          layers: [fanIn, 2 * outputs],
          targets: { values: twice(values) },
        })
        // All numbers are multiples of 2⁻¹² below 2²⁰; only the means round.
        expect(doubled.loss(twice(theta))).toBeWithin(once.loss(theta), 4 * u * once.loss(theta))
      }),
    )
  })

  it.each(losses)('of %s have the loss as mean over the samples of one', (loss) => {
    fc.assert(
      fc.property(networks({ losses: [loss], l2: [0] }), (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const each = Array.from({ length: objective.samples }, (_, s) => objective.onBatch([s]).loss(theta))
        const mean = each.reduce((a, b) => a + b) / each.length
        expect(objective.loss(theta)).toBeWithin(mean, 2 * networkRounding(recipe).loss)
      }),
    )
  })
})

describe('l2', () => {
  it('adds l2/2·|theta|² to the loss and its derivatives, whatever the number of samples', async () => {
    await fc.assert(
      fc.asyncProperty(networks({ l2: [1 / 8] }), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const plain = await measure(expandNetwork({ ...recipe, l2: 0 }).objective, theta)
        const n = theta.length
        await expectEqual(recipe, objective, theta, {
          ...plain,
          loss: plain.loss + theta.reduce((sum, t) => sum + t * t, 0) / 16,
          gradient: plain.gradient.map((g, p) => g + theta[p]! / 8),
          product: plain.product.map((x, p) => x + direction(n)[p]! / 8),
          hessian: plain.hessian.map((x, p) => x + (p % (n + 1) === 0 ? 1 / 8 : 0)),
        })
      }),
    )
  })
})

/** Two computations of one thing, each with its own rounding; hvp errs like the Hessian times |v|. */
async function expectEqual(
  recipe: NetworkRecipe,
  objective: NetworkObjective,
  theta: NetworkInstance['theta'],
  other: Measured,
): Promise<void> {
  const measured = await measure(objective, theta)
  const rounding = networkRounding(recipe)
  const bound = 2 * Math.max(measured.errorBound, other.errorBound)
  expect(other.loss).toBeWithin(measured.loss, 2 * rounding.loss)
  expect(other.gradient).toBeWithin(measured.gradient, 2 * rounding.gradient)
  expect(other.hessian).toBeWithin(measured.hessian, bound)
  expect(other.product).toBeWithin(measured.product, 2 * bound * norm(direction(theta.length)))
}

async function measure(objective: NetworkObjective, theta: Float64Array): Promise<Measured> {
  const { matrix, errorBound } = await objective.hessian(theta)
  return {
    loss: objective.loss(theta),
    gradient: objective.gradient(theta),
    product: objective.hvp(theta, direction(theta.length)),
    hessian: matrix.entries,
    errorBound,
  }
}

function direction(dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, (_, p) => ((7 * p) % 11) - 5)
}

function weightedMean(parts: readonly Measured[], shares: readonly number[]): Measured {
  const mean = (of: (part: Measured) => Float64Array): Float64Array =>
    of(parts[0]!).map((_, p) => parts.reduce((sum, part, k) => sum + shares[k]! * of(part)[p]!, 0))
  return {
    loss: parts.reduce((sum, { loss }, k) => sum + shares[k]! * loss, 0),
    gradient: mean((part) => part.gradient),
    product: mean((part) => part.product),
    hessian: mean((part) => part.hessian),
    errorBound: Math.max(...parts.map((part) => part.errorBound)),
  }
}

/** Where each parameter comes from when the units of every hidden layer are put in another order. */
function hiddenPermutation({ layers, activation, biases }: NetworkRecipe, seed: number): Int32Array {
  const { blocks, dimension } = architecture(layers, activation, { biases: biases! })
  const random = seededRandom(seed)
  const orders = layers.map((width, k) =>
    k === 0 || k === layers.length - 1
      ? Int32Array.from({ length: width }, (_, i) => i)
      : random.permutation(width),
  )
  const from = new Int32Array(dimension)
  blocks.forEach(({ fanIn, fanOut, weights }, k) => {
    for (let i = 0; i < fanIn + Number(biases); i++) {
      for (let j = 0; j < fanOut; j++) {
        const row = i < fanIn ? orders[k]![i]! : fanIn
        from[weights + i * fanOut + j] = weights + row * fanOut + orders[k + 1]![j]!
      }
    }
  })
  return from
}

function permutedBy(from: Int32Array, x: Float64Array): Float64Array {
  return x.map((_, p) => x[from[p]!]!)
}

function inverse(order: Int32Array): Int32Array {
  const back = new Int32Array(order.length)
  order.forEach((target, p) => {
    back[target] = p
  })
  return back
}
