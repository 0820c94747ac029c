/** Products in blocks where a property's small networks do not reach: several chunks, several blocks, both providers. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { norm } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../arbitraries/networks.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { productRounding } from '../properties/networks/productRounding.ts'
import { foundProviders } from '../providers/registry.ts'
import { architecture } from './architecture.ts'
import type { NetworkObjective } from './networkObjective.ts'

interface Instance {
  readonly recipe: NetworkRecipe
  readonly objective: NetworkObjective
  readonly theta: Float64Array
  /** [B, P] */
  readonly vectors: Float64Array
}

/** Inputs that a chunk of 512 samples stores differ from chunk to chunk; the last input is stored nowhere. */
function instance(layers: readonly number[], samples: number, directions: number): Instance {
  const random = seededRandom(3)
  const d = layers[0]!
  const stored = (s: number, a: number): boolean => a < d - 1 && (a + Math.floor(s / 512)) % 3 !== 0
  const numbers = (length: number): number[] => Array.from({ length }, () => random.normal())
  const rows = Array.from({ length: samples }, (_, s) => numbers(d).map((x, a) => (stored(s, a) ? x : 0)))
  const { dimension } = architecture(layers, 'tanh')
  const recipe: NetworkRecipe = {
    layers,
    activation: 'tanh',
    loss: 'cross-entropy',
    l2: 0.125,
    inputs: rows,
    offset: numbers(d),
    targets: rows.map((_, s) => s % layers.at(-1)!),
    theta: numbers(dimension).map((x) => x / 2),
  }
  const { objective, theta } = expandNetwork(recipe)
  return { recipe, objective, theta, vectors: Float64Array.from(numbers(directions * dimension)) }
}

/** Against hvp: two computations of the same product. */
async function expectProducts(
  { recipe, objective, theta, vectors }: Instance,
  products: Float64Array,
): Promise<void> {
  const n = theta.length
  expect(products.length).toBe(vectors.length)
  for (let b = 0; b * n < vectors.length; b++) {
    const v = vectors.subarray(b * n, (b + 1) * n)
    const errors = objective.hvp(theta, v).map((x, p) => Math.abs(x - products[b * n + p]!))
    expect(Math.max(...errors)).toBeWithin(0, 2 * productRounding(recipe, v))
  }
}

const providers = await foundProviders()

describe.each(providers.map((provider) => [provider.name, provider] as const))('on %s', (_, provider) => {
  it.each([[[7, 4, 3]], [[6, 3]], [[5, 4, 3, 2]]])(
    'three chunks give what one product at a time gives, for widths %j',
    async (layers) => {
      const one = instance(layers, 1100, 5)
      await expectProducts(one, await one.objective.hvps(one.theta, one.vectors, { provider }))
    },
  )

  it('two blocks of directions come back in order', async () => {
    // Blocks of 2,048 / 256.
    const one = instance([3, 256, 2], 20, 11)
    await expectProducts(one, await one.objective.hvps(one.theta, one.vectors, { provider }))
  })
})

describe('a block of products', () => {
  const one = instance([4, 3, 2], 600, 3)
  const { objective, theta, vectors } = one

  it('runs on the embedded provider where none is named', async () => {
    await expectProducts(one, await objective.hvps(theta, vectors))
  })

  it('is that of a batch', async () => {
    const batch = objective.onBatch([5, 599, 5])
    await expectProducts({ ...one, objective: batch }, await batch.hvps(theta, vectors))
  })

  it('is more than the Gauss-Newton part of it', async () => {
    const v = vectors.subarray(0, theta.length)
    const whole = await objective.hvps(theta, v)
    const part = await objective.gaussNewtonProducts(theta, v)
    expect(norm(whole.map((x, p) => x - part[p]!))).toBeGreaterThan(2 * productRounding(one.recipe, v))
  })

  it('stops on abort', async () => {
    const signal = AbortSignal.abort(new ArgumentError('test', 'signal', 'aborted', 'aborted'))
    await expect(objective.hvps(theta, vectors, { signal })).rejects.toThrow('aborted')
  })

  it('needs whole vectors of finite numbers', () => {
    expect(() => objective.hvps(theta, vectors.subarray(1))).toThrow(ShapeError)
    expect(() => objective.hvps(theta, new Float64Array())).toThrow(
      `[B, P] with P = ${theta.length} and B ≥ 1`,
    )
    expect(() => objective.hvps(theta, vectors.with(4, Number.NaN))).toThrow('vectors[4] must be finite')
    expect(() => objective.hvps(theta.subarray(1), vectors)).toThrow(ShapeError)
    expect(() => objective.gaussNewtonProduct(theta, vectors)).toThrow(ShapeError)
    expect(() => objective.gaussNewtonProducts(theta, theta.with(0, 1 / 0))).toThrow(ArgumentError)
  })
})
