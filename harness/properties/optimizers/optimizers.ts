/** The code that the optimizer properties are about: update rules, stop rules and the training loop. */
import { adagrad } from '../../optimizers/adagrad.ts'
import { adam } from '../../optimizers/adam.ts'
import { momentum } from '../../optimizers/momentum.ts'
import { multipliedAdagrad } from '../../optimizers/multipliedAdagrad.ts'
import { multipliedAdam } from '../../optimizers/multipliedAdam.ts'
import { nesterov } from '../../optimizers/nesterov.ts'
import { noisySgd } from '../../optimizers/noisySgd.ts'
import type { Optimizer } from '../../optimizers/optimizer.ts'
import { perturbedGd } from '../../optimizers/perturbedGd.ts'
import { sgd } from '../../optimizers/sgd.ts'
import { epochs, lossChange } from '../../optimizers/stopRules.ts'
import { train } from '../../optimizers/train.ts'

export interface Optimizers {
  readonly sgd: typeof sgd
  readonly momentum: typeof momentum
  readonly nesterov: typeof nesterov
  readonly adam: typeof adam
  readonly adagrad: typeof adagrad
  readonly noisySgd: typeof noisySgd
  readonly perturbedGd: typeof perturbedGd
  readonly multipliedAdam: typeof multipliedAdam
  readonly multipliedAdagrad: typeof multipliedAdagrad
  readonly epochs: typeof epochs
  readonly lossChange: typeof lossChange
  readonly train: typeof train
}

export const ownOptimizers: Optimizers = {
  sgd,
  momentum,
  nesterov,
  adam,
  adagrad,
  noisySgd,
  perturbedGd,
  multipliedAdam,
  multipliedAdagrad,
  epochs,
  lossChange,
  train,
}

/** Rules without noise that need no option. */
export type RuleName = 'sgd' | 'momentum' | 'nesterov' | 'adam' | 'adagrad'

export const ruleNames: readonly RuleName[] = ['sgd', 'momentum', 'nesterov', 'adam', 'adagrad']

/** theta after a run from `start` under the gradients, each of which may depend on theta. @param start [P] */
export function descend(
  rule: Optimizer,
  start: readonly number[],
  steps: number,
  gradient: (theta: Float64Array, step: number) => Float64Array,
): Float64Array {
  const state = rule.start(start.length)
  const theta = Float64Array.from(start)
  for (let k = 0; k < steps; k++) state.step(theta, gradient(theta, k))
  return theta
}
