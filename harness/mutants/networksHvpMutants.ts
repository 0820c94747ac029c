/** Mutants of gradient and Hessian-vector product: terms, biases, accumulators, precision. */

import { seededRandom } from '../algebra/random.ts'
import { norm } from '../algebra/vectors.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'
import type { NetworkOptions } from '../networks/networkProblem.ts'
import type { CurvatureCode, CurvatureObjective } from '../properties/networks/curvatureCode.ts'
import { type Mutant, released, slip } from './mutant.ts'
import { altered, layerPlaces } from './networksAltered.ts'
import { type RFactors, rebuiltHvp } from './networksPasses.ts'

export const networksHvpMutants: readonly Mutant<CurvatureCode>[] = [
  slip(
    'the gradient is clipped to a length of a million',
    altered((real) => ({
      gradient: (theta) => {
        const gradient = real.gradient(theta)
        const factor = Math.min(1, 1e6 / norm(gradient))
        return gradient.map((g) => g * factor)
      },
    })),
  ),
  slip(
    'hvp takes weights below a hundred-thousandth for 0',
    altered((real) => ({
      hvp: (theta, v) =>
        real.hvp(
          theta.map((t) => (Math.abs(t) < 1e-5 ? 0 : t)),
          v,
        ),
    })),
  ),
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
  slip('hvp has its biases’ entries at 0', biasesAtZero('hvp')),
  slip('the gradient has its biases’ entries at 0', biasesAtZero('gradient')),
  slip('the gradient has the last layer’s biases at 0', lastBiasesAtZero()),
  slip(
    'the gradient has the wrong sign',
    altered((real) => ({ gradient: (theta) => scaledBy(real.gradient(theta), -1) })),
  ),
  slip('the gradient’s last layer is one place too far', shiftedGradient()),
  slip('the gradient’s weights are [fanOut, fanIn]', transposedGradient()),
  slip(
    'the gradient: square weights are transposed',
    withTransposedWeights((real, theta) => real.gradient(theta), 'gradient'),
  ),
  slip(
    'the gradient is rounded to single precision',
    altered((real) => ({ gradient: (theta) => real.gradient(theta).map(Math.fround) })),
  ),
  slip(
    'the gradient is clipped to norm 1',
    altered((real) => ({ gradient: (theta) => clipped(real.gradient(theta)) })),
  ),
  slip('the tail behind four inputs is dropped from the gradient', withoutTail('gradient')),
  slip('the tail behind four inputs is dropped from hvp', withoutTail('hvp')),
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

/** Answers at a theta whose square weight matrices behind the first layer are transposed, loss excepted. */
function withTransposedWeights(
  answer: (real: NetworkObjective, theta: Float64Array, v: Float64Array) => Float64Array,
  part: 'gradient' | 'hvp' = 'hvp',
): CurvatureCode {
  return altered((real) => {
    const turned = (theta: Float64Array): Float64Array => {
      const out = theta.slice()
      for (const { fanIn, fanOut, start } of layerPlaces(real).slice(1)) {
        if (fanIn !== fanOut || theta.length !== real.dimension) continue
        for (let i = 0; i < fanIn; i++) {
          for (let j = 0; j < fanOut; j++) out[start + j * fanOut + i] = theta[start + i * fanOut + j]!
        }
      }
      return out
    }
    return part === 'hvp'
      ? { hvp: (theta, v) => answer(real, turned(theta), v) }
      : { gradient: (theta) => answer(real, turned(theta), theta) }
  })
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

function biasesAtZero(part: 'gradient' | 'hvp'): CurvatureCode {
  return altered((real) => {
    const clear = (out: Float64Array): Float64Array => {
      for (const { bias, end } of layerPlaces(real)) out.fill(0, bias, end)
      return out
    }
    return part === 'gradient'
      ? { gradient: (theta) => clear(real.gradient(theta)) }
      : { hvp: (theta, v) => clear(real.hvp(theta, v)) }
  })
}

function lastBiasesAtZero(): CurvatureCode {
  return altered((real) => ({
    gradient: (theta) => real.gradient(theta).fill(0, layerPlaces(real).at(-1)!.bias),
  }))
}

function shiftedGradient(): CurvatureCode {
  return altered((real) => ({
    gradient(theta) {
      const { start, end } = layerPlaces(real).at(-1)!
      const out = real.gradient(theta)
      out.copyWithin(start + 1, start, end - 1)
      return out
    },
  }))
}

function transposedGradient(): CurvatureCode {
  return altered((real) => ({
    gradient(theta) {
      const gradient = real.gradient(theta)
      const out = gradient.slice()
      for (const { fanIn, fanOut, start } of layerPlaces(real)) {
        for (let i = 0; i < fanIn; i++) {
          for (let j = 0; j < fanOut; j++) out[start + j * fanIn + i] = gradient[start + i * fanOut + j]!
        }
      }
      return out
    },
  }))
}

function clipped(gradient: Float64Array): Float64Array {
  return scaledBy(gradient, 1 / Math.max(1, norm(gradient)))
}

function scaledBy(x: Float64Array, factor: number): Float64Array {
  return x.map((value) => factor * value)
}

/** Of a row that stores four inputs and more, those behind the last whole group of four reach no weight. */
function withoutTail(part: 'gradient' | 'hvp'): CurvatureCode {
  return altered((real, { inputs }) => {
    const lose = (answer: (sample: CurvatureObjective) => Float64Array): Float64Array => {
      const { fanOut, start } = layerPlaces(real)[0]!
      const out = new Float64Array(real.dimension)
      for (let s = 0; s < real.samples; s++) {
        const share = answer(real.onBatch([s]))
        const [from, to] = [inputs.rowStart[s]!, inputs.rowStart[s + 1]!]
        const whole = from + 4 * Math.floor((to - from) / 4)
        for (let p = whole; whole > from && p < to; p++) {
          const row = start + inputs.columnIndex[p]! * fanOut
          share.fill(0, row, row + fanOut)
        }
        for (let p = 0; p < out.length; p++) out[p]! += share[p]! / real.samples
      }
      return out
    }
    return part === 'gradient'
      ? { gradient: (theta) => lose((sample) => sample.gradient(theta)) }
      : { hvp: (theta, v) => lose((sample) => sample.hvp(theta, v)) }
  })
}
