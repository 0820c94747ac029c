/** Bugs of the rules with noise. */
import { seededRandom } from '../algebra/random.ts'
import { norm } from '../algebra/vectors.ts'
import {
  type NoisySgdOptions,
  noisySgdAmplitude,
  noisySgdLearningRate,
  noisySgdMomentum,
} from '../optimizers/noisySgd.ts'
import { type Optimizer, optimizer, type Update } from '../optimizers/optimizer.ts'
import type { PerturbedGdOptions } from '../optimizers/perturbedGd.ts'
import { type Optimizers, ownOptimizers } from '../properties/optimizers/optimizers.ts'
import { type Mutant, slip } from './mutant.ts'

export const optimizersNoiseMutants: readonly Mutant<Optimizers>[] = [
  slip(
    'noisySgd: the noise is added to theta, not to the gradient',
    withNoisy(({ learningRate, momentum, draw }) => (theta, g, v) => {
      for (let i = 0; i < theta.length; i++) {
        v[i] = momentum * v[i]! - learningRate * g[i]!
        theta[i]! += v[i]! - draw()
      }
    }),
  ),
  slip(
    'noisySgd: the noise is multiplied by the learning rate twice',
    withNoisy(({ learningRate, momentum, draw }) => (theta, g, v) => {
      for (let i = 0; i < theta.length; i++) {
        v[i] = momentum * v[i]! - learningRate * (g[i]! + learningRate * draw())
        theta[i]! += v[i]!
      }
    }),
  ),
  slip(
    'noisySgd: the same noise in every component',
    withNoisy(({ learningRate, momentum, draw }) => (theta, g, v) => {
      const noise = draw()
      for (let i = 0; i < theta.length; i++) {
        v[i] = momentum * v[i]! - learningRate * (g[i]! + noise)
        theta[i]! += v[i]!
      }
    }),
  ),
  slip(
    'noisySgd: the velocity forgets the noise',
    withNoisy(({ learningRate, momentum, draw }) => (theta, g, v) => {
      for (let i = 0; i < theta.length; i++) {
        v[i] = momentum * v[i]! - learningRate * g[i]!
        theta[i]! += v[i]! - learningRate * draw()
      }
    }),
  ),
  slip(
    'noisySgd: Nesterov momentum',
    withNoisy(({ learningRate, momentum, draw }) => (theta, g, v) => {
      for (let i = 0; i < theta.length; i++) {
        const descent = learningRate * (g[i]! + draw())
        v[i] = momentum * v[i]! - descent
        theta[i]! += momentum * v[i]! - descent
      }
    }),
  ),
  slip('noisySgd: the stream begins anew with every step', restarting()),
  slip('noisySgd: all runs of one recipe draw from one stream', sharedStream()),
  slip(
    'noisySgd: noise of one sign',
    withDraw((uniform, amplitude) => amplitude * uniform()),
  ),
  slip(
    'noisySgd: half the amplitude',
    withDraw((uniform, amplitude) => amplitude * (uniform() - 0.5)),
  ),
  slip(
    'noisySgd: normal noise',
    withDraw((uniform, amplitude) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
      return amplitude * radius * Math.cos(2 * Math.PI * uniform())
    }),
  ),
  slip('noisySgd: the seed is not used', {
    ...ownOptimizers,
    noisySgd: (options) => ownOptimizers.noisySgd({ ...options, seed: 1 }),
  }),
  slip(
    'perturbedGd: a jump from the cube',
    withJump((p, radius, { uniform }) => replace(p, () => radius * (2 * uniform() - 1))),
  ),
  slip(
    'perturbedGd: a jump from the sphere',
    withJump((p, radius, { normal }) => {
      replace(p, () => normal())
      scale(p, radius / norm(p))
    }),
  ),
  slip(
    'perturbedGd: the length of a jump is uniform',
    withJump((p, radius, { normal, uniform }) => {
      replace(p, () => normal())
      scale(p, (radius * uniform()) / norm(p))
    }),
  ),
  slip(
    'perturbedGd: jumps to one side only',
    withJump((p, radius, { normal, uniform }) => {
      replace(p, () => Math.abs(normal()))
      scale(p, (radius * uniform() ** (1 / p.length)) / norm(p))
    }),
  ),
  slip(
    'perturbedGd: jumps where the gradient is large',
    withDecision((size, most) => size >= most),
  ),
  slip(
    'perturbedGd: the largest component is compared with the threshold',
    withDecision((_, most, g) => g.every((x) => Math.abs(x) <= most)),
  ),
  slip('perturbedGd: waits for one step too few', withWaiting(-1)),
  slip('perturbedGd: waits for one step too many', withWaiting(1)),
  slip('perturbedGd: takes the gradient step of the old point with the jump', steppingAndJumping()),
  slip('perturbedGd: the seed is not used', {
    ...ownOptimizers,
    perturbedGd: (options) => ownOptimizers.perturbedGd({ ...options, seed: 1 }),
  }),
]

function replace(x: Float64Array, entry: (old: number, i: number) => number): void {
  for (let i = 0; i < x.length; i++) x[i] = entry(x[i]!, i)
}

function scale(x: Float64Array, factor: number): void {
  replace(x, (entry) => factor * entry)
}

