/** Bugs of update rules. */
import { adagradEpsilon, adagradLearningRate } from '../optimizers/adagrad.ts'
import { type AdamOptions, adamBeta1, adamBeta2, adamEpsilon, adamLearningRate } from '../optimizers/adam.ts'
import { momentumCoefficient, momentumLearningRate } from '../optimizers/momentum.ts'
import { nesterovCoefficient, nesterovLearningRate } from '../optimizers/nesterov.ts'
import { optimizer, type Update } from '../optimizers/optimizer.ts'
import { sgdLearningRate } from '../optimizers/sgd.ts'
import { train } from '../optimizers/train.ts'
import { type Optimizers, ownOptimizers } from '../properties/optimizers/optimizers.ts'
import type { Mutant } from './mutant.ts'

export const optimizersRuleMutants: readonly Mutant<Optimizers>[] = [
  {
    bug: 'sgd: the step itself for theta + step',
    origin: 'released code',
    code: withSgd((rate) => (theta, g) => replace(theta, (_, i) => -rate * g[i]!)),
  },
  {
    bug: 'momentum: the velocity for theta + velocity',
    origin: 'released code',
    code: withMomentum((rate, mu) => (theta, g, v) => {
      replace(v, (x, i) => mu * x - rate * g[i]!)
      replace(theta, (_, i) => v[i]!)
    }),
  },
  {
    bug: 'adam: multiplies by √v̂ + ε',
    origin: 'released code',
    code: withAdam(({ mean, square, epsilon }) => mean * (Math.sqrt(square) + epsilon)),
  },
  {
    bug: 'adagrad: multiplies by √G + ε',
    origin: 'released code',
    code: withAdagrad((g, squares, epsilon) => g * (Math.sqrt(squares) + epsilon)),
  },
  { bug: 'adam: corrects the bias by the number of epochs', origin: 'released code', code: adamByEpoch() },
  {
    bug: 'adam: no correction of the bias',
    origin: 'our own',
    code: withAdam(({ rawMean, rawSquare, epsilon }) => rawMean / (Math.sqrt(rawSquare) + epsilon)),
  },
  {
    bug: 'adam: no correction of the second moment',
    origin: 'our own',
    code: withAdam(({ mean, rawSquare, epsilon }) => mean / (Math.sqrt(rawSquare) + epsilon)),
  },
  {
    bug: 'adam: ε inside the root',
    origin: 'our own',
    code: withAdam(({ mean, square, epsilon }) => mean / Math.sqrt(square + epsilon)),
  },
  {
    bug: 'adam: divides by v̂, not by its root',
    origin: 'our own',
    code: withAdam(({ mean, square, epsilon }) => mean / (square + epsilon)),
  },
  {
    bug: 'adam: corrects with t one too large',
    origin: 'our own',
    code: withAdam(({ rawMean, rawSquare, epsilon, t }) => {
      const square = rawSquare / (1 - adamBeta2 ** (t + 1))
      return rawMean / (1 - adamBeta1 ** (t + 1)) / (Math.sqrt(square) + epsilon)
    }),
  },
  {
    bug: 'adagrad: ε inside the root',
    origin: 'our own',
    code: withAdagrad((g, squares, epsilon) => g / Math.sqrt(squares + epsilon)),
  },
  {
    bug: 'adagrad: no root',
    origin: 'our own',
    code: withAdagrad((g, squares, epsilon) => g / (squares + epsilon)),
  },
  {
    bug: 'momentum: one velocity for all parameters',
    origin: 'our own',
    code: withMomentum((rate, mu) => (theta, g, v) => {
      for (let i = 0; i < theta.length; i++) {
        v[0] = mu * v[0]! - rate * g[i]!
        theta[i]! += v[0]!
      }
    }),
  },
  { bug: 'momentum: the velocity of the last run is kept', origin: 'our own', code: keepingVelocity() },
  {
    bug: 'momentum: theta moves by the old velocity',
    origin: 'our own',
    code: withMomentum((rate, mu) => (theta, g, v) => {
      replace(theta, (x, i) => x + v[i]!)
      replace(v, (x, i) => mu * x - rate * g[i]!)
    }),
  },
  {
    bug: 'momentum: the learning rate applied twice',
    origin: 'our own',
    code: withMomentum((rate, mu) => (theta, g, v) => {
      replace(v, (x, i) => mu * x - rate * g[i]!)
      replace(theta, (x, i) => x + rate * v[i]!)
    }),
  },
  {
    bug: 'nesterov: classical momentum',
    origin: 'our own',
    code: {
      ...ownOptimizers,
      nesterov: ({ learningRate = nesterovLearningRate, momentum = nesterovCoefficient } = {}) =>
        ownOptimizers.momentum({ learningRate, momentum }),
    },
  },
  {
    bug: 'sgd: goes up',
    origin: 'our own',
    code: withSgd((rate) => (theta, g) => replace(theta, (x, i) => x + rate * g[i]!)),
  },
  {
    bug: 'sgd: theta leaks through float32',
    origin: 'our own',
    code: withSgd((rate) => (theta, g) => replace(theta, (x, i) => Math.fround(x - rate * g[i]!))),
  },
  {
    bug: 'sgd: the gradient is scaled in place',
    origin: 'our own',
    code: withSgd((rate) => (theta, g) => {
      replace(g, (x) => rate * x)
      replace(theta, (x, i) => x - g[i]!)
    }),
  },
]

