/** Mutants of Hessian-vector and Gauss-Newton products: terms, biases, blocks, accumulators, precision. */
import { seededRandom } from '../algebra/random.ts'
import { norm } from '../algebra/vectors.ts'
import { networkObjective } from '../networks/networkObjective.ts'
import type { NetworkOptions } from '../networks/networkProblem.ts'
import type { CurvatureCode, CurvatureObjective } from '../properties/networks/curvatureCode.ts'
import { type Mutant, released, slip } from './mutant.ts'
import { altered, layerPlaces, scaledBy, withTransposedWeights } from './networksAltered.ts'
import { type RFactors, rebuiltHvp } from './networksPasses.ts'

export const networksHvpMutants: readonly Mutant<CurvatureCode>[] = [
  slip('hvp: Vδ has the wrong sign', rFactors({ backDirection: () => -1 })),
  slip('hvp: Vδ is missing', rFactors({ backDirection: () => 0 })),
  slip('hvp: Vδ is missing behind the second layer', rFactors({ backDirection: (k) => (k >= 2 ? 0 : 1) })),
  slip(
    'hvp: W R{δ} is missing in the first of three layers',
    rFactors({ backTurn: (k, { shape }) => (shape.blocks.length > 2 && k === 1 ? 0 : 1) }),
  ),
  slip('hvp: the φ″ term has the wrong sign', rFactors({ bend: () => -1 })),
  slip('hvp: the φ″ term is halved', rFactors({ bend: () => 0.5 })),
  slip('hvp: Vᵀa is missing behind the first layer', rFactors({ forwardDirection: (k) => (k > 0 ? 0 : 1) })),
  slip('hvp: Wᵀ R{a} is missing', rFactors({ forwardTurn: () => 0 })),
  slip('hvp: R{a} δᵀ is missing', rFactors({ outer: () => 0 })),
  slip('hvp: R{a} δᵀ is doubled', rFactors({ outer: () => 2 })),
  slip('hvp: the direction’s biases are left out of the forward pass', rFactors({ bias: () => 0 })),
  slip(
    'hvp: a layer of width 1 takes its bias twice',
    rFactors({ bias: (k, { shape }) => (shape.blocks[k]!.fanOut === 1 ? 2 : 1) }),
  ),
  slip(
    'hvp: layers of width 1 lose the φ″ term',
    rFactors({ bend: (k, { shape }) => (shape.blocks[k]!.fanIn === 1 ? 0 : 1) }),
  ),
  slip('hvp: the direction is not corrected by the input offset', ignoringOffset()),
  slip(
    'hvp: square weights are transposed',
    withTransposedWeights((real, theta, v) => real.hvp(theta, v)),
  ),
  slip(
    'products in blocks come back in reverse order',
    altered((real) => ({
      hvps: async (theta, vectors) => {
        const products = await real.hvps(theta, vectors)
        const n = theta.length
        return products.map((_, p) => products[products.length - n - p + 2 * (p % n)]!)
      },
    })),
  ),
  slip(
    'products in blocks: l2 is added to the first direction alone',
    altered((real, { l2 = 0 }) => ({
      hvps: async (theta, vectors) => {
        const products = await real.hvps(theta, vectors)
        return products.map((sum, p) => (p < theta.length ? sum : sum - l2 * vectors[p]!))
      },
    })),
  ),
  slip(
    'products in blocks are those of the Gauss-Newton part',
    altered((real) => ({ hvps: (theta, vectors) => real.gaussNewtonProducts(theta, vectors) })),
  ),
  slip(
    'Gauss-Newton products are those of the Hessian',
    altered((real) => ({ gaussNewtonProduct: (theta, v) => real.hvp(theta, v) })),
  ),
  slip(
    'Gauss-Newton products in blocks are those of the Hessian',
    altered((real) => ({ gaussNewtonProducts: (theta, vectors) => real.hvps(theta, vectors) })),
  ),
  released('hvp: the accumulator starts from random numbers', randomStart()),
  slip('hvp: the accumulator is not cleared between calls', notCleared()),
  slip('hvp by differences of gradients, step 1e-5', byDifferences(1e-5)),
  slip('hvp by one-sided differences of gradients, step 1e-7', byDifferences(1e-7, true)),
  slip(
    'hvp is rounded to single precision',
    altered((real) => ({ hvp: (theta, v) => real.hvp(theta, v).map(Math.fround) })),
  ),
  slip(
    'hvp of the normalized direction',
    altered((real) => ({ hvp: (theta, v) => scaledBy(real.hvp(theta, v), 1 / (norm(v) || 1)) })),
  ),
  slip(
    'hvp divides by the norm of the direction and multiplies back: NaN at 0',
    altered((real) => ({
      hvp: (theta, v) => scaledBy(real.hvp(theta, scaledBy(v, 1 / norm(v))), norm(v)),
    })),
  ),
]

function rFactors(factors: RFactors): CurvatureCode {
  return (options) => rebuilt(options, factors)
}

/** The samples of a batch are followed by their numbers, because the rebuilt pass knows all of them only. */
function rebuilt(options: NetworkOptions, factors: RFactors): CurvatureObjective {
  const over = (real: CurvatureObjective, samples: readonly number[]): CurvatureObjective => ({
    ...real,
    hvp(theta, v) {
      real.hvp(theta, v) // refuses what the rebuilt pass would take
      return rebuiltHvp(options, theta, v, factors, samples)
    },
    onBatch: (indices) =>
      over(
        real.onBatch(indices),
        Array.from(indices, (index) => samples[index]!),
      ),
  })
  const all = Array.from({ length: options.inputs.rows }, (_, s) => s)
  return over(networkObjective(options), all)
}

function ignoringOffset(): CurvatureCode {
  return altered((real, options) => ({
    hvp(theta, v) {
      const { inputs } = options
      const shifted = v.slice()
      const first = layerPlaces(real)[0]!
      if (first.end === first.bias) return real.hvp(theta, v)
      // The bias of v that cancels what the offset does to v's forward pass.
      for (let a = 0; a < first.fanIn; a++) {
        for (let i = 0; i < first.fanOut; i++) {
          shifted[first.bias + i]! += inputs.offset[a]! * v[first.start + a * first.fanOut + i]!
        }
      }
      return real.hvp(theta, shifted)
    },
  }))
}

function randomStart(): CurvatureCode {
  return altered((real) => {
    const random = seededRandom(7)
    return {
      hvp: (theta, v) => real.hvp(theta, v).map((x) => x + 1e-3 * random.normal()),
    }
  })
}

function notCleared(): CurvatureCode {
  return altered((real) => {
    const sums = new Float64Array(real.dimension)
    return {
      hvp(theta, v) {
        real.hvp(theta, v).forEach((x, p) => {
          sums[p]! += x
        })
        return sums.slice()
      },
    }
  })
}

function byDifferences(step: number, oneSided = false): CurvatureCode {
  return altered((real) => ({
    hvp(theta, v) {
      real.hvp(theta, v) // refuses what differences would take
      const at = (h: number): Float64Array => real.gradient(theta.map((t, p) => t + h * v[p]!))
      const [above, below] = [at(step), oneSided ? at(0) : at(-step)]
      return above.map((x, p) => (x - below[p]!) / (oneSided ? step : 2 * step))
    },
  }))
}
