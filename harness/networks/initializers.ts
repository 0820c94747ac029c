/**
 * Initial weights; biases are 0.
 *
 * - `normal`: N(0, 0.05²), the default deviation of Keras' RandomNormal;
 * - `xavier-normal`, `xavier-uniform`: variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010, eq. 16);
 * - `he-normal`: variance 2 / fanIn (He et al. 2015, eq. 10).
 */
import { seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import type { Architecture } from './architecture.ts'

export type InitializerName = 'normal' | 'xavier-normal' | 'xavier-uniform' | 'he-normal'

const deviation: Readonly<Record<InitializerName, (fanIn: number, fanOut: number) => number>> = {
  normal: () => 0.05,
  'xavier-normal': (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  'xavier-uniform': (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  'he-normal': (fanIn) => Math.sqrt(2 / fanIn),
}

export const initializerNames = Object.keys(deviation) as readonly InitializerName[]

/** @returns theta [P] */
export function initialTheta(shape: Architecture, initializer: string, seed: number): Float64Array {
  if (!Object.hasOwn(deviation, initializer)) {
    throw new ArgumentError(
      'initialTheta',
      'initializer',
      `one of ${initializerNames.join(', ')}`,
      `'${initializer}'`,
    )
  }
  const name = initializer as InitializerName
  const random = seededRandom(seed)
  const theta = new Float64Array(shape.dimension)
  for (const { fanIn, fanOut, weights, bias } of shape.blocks) {
    const sigma = deviation[name](fanIn, fanOut)
    // A uniform on [−√3σ, √3σ] has variance σ².
    const draw = () =>
      sigma * (name === 'xavier-uniform' ? Math.sqrt(3) * (2 * random.uniform() - 1) : random.normal())
    for (let p = weights; p < bias; p++) theta[p] = draw()
  }
  return theta
}
