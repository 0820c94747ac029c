/**
 * Initial weights; biases are 0.
 *
 * - `normal`, `uniform`: N(0, 0.05²) and U[−0.05, 0.05], the defaults of Keras' RandomNormal and RandomUniform;
 * - `xavier-normal`, `xavier-uniform`: variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010, eq. 16);
 * - `he-normal`, `he-uniform`: variance 2 / fanIn (He et al. 2015, eq. 10);
 * - `he-uniform-printed`: U[−4/(fanIn + fanOut), 4/(fanIn + fanOut)], which Sankar and Balasubramanian 2017, Table 6,
 *   print as He's, with a variance far below 2 / fanIn;
 * - `orthogonal`: orthonormal columns, or rows where fanIn < fanOut (Saxe et al. 2014, with gain 1).
 */
import { type Random, seededRandom } from '../algebra/random.ts'
import { randomOrthogonal } from '../algebra/randomOrthogonal.ts'
import { ArgumentError } from '../errors.ts'
import type { Architecture } from './architecture.ts'

export type InitializerName =
  | 'normal'
  | 'uniform'
  | 'xavier-normal'
  | 'xavier-uniform'
  | 'he-normal'
  | 'he-uniform'
  | 'he-uniform-printed'
  | 'orthogonal'

/** Fills weights [fanIn, fanOut] row-major, in their order. */
type Draw = (weights: Float64Array, fanIn: number, fanOut: number, random: Random) => void

const draws: Readonly<Record<InitializerName, Draw>> = {
  normal: normals(() => 0.05),
  uniform: uniforms(() => 0.05),
  'xavier-normal': normals((fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut))),
  'xavier-uniform': ofVariance((fanIn, fanOut) => 2 / (fanIn + fanOut)),
  'he-normal': normals((fanIn) => Math.sqrt(2 / fanIn)),
  'he-uniform': ofVariance((fanIn) => 2 / fanIn),
  'he-uniform-printed': uniforms((fanIn, fanOut) => 4 / (fanIn + fanOut)),
  orthogonal: (weights, fanIn, fanOut, random) => weights.set(randomOrthogonal(fanIn, fanOut, random)),
}

export const initializerNames = Object.keys(draws) as readonly InitializerName[]

/** @returns theta [P] */
export function initialTheta(shape: Architecture, initializer: string, seed: number): Float64Array {
  if (!Object.hasOwn(draws, initializer)) {
    throw new ArgumentError(
      'initialTheta',
      'initializer',
      `one of ${initializerNames.join(', ')}`,
      `'${initializer}'`,
    )
  }
  const random = seededRandom(seed)
  const theta = new Float64Array(shape.dimension)
  for (const { fanIn, fanOut, weights, bias } of shape.blocks) {
    draws[initializer as InitializerName](theta.subarray(weights, bias), fanIn, fanOut, random)
  }
  return theta
}

type OfFans = (fanIn: number, fanOut: number) => number

function normals(deviation: OfFans): Draw {
  return (weights, fanIn, fanOut, random) => {
    const sigma = deviation(fanIn, fanOut)
    for (let p = 0; p < weights.length; p++) weights[p] = sigma * random.normal()
  }
}

function uniforms(limit: OfFans): Draw {
  return (weights, fanIn, fanOut, random) => {
    const most = limit(fanIn, fanOut)
    for (let p = 0; p < weights.length; p++) weights[p] = most * (2 * random.uniform() - 1)
  }
}

/** A uniform on [−√3σ, √3σ] has variance σ²; in this order of products, which fixes the last bit. */
function ofVariance(variance: OfFans): Draw {
  return (weights, fanIn, fanOut, random) => {
    const sigma = Math.sqrt(variance(fanIn, fanOut))
    for (let p = 0; p < weights.length; p++) weights[p] = sigma * (Math.sqrt(3) * (2 * random.uniform() - 1))
  }
}