function replace(x: Float64Array, entry: (old: number, i: number) => number): void {
  for (let i = 0; i < x.length; i++) x[i] = entry(x[i]!, i)
}

function withSgd(update: (rate: number) => Update): Optimizers {
  return {
    ...ownOptimizers,
    sgd: ({ learningRate = sgdLearningRate } = {}) =>
      optimizer('sgd', { learningRate }, () => update(learningRate)),
  }
}

type VelocityUpdate = (theta: Float64Array, gradient: Float64Array, velocity: Float64Array) => void

function withMomentum(update: (rate: number, mu: number) => VelocityUpdate): Optimizers {
  return {
    ...ownOptimizers,
    momentum: ({ learningRate = momentumLearningRate, momentum = momentumCoefficient } = {}) =>
      optimizer('momentum', { learningRate, momentum }, (dimension) => {
        const velocity = new Float64Array(dimension)
        const move = update(learningRate, momentum)
        return (theta, gradient) => move(theta, gradient, velocity)
      }),
  }
}

function keepingVelocity(): Optimizers {
  return {
    ...ownOptimizers,
    momentum: (options) => {
      const rule = ownOptimizers.momentum(options)
      const states = new Map<number, ReturnType<typeof rule.start>>()
      return {
        ...rule,
        start(dimension) {
          const state = states.get(dimension) ?? rule.start(dimension)
          states.set(dimension, state)
          return state
        },
      }
    },
  }
}

interface Moments {
  /** m̂ and v̂ */
  readonly mean: number
  readonly square: number
  /** m and v */
  readonly rawMean: number
  readonly rawSquare: number
  readonly epsilon: number
  readonly t: number
}

/** Adam with another direction, and another count of steps where one is given. */
function adamWith(direction: (moments: Moments) => number, stepCount = (steps: number): number => steps) {
  return (options: AdamOptions = {}) => {
    const {
      learningRate = adamLearningRate,
      beta1 = adamBeta1,
      beta2 = adamBeta2,
      epsilon = adamEpsilon,
    } = options
    return optimizer('adam', { learningRate, beta1, beta2, epsilon }, (dimension) => {
      const [m, v] = [new Float64Array(dimension), new Float64Array(dimension)]
      let steps = 0
      return (theta, gradient) => {
        const t = stepCount(++steps)
        replace(m, (x, i) => beta1 * x + (1 - beta1) * gradient[i]!)
        replace(v, (x, i) => beta2 * x + (1 - beta2) * gradient[i]! ** 2)
        replace(theta, (x, i) => {
          const [rawMean, rawSquare] = [m[i]!, v[i]!]
          const [mean, square] = [rawMean / (1 - beta1 ** t), rawSquare / (1 - beta2 ** t)]
          return x - learningRate * direction({ mean, square, rawMean, rawSquare, epsilon, t })
        })
      }
    })
  }
}

function withAdam(direction: (moments: Moments) => number): Optimizers {
  return { ...ownOptimizers, adam: adamWith(direction) }
}

/** The training loop tells the rule which epoch it is; outside of it every step counts. */
function adamByEpoch(): Optimizers {
  let epoch: number | undefined
  const sound = ({ mean, square, epsilon }: Moments): number => mean / (Math.sqrt(square) + epsilon)
  return {
    ...ownOptimizers,
    adam: adamWith(sound, (steps) => epoch ?? steps),
    async train(objective, theta0, options) {
      try {
        return await train(objective, theta0, {
          ...options,
          onEpoch: (report) => {
            epoch = report.epoch + 1
            return options.onEpoch?.(report)
          },
        })
      } finally {
        epoch = undefined
      }
    },
  }
}

function withAdagrad(direction: (g: number, squares: number, epsilon: number) => number): Optimizers {
  return {
    ...ownOptimizers,
    adagrad: ({ learningRate = adagradLearningRate, epsilon = adagradEpsilon } = {}) =>
      optimizer('adagrad', { learningRate, epsilon }, (dimension) => {
        const squares = new Float64Array(dimension)
        return (theta, gradient) => {
          replace(squares, (x, i) => x + gradient[i]! ** 2)
          replace(theta, (x, i) => x - learningRate * direction(gradient[i]!, squares[i]!, epsilon))
        }
      }),
  }
}