interface Noisy {
  readonly learningRate: number
  readonly momentum: number
  /** One number of the noise. */
  draw(): number
}

type VelocityUpdate = (theta: Float64Array, gradient: Float64Array, velocity: Float64Array) => void

function withNoisy(update: (noisy: Noisy) => VelocityUpdate): Optimizers {
  return {
    ...ownOptimizers,
    noisySgd: (options) => noisyRule(options, update, () => seededRandom(options.seed)),
  }
}

function noisyRule(
  options: NoisySgdOptions,
  update: (noisy: Noisy) => VelocityUpdate,
  begin: () => ReturnType<typeof seededRandom>,
  noise = uniformNoise,
): Optimizer {
  const {
    seed,
    learningRate = noisySgdLearningRate,
    momentum = noisySgdMomentum,
    amplitude = noisySgdAmplitude,
  } = options
  return optimizer('noisySgd', { seed, learningRate, momentum, amplitude }, (dimension) => {
    const { uniform } = begin()
    const velocity = new Float64Array(dimension)
    const move = update({ learningRate, momentum, draw: () => noise(uniform, amplitude) })
    return (theta, gradient) => move(theta, gradient, velocity)
  })
}

function uniformNoise(uniform: () => number, amplitude: number): number {
  return amplitude * (2 * uniform() - 1)
}

function sound({ learningRate, momentum, draw }: Noisy): VelocityUpdate {
  return (theta, g, v) => {
    for (let i = 0; i < theta.length; i++) {
      v[i] = momentum * v[i]! - learningRate * (g[i]! + draw())
      theta[i]! += v[i]!
    }
  }
}

function withDraw(noise: typeof uniformNoise): Optimizers {
  return {
    ...ownOptimizers,
    noisySgd: (options) => noisyRule(options, sound, () => seededRandom(options.seed), noise),
  }
}

function sharedStream(): Optimizers {
  return {
    ...ownOptimizers,
    noisySgd(options) {
      const random = seededRandom(options.seed)
      return noisyRule(options, sound, () => random)
    },
  }
}

/** Every step has a generator of its own, of the same seed. */
function restarting(): Optimizers {
  return {
    ...ownOptimizers,
    noisySgd(options) {
      const { learningRate, momentum, amplitude } = ownOptimizers.noisySgd(options).options
      const constants = { learningRate: learningRate!, momentum: momentum! }
      return optimizer(
        'noisySgd',
        { ...constants, amplitude: amplitude!, seed: options.seed },
        (dimension) => {
          const velocity = new Float64Array(dimension)
          return (theta, gradient) => {
            const { uniform } = seededRandom(options.seed)
            sound({ ...constants, draw: () => uniformNoise(uniform, amplitude!) })(theta, gradient, velocity)
          }
        },
      )
    },
  }
}

type Fill = (point: Float64Array, radius: number, random: ReturnType<typeof seededRandom>) => void
type Small = (size: number, most: number, gradient: Float64Array) => boolean

function perturbedRule(
  options: PerturbedGdOptions,
  { fill = fromBall, small = atMost }: { readonly fill?: Fill; readonly small?: Small },
): Optimizer {
  const { seed, learningRate, radius, gradientThreshold, waitingSteps } = options
  return optimizer('perturbedGd', { ...options }, (dimension): Update => {
    const random = seededRandom(seed)
    const jump = new Float64Array(dimension)
    let since = waitingSteps + 1
    return (theta, gradient) => {
      if (since > waitingSteps && small(norm(gradient), gradientThreshold, gradient)) {
        fill(jump, radius, random)
        replace(theta, (x, i) => x + jump[i]!)
        since = 0
      } else {
        replace(theta, (x, i) => x - learningRate * gradient[i]!)
        since++
      }
    }
  })
}

function fromBall(
  point: Float64Array,
  radius: number,
  { normal, uniform }: ReturnType<typeof seededRandom>,
): void {
  replace(point, () => normal())
  scale(point, (radius * uniform() ** (1 / point.length)) / norm(point))
}

function atMost(size: number, most: number): boolean {
  return size <= most
}

function withJump(fill: Fill): Optimizers {
  return { ...ownOptimizers, perturbedGd: (options) => perturbedRule(options, { fill }) }
}

function withDecision(small: Small): Optimizers {
  return { ...ownOptimizers, perturbedGd: (options) => perturbedRule(options, { small }) }
}

function withWaiting(more: number): Optimizers {
  return {
    ...ownOptimizers,
    perturbedGd: (options) => perturbedRule({ ...options, waitingSteps: options.waitingSteps + more }, {}),
  }
}

function steppingAndJumping(): Optimizers {
  return {
    ...ownOptimizers,
    perturbedGd(options) {
      const rule = ownOptimizers.perturbedGd(options)
      return optimizer(rule.name, rule.options, (dimension) => {
        const state = rule.start(dimension)
        return (theta, gradient) => {
          const descended = theta.map((x, i) => x - options.learningRate * gradient[i]!)
          const before = theta.slice()
          state.step(theta, gradient)
          if (theta.some((x, i) => x !== descended[i])) {
            replace(theta, (x, i) => x + (descended[i]! - before[i]!))
          }
        }
      })
    },
  }
}
