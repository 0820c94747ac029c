/**
 * Mutants of the gradient: sign, places of weights and biases, precision, length. The Hessian-vector product joins in
 * where the same slip drops entries of both: biases, and the tail behind four inputs.
 */
import { norm } from '../algebra/vectors.ts'
import type { CurvatureCode, CurvatureObjective } from '../properties/networks/curvatureCode.ts'
import { type Mutant, slip } from './mutant.ts'
import { altered, layerPlaces, scaledBy, withTransposedWeights } from './networksAltered.ts'

export const networksGradientMutants: readonly Mutant<CurvatureCode>[] = [
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
