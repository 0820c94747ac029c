/**
 * How much of a Hessian is done, in multiply-adds of the dense kernels. How many pairs of first units are at work on
 * a sample is taken from the samples evaluated so far, so that the total settles with the first chunks.
 */
import type { HessianPlan } from './hessianPlan.ts'
import { laterWidth, weightCount } from './hessianPlan.ts'
import type { NetworkProblem } from './networkProblem.ts'

export interface HessianProgress {
  /** One more sample. @param active pairs of first units whose weight is not 0 */
  evaluated(active: number): Promise<void> | undefined
  /** A pair of units of layer k over so many samples. */
  pairSummed(k: number, samples: number): Promise<void> | undefined
  /** A rare input of the first layer, with all others. */
  rareSummed(samples: number): Promise<void> | undefined
  /** A unit of layer k with all layers behind it. */
  unitSummed(k: number, samples: number): Promise<void> | undefined
}

/** An operation of plain code takes as long as so many within a dense product. */
const plainOperation = 16

/** A millisecond or less. */
const workBetweenRests = 4e6

/** @param rest of a breather */
export function hessianProgress(
  { shape, inputs }: NetworkProblem,
  { layers, group }: HessianPlan,
  samples: number,
  rest: (done: number, total: number) => Promise<void>,
): HessianProgress {
  const stored = inputs.values.length / inputs.rows + 1
  const pairs = layers.map(weightCount)
  const evaluation = plainOperation * evaluationCost(shape, stored)
  const pairCost = layers.map(({ common, dense }, k) => {
    const entries = k > 0 ? common : stored
    return dense ? common ** 2 / 2 + plainOperation * entries : (plainOperation * entries ** 2) / 2
  })
  const unitCost = layers.map(({ common }, k) => laterWidth(shape, k) * (common + plainOperation))
  // Some hundredth of the samples stores a rare input; its entries are finished and written for each group.
  const rareEntries = pairs[0]! * layers[0]!.order
  const rareCost = (count: number): number => rareEntries * (count / 100 + 4 * plainOperation)
  const rareInputs = layers[0]!.order - layers[0]!.common
  let evaluatedSamples = 0
  let activePairs = 0
  let done = 0
  let sinceRest = 0

  /** Share of the pairs of layer k that are at work. */
  function activity(k: number): number {
    return k > 0 || evaluatedSamples === 0 ? 1 : activePairs / (evaluatedSamples * pairs[0]!)
  }

  function total(): number {
    let perSample = evaluation
    for (let k = 0; k < layers.length; k++) {
      perSample += pairs[k]! * pairCost[k]! * activity(k) + shape.blocks[k]!.fanOut * unitCost[k]!
    }
    return samples * perSample + rareInputs * Math.ceil(samples / group) * rareCost(Math.min(samples, group))
  }

  function advance(cost: number): Promise<void> | undefined {
    done += cost
    sinceRest += cost
    if (sinceRest < workBetweenRests) return undefined
    sinceRest = 0
    return rest(done, total())
  }

  return {
    evaluated(active) {
      evaluatedSamples++
      activePairs += active
      return advance(evaluation)
    },
    pairSummed: (k, count) => advance(count * pairCost[k]! * activity(k)),
    rareSummed: (count) => advance(rareCost(count)),
    unitSummed: (k, count) => advance(count * unitCost[k]!),
  }
}

/** Multiply-adds of the passes and of the curvature of one sample, three times for the bound. */
function evaluationCost({ blocks }: NetworkProblem['shape'], stored: number): number {
  return blocks.reduce((sum, { fanIn, fanOut }, k) => {
    const width = k > 0 ? fanIn : stored
    return sum + 2 * width * fanOut + 3 * fanOut * fanOut * (k > 0 ? fanIn : 1)
  }, 0)
}
