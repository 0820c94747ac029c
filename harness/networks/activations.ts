/**
 * Activation functions φ with their first two derivatives, applied entry by entry.
 *
 * ReLU is not differentiable at 0; here relu'(0) = 0 and relu'' = 0 everywhere, so a unit whose
 * pre-activation is exactly 0 counts as off and the Hessian is that of the linear piece.
 */
import { ArgumentError } from '../errors.ts'

export interface Activation {
  readonly name: ActivationName
  /** φ'' = 0 and φ' is exact, so curvature comes from the loss and the products of weights alone. */
  readonly piecewiseLinear: boolean
  /** φ(z) */
  value(z: number): number
  /** φ'(z) */
  first(z: number): number
  /** φ''(z) */
  second(z: number): number
}

export type ActivationName = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'swish' | 'softplus'

const table: Readonly<Record<ActivationName, Activation>> = {
  linear: { name: 'linear', piecewiseLinear: true, value: (z) => z, first: () => 1, second: () => 0 },
  relu: {
    name: 'relu',
    piecewiseLinear: true,
    value: (z) => Math.max(z, 0),
    first: (z) => (z > 0 ? 1 : 0),
    second: () => 0,
  },
  tanh: {
    name: 'tanh',
    piecewiseLinear: false,
    value: Math.tanh,
    first: (z) => (1 - Math.tanh(z)) * (1 + Math.tanh(z)),
    second: (z) => -2 * Math.tanh(z) * (1 - Math.tanh(z)) * (1 + Math.tanh(z)),
  },
  sigmoid: {
    name: 'sigmoid',
    piecewiseLinear: false,
    value: sigmoid,
    first: (z) => sigmoid(z) * sigmoid(-z),
    second: (z) => sigmoid(z) * sigmoid(-z) * (sigmoid(-z) - sigmoid(z)),
  },
  // z·σ(z); with s = σ(z), c = σ(−z): φ' = s(1 + z·c), φ'' = s·c(2 + z(c − s)).
  swish: {
    name: 'swish',
    piecewiseLinear: false,
    value: (z) => z * sigmoid(z),
    first: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
    second: (z) => sigmoid(z) * sigmoid(-z) * (2 + z * (sigmoid(-z) - sigmoid(z))),
  },
  softplus: {
    name: 'softplus',
    piecewiseLinear: false,
    value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    first: sigmoid,
    second: (z) => sigmoid(z) * sigmoid(-z),
  },
}

export const activationNames = Object.keys(table) as readonly ActivationName[]

/** @throws ArgumentError on an unknown name, listing the known ones. */
export function activation(name: string): Activation {
  if (!Object.hasOwn(table, name)) {
    throw new ArgumentError('activation', 'name', `one of ${activationNames.join(', ')}`, `'${name}'`)
  }
  return table[name as ActivationName]
}

/** 1 / (1 + e^−z) without overflow on either side. */
function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z))
  const e = Math.exp(z)
  return e / (1 + e)
}
