/** Mutants in activations and their derivatives, in all passes or in one. */
import type { CurvatureCode } from '../properties/networks/curvatureCode.ts'
import { type Mutant, released, slip } from './mutant.ts'
import { onActivation } from './networksAltered.ts'

const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)))
/** Its branches the wrong way round: ∞/∞ above 709. */
const swapped = (z: number): number => (z < 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)))
const curvature = ['hvp', 'hessian', 'gaussNewton'] as const

export const networksActivationMutants: readonly Mutant<CurvatureCode>[] = [
  released(
    'the branches of a stable sigmoid are swapped',
    onActivation(
      () => ({
        value: swapped,
        first: (z) => swapped(z) * swapped(-z),
        second: (z) => swapped(z) * swapped(-z) * (swapped(-z) - swapped(z)),
      }),
      { name: 'sigmoid' },
    ),
  ),
  slip(
    'the branches of a stable sigmoid are swapped, in softplus’ only',
    onActivation(() => ({ first: swapped }), { name: 'softplus' }),
  ),
  released(
    'relu″ is NaN at 0',
    onActivation(() => ({ second: (z) => (z === 0 ? Number.NaN : 0) }), { name: 'relu', parts: ['hvp'] }),
  ),
  slip(
    'relu′(0) is 1 in the Hessian only',
    onActivation(() => ({ first: (z) => (z >= 0 ? 1 : 0) }), { name: 'relu', parts: ['hessian'] }),
  ),
  slip(
    'relu′(0) is 1 in hvp only',
    onActivation(() => ({ first: (z) => (z >= 0 ? 1 : 0) }), { name: 'relu', parts: ['hvp'] }),
  ),
  slip(
    'relu′(0) is 1/2 in the gradient only',
    onActivation(() => ({ first: (z) => (Math.sign(z) + 1) / 2 }), { name: 'relu', parts: ['gradient'] }),
  ),
  slip(
    'sigmoid″ has the wrong sign',
    onActivation(() => ({ second: (z) => sigmoid(z) * sigmoid(-z) * (sigmoid(z) - sigmoid(-z)) }), {
      name: 'sigmoid',
    }),
  ),
  slip(
    'sigmoid′ lacks its factor 1 − σ',
    onActivation(() => ({ first: sigmoid }), { name: 'sigmoid' }),
  ),
  slip(
    'tanh′ is 1 + tanh²',
    onActivation(() => ({ first: (z) => 1 + Math.tanh(z) ** 2 }), { name: 'tanh' }),
  ),
  slip(
    'tanh′ is 1 − z² of the pre-activation instead of the output',
    onActivation(() => ({ first: (z) => 1 - z * z }), { name: 'tanh' }),
  ),
  slip(
    'tanh″ lacks its factor 2',
    onActivation(() => ({ second: (z) => -Math.tanh(z) * (1 - Math.tanh(z) ** 2) }), { name: 'tanh' }),
  ),
  slip(
    'swish′ lacks its second term',
    onActivation(() => ({ first: sigmoid }), { name: 'swish' }),
  ),
  slip(
    'swish″ lacks the term with z',
    onActivation(() => ({ second: (z) => 2 * sigmoid(z) * sigmoid(-z) }), { name: 'swish' }),
  ),
  slip(
    'softplus overflows: log(1 + exp z)',
    onActivation(() => ({ value: (z) => Math.log(1 + Math.exp(z)) }), { name: 'softplus' }),
  ),
  slip(
    'φ″ is missing from hvp',
    onActivation(() => ({ second: () => 0 }), { parts: ['hvp'] }),
  ),
  slip(
    'φ″ is missing from the Hessian',
    onActivation(() => ({ second: () => 0 }), { parts: ['hessian'] }),
  ),
  slip(
    'φ″ is missing from hvp and Hessian',
    onActivation(() => ({ second: () => 0 })),
  ),
  slip(
    'φ″ is taken at a instead of z',
    onActivation(({ value, second }) => ({ second: (z) => second(value(z)) })),
  ),
  slip(
    'φ′ is taken at a instead of z, in hvp and Hessian',
    onActivation(({ value, first }) => ({ first: (z) => first(value(z)) }), { parts: curvature }),
  ),
  slip(
    'φ″ is doubled in hvp and Hessian',
    onActivation(({ second }) => ({ second: (z) => 2 * second(z) })),
  ),
  slip(
    'exp comes from a table of single precision, in sigmoid',
    onActivation(() => ({ value: (z) => Math.fround(sigmoid(z)) }), { name: 'sigmoid' }),
  ),
]
