/** What an objective owes to the grouping and the order of its samples. */
import fc from 'fast-check'
import { selectRows } from '../../algebra/sparseRows.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkOptions } from '../../networks/networkProblem.ts'
import type { Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, networkLabels, recipes } from './curvatureInstances.ts'
import { type Measured, measure, sameMeasured } from './measured.ts'

interface BatchCase extends DirectedCase {
  /** [m] samples, one may come twice */
  readonly indices: readonly number[]
  /** [k] places in `indices` */
  readonly nested: readonly number[]
}

interface PartitionCase extends DirectedCase {
  /** [N] a permutation of the samples */
  readonly order: readonly number[]
  /** How many of them make one batch; the last may be short. */
  readonly size: number
}

export function batchProperties(support: Supported): Property<CurvatureCode>[] {
  const directed = directedCases(recipes(support, {}, { maxWidth: 3, maxSamples: 7 }))
  const labels = networkLabels<PartitionCase>(support)
  const isShort = ({ order, size }: PartitionCase): boolean => order.length > size && order.length % size > 0
  return [
    property({
      name: 'neither the order of the samples matters nor that all come twice',
      source: 'A mean does not depend on the order, nor on equal weights',
      instances: partitions(directed),
      cases: 30,
      labels: { 'several samples': { share: 0.5, applies: ({ order }) => order.length > 1 } },
      check: checkOrder,
    }),
    property({
      name: 'batches of a partition average to the whole, weighted by their sizes',
      source:
        'The loss is a mean over samples; equal weights in released code although the last batch is short',
      instances: partitions(directed),
      cases: 50,
      labels: { ...labels, 'a short last batch': { share: 0.2, applies: isShort } },
      check: checkPartition,
    }),
    property({
      name: 'a batch is the objective of its samples alone, in batches of batches too',
      source: 'Definition of a batch',
      instances: batches(directed),
      cases: 40,
      labels: {
        'a sample that comes twice': {
          share: 0.2,
          applies: ({ indices }) => new Set(indices).size < indices.length,
        },
        'a proper part': {
          share: 0.2,
          applies: ({ recipe, indices }) => new Set(indices).size < recipe.inputs.length,
        },
      },
      check: checkBatch,
    }),
  ]
}

function partitions(directed: fc.Arbitrary<DirectedCase>): fc.Arbitrary<PartitionCase> {
  const keys = fc.array(fc.nat({ max: 99 }), { minLength: 7, maxLength: 7 })
  return fc.tuple(directed, keys, fc.integer({ min: 1, max: 4 })).map(([one, key, size]) => {
    const order = one.recipe.inputs.map((_, s) => s).sort((a, b) => key[a]! - key[b]! || a - b)
    return { ...one, order, size }
  })
}

function batches(directed: fc.Arbitrary<DirectedCase>): fc.Arbitrary<BatchCase> {
  const draws = fc.array(fc.nat({ max: 209 }), { minLength: 1, maxLength: 7 })
  return fc.tuple(directed, draws, draws).map(([one, first, second]) => ({
    ...one,
    indices: first.map((k) => k % one.recipe.inputs.length),
    nested: second.map((k) => k % first.length),
  }))
}

async function checkPartition(
  code: CurvatureCode,
  { recipe, v, order, size }: PartitionCase,
): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const direction = Float64Array.from(v)
  const parts: number[][] = []
  for (let from = 0; from < order.length; from += size) parts.push(order.slice(from, from + size))
  const measured: Measured[] = []
  for (const part of parts) measured.push(await measure(objective.onBatch(part), theta, direction))
  const mean = weightedMean(
    measured,
    parts.map((part) => part.length / order.length),
  )
  // Shares, products and sums of the mean taken here, relative to the largest part.
  const roundings = parts.length + 3
  return sameMeasured(
    recipe,
    v,
    await measure(objective, theta, direction),
    mean,
    roundings * largestOf(measured),
  )
}

async function checkBatch(code: CurvatureCode, { recipe, v, indices, nested }: BatchCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const direction = Float64Array.from(v)
  const batch = code(options).onBatch(indices)
  const alone = code(selected(options, indices))
  const inner = code(
    selected(
      options,
      nested.map((k) => indices[k]!),
    ),
  )
  return [
    ...sameMeasured(
      recipe,
      v,
      await measure(batch, theta, direction),
      await measure(alone, theta, direction),
    ),
    ...sameMeasured(
      recipe,
      v,
      await measure(batch.onBatch(nested), theta, direction),
      await measure(inner, theta, direction),
    ),
  ]
}

async function checkOrder(code: CurvatureCode, { recipe, v, order }: PartitionCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const direction = Float64Array.from(v)
  const whole = await measure(objective, theta, direction)
  return [
    ...sameMeasured(recipe, v, whole, await measure(objective.onBatch(order), theta, direction)),
    ...sameMeasured(
      recipe,
      v,
      whole,
      await measure(objective.onBatch([...order, ...order]), theta, direction),
    ),
  ]
}

/** The same network on these samples. */
function selected(options: NetworkOptions, samples: readonly number[]): NetworkOptions {
  const { inputs, targets, layers } = options
  const outputs = layers.at(-1)!
  const picked = (values: Float64Array): number[] =>
    samples.flatMap((s) => [...values.subarray(s * outputs, (s + 1) * outputs)])
  return {
    ...options,
    inputs: selectRows(inputs, samples),
    targets:
      'labels' in targets
        ? { labels: samples.map((s) => targets.labels[s]!) }
        : { values: Float64Array.from(picked(targets.values)) },
  }
}

function largestOf(parts: readonly Measured[]): number {
  const sizes = parts.flatMap(({ loss, gradient, product, hessian }) =>
    [Float64Array.of(loss), gradient, product, hessian].map((values) => Math.max(...values.map(Math.abs))),
  )
  return unitRoundoff * Math.max(...sizes)
}

function weightedMean(parts: readonly Measured[], shares: readonly number[]): Measured {
  const mean = (of: (part: Measured) => Float64Array): Float64Array =>
    of(parts[0]!).map((_, p) => parts.reduce((sum, part, k) => sum + shares[k]! * of(part)[p]!, 0))
  return {
    loss: parts.reduce((sum, { loss }, k) => sum + shares[k]! * loss, 0),
    gradient: mean((part) => part.gradient),
    product: mean((part) => part.product),
    hessian: mean((part) => part.hessian),
  }
}
