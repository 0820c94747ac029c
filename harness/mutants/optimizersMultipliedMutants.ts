/** Bugs of the released code's Adam and Adagrad: what somebody makes of them who knows the right ones. */
import {
  type MultipliedAdagradOptions,
  multipliedAdagradEpsilon,
  multipliedAdagradLearningRate,
} from '../optimizers/multipliedAdagrad.ts'
import { optimizer } from '../optimizers/optimizer.ts'
import { type Optimizers, ownOptimizers } from '../properties/optimizers/optimizers.ts'
import { type Mutant, slip } from './mutant.ts'

const own = ownOptimizers

export const optimizersMultipliedMutants: readonly Mutant<Optimizers>[] = [
  slip('multipliedAdam: divides', {
    ...own,
    multipliedAdam: ({ stepsPerEpoch: _, ...options }) => own.adam(options),
  }),
  slip('multipliedAdam: corrects the bias by the step', {
    ...own,
    multipliedAdam: (options) => own.multipliedAdam({ ...options, stepsPerEpoch: 1 }),
  }),
  slip('multipliedAdam: the first epoch is one step long', delayedEpochs()),
  slip('multipliedAdam: the ε of Adam', {
    ...own,
    multipliedAdam: (options) => own.multipliedAdam({ ...options, epsilon: 1e-8 }),
  }),
  slip('multipliedAdagrad: divides', { ...own, multipliedAdagrad: (options) => own.adagrad(options) }),
  slip(
    'multipliedAdagrad: ε outside the root',
    withAdagrad((g, all, epsilon) => g * (Math.sqrt(all) + epsilon)),
  ),
  slip(
    'multipliedAdagrad: the last square alone',
    withAdagrad((g, _, epsilon) => g * Math.sqrt(g * g + epsilon)),
  ),
  slip(
    'multipliedAdagrad: no root',
    withAdagrad((g, all, epsilon) => g * (all + epsilon)),
  ),
  slip('multipliedAdagrad: one sum for all parameters', oneSum()),
]

/** Each parameter is multiplied by the norm of all gradients of all parameters so far. */
function oneSum(): Optimizers {
  return {
    ...own,
    multipliedAdagrad: ({
      learningRate = multipliedAdagradLearningRate,
      epsilon = multipliedAdagradEpsilon,
    }: MultipliedAdagradOptions = {}) =>
      optimizer('multipliedAdagrad', { learningRate, epsilon }, () => {
        let squares = 0
        return (theta, gradient) => {
          for (const g of gradient) squares += g * g
          for (let i = 0; i < theta.length; i++) {
            theta[i]! -= learningRate * gradient[i]! * Math.sqrt(squares + epsilon)
          }
        }
      }),
  }
}

/** The rule of s steps an epoch, started one step late in its count. */
function delayedEpochs(): Optimizers {
  return {
    ...own,
    multipliedAdam(options) {
      const rule = own.multipliedAdam(options)
      return optimizer(rule.name, rule.options, (dimension) => {
        const state = rule.start(dimension)
        // A gradient of 0 leaves both moments at 0 and is counted.
        for (let k = 1; k < options.stepsPerEpoch; k++) {
          state.step(new Float64Array(dimension), new Float64Array(dimension))
        }
        return (theta, gradient) => state.step(theta, gradient)
      })
    },
  }
}

function withAdagrad(direction: (g: number, squares: number, epsilon: number) => number): Optimizers {
  return {
    ...own,
    multipliedAdagrad: ({
      learningRate = multipliedAdagradLearningRate,
      epsilon = multipliedAdagradEpsilon,
    }: MultipliedAdagradOptions = {}) =>
      optimizer('multipliedAdagrad', { learningRate, epsilon }, (dimension) => {
        const squares = new Float64Array(dimension)
        return (theta, gradient) => {
          for (let i = 0; i < theta.length; i++) {
            squares[i]! += gradient[i]! ** 2
            theta[i]! -= learningRate * direction(gradient[i]!, squares[i]!, epsilon)
          }
        }
      }),
  }
}
