/**
 * Points of functions in closed form, and of networks with a few weights, at which the answers of Definitions 1 to 4 are
 * known.
 */
import {
  type Classification,
  type Decision,
  expandNetwork,
  gutter,
  hessianLipschitzBounds,
  minMaxSaddle,
  monkeySaddle,
  type Objective,
  plateau,
  quartic,
} from '../../harness/index.ts'
import { tinyAutoencoder } from './tinyAutoencoder.ts'

/**
 * A point with known answers. What a definition leaves open, or what nobody has proved, has none.
 *
 * The definitions' constants are the same everywhere; κ is N − 1, and ρ is looked for within a distance of 1.
 */
export interface Place {
  readonly name: string
  readonly objective: Objective
  /** [P] */
  readonly theta: readonly number[]
  /** Parameters whose Hessian row is 0 here, by the closed form. */
  readonly zeroRows?: readonly number[]
  /** Further null directions, by the scaling of a hidden unit (symmetryScaling.spec.ts). */
  readonly scalings?: number
  readonly lipschitz?: (theta: Float64Array, radius: number) => number
  /** −∞ where f has no lower bound. */
  readonly least: number
  readonly known: Answers
}

/** Definition 2 begins with "a critical point x": of other points it says nothing. */
export type StrictAnswer = Decision | 'notDefined'

export interface Answers {
  readonly kind: Classification['status']
  readonly strict: StrictAnswer
  readonly stable?: Decision
  readonly good?: Decision
}

const unbounded = Number.NEGATIVE_INFINITY

export const quarticMinimum: Place = {
  name: 'the minimum (−3, 0) of the quartic',
  objective: quartic,
  theta: [-3, 0],
  lipschitz: hessianLipschitzBounds.quartic,
  least: 6.25,
  known: { kind: 'minimum', strict: 'holds', stable: 'fails', good: 'fails' },
}
export const saddle: Place = {
  name: 'the origin of (y² − x²)/2',
  objective: minMaxSaddle({ negative: 1, positive: 1 }),
  theta: [0, 0],
  lipschitz: hessianLipschitzBounds.minMaxSaddle,
  least: unbounded,
  known: { kind: 'saddle', strict: 'holds', stable: 'fails', good: 'fails' },
}
export const flatSaddle: Place = {
  name: 'the origin of (z² − x²)/2 + 0·y',
  objective: minMaxSaddle({ negative: 1, zero: 1, positive: 1 }),
  theta: [0, 0, 0],
  zeroRows: [1],
  lipschitz: hessianLipschitzBounds.minMaxSaddle,
  least: unbounded,
  known: { kind: 'saddle', strict: 'holds', stable: 'holds', good: 'fails' },
}
export const gutterMinimum: Place = {
  name: 'the minimum (1, 0) of the gutter',
  objective: gutter,
  theta: [1, 0],
  zeroRows: [1],
  lipschitz: hessianLipschitzBounds.gutter,
  least: 0,
  known: { kind: 'semidefinite', strict: 'fails', stable: 'holds', good: 'holds' },
}
export const monkey: Place = {
  name: 'the origin of the monkey saddle',
  objective: monkeySaddle,
  theta: [0, 0],
  zeroRows: [0, 1],
  lipschitz: hessianLipschitzBounds.monkeySaddle,
  least: unbounded,
  known: { kind: 'semidefinite', strict: 'fails', stable: 'holds', good: 'fails' },
}
export const flat: Place = {
  name: 'the point (0, 2.5) of the plateau',
  objective: plateau,
  theta: [0, 2.5],
  zeroRows: [0, 1],
  lipschitz: hessianLipschitzBounds.plateau,
  least: 0,
  known: { kind: 'semidefinite', strict: 'fails', stable: 'holds', good: 'holds' },
}
export const autoencoderSaddle: Place = {
  name: 'the linear autoencoder 2-1-2 at the lesser eigenvector',
  ...autoencoder([1, 0, 1, 0]),
  scalings: 1,
  known: { kind: 'saddle', strict: 'holds' },
}

export const places: readonly Place[] = [
  quarticMinimum,
  {
    ...quarticMinimum,
    name: 'the point (1, 1) of the quartic',
    theta: [1, 1],
    known: { kind: 'notCritical', strict: 'notDefined', stable: 'fails', good: 'fails' },
  },
  saddle,
  flatSaddle,
  gutterMinimum,
  {
    name: 'the maximum (0, 0) of the gutter',
    objective: gutter,
    theta: [0, 0],
    lipschitz: hessianLipschitzBounds.gutter,
    least: 0,
    known: { kind: 'maximum', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  monkey,
  flat,
  {
    name: 'the minimum (0, 0) of the plateau’s well',
    objective: plateau,
    theta: [0, 0],
    lipschitz: hessianLipschitzBounds.plateau,
    least: 0,
    known: { kind: 'minimum', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  {
    name: 'the linear autoencoder 2-1-2 at 0',
    ...autoencoder([0, 0, 0, 0]),
    known: { kind: 'saddle', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  autoencoderSaddle,
  {
    name: 'the linear autoencoder 2-1-2 at the greater eigenvector, its minimum',
    ...autoencoder([0, 1, 0, 1]),
    scalings: 1,
    known: { kind: 'semidefinite', strict: 'fails' },
  },
]

function autoencoder(theta: readonly number[]): Pick<Place, 'objective' | 'theta' | 'least'> {
  return { objective: expandNetwork(tinyAutoencoder(theta)).objective, theta, least: 1 }
}
