/**
 * The two readings of the paper's experiment: what its text states and what its released code does, where they differ.
 * Neither shuffles: batches in fixed order. The learning rates of the text's methods, which it does not state, are those
 * of their sources.
 */
import {
  adagrad,
  adam,
  epochs,
  lossChange,
  momentum,
  multipliedAdagrad,
  multipliedAdam,
  nesterov,
  noisySgd,
  type Optimizer,
  type StopRule,
  type Term,
} from '../../harness/index.ts'

export type Reading = 'text' | 'code'
/** As the paper's tables name them. */
export type Method = 'momentum' | 'Adam' | 'Adagrad' | 'noisy SGD'

export interface ReadingPlan {
  readonly loss: string
  readonly initializer: string
  readonly stop: StopRule
  /** MNIST's preprocessing; the features are taken as they are. */
  readonly mnist: string
  readonly optimizer: (method: Method, seed: number, stepsPerEpoch: number) => Optimizer
}

export const batchSize = 128
/** The paper says nothing of one: a run that changes its loss by more for ever has to end. Tables say which runs met it. */
export const mostEpochs = 200

export const readings: Readonly<Record<Reading, ReadingPlan>> = {
  text: {
    loss: 'cross-entropy',
    initializer: 'normal',
    stop: lossChange(10e-4, mostEpochs),
    mnist: 'mnist-centered',
    optimizer: textOptimizer,
  },
  code: {
    loss: 'squared-error-softmax',
    initializer: 'xavier-normal',
    stop: epochs(100),
    mnist: 'mnist-centered-70k',
    optimizer: codeOptimizer,
  },
}

export const allReadings: readonly Reading[] = ['text', 'code']
export const allMethods: readonly Method[] = ['momentum', 'Adam', 'Adagrad', 'noisy SGD']

function textOptimizer(method: Method, seed: number): Optimizer {
  const learningRate = 0.01
  switch (method) {
    case 'momentum':
      return nesterov({ learningRate, momentum: 0.9 })
    case 'Adam':
      return adam()
    case 'Adagrad':
      return adagrad({ learningRate })
    case 'noisy SGD':
      // At 0.01 without momentum the loss of small runs changes by less than the stop rule asks, from the first epoch on.
      return noisySgd({ momentum: 0, seed })
  }
}

/** With the constants of the released code. */
function codeOptimizer(method: Method, seed: number, stepsPerEpoch: number): Optimizer {
  switch (method) {
    case 'momentum':
      return momentum({ learningRate: 0.1, momentum: 0.9 })
    case 'Adam':
      return multipliedAdam({ stepsPerEpoch })
    case 'Adagrad':
      return multipliedAdagrad()
    case 'noisy SGD':
      return noisySgd({ seed })
  }
}

/** Both readings in words, with every constant as the runs have it. */
export function readingTerms(): readonly Term[] {
  const preprocessing: Readonly<Record<Reading, string>> = {
    text: 'from MNIST the mean of the 60,000 training images is subtracted',
    code: 'from MNIST the mean of all 70,000 images is subtracted',
  }
  const differs: Readonly<Record<Reading, string>> = {
    text: 'what the paper’s text states',
    code:
      'what the paper’s released code does; its Adam and Adagrad multiply by the root of the (mean) squared gradients where ' +
      'these methods divide by it',
  }
  return allReadings.map((reading) => {
    const { loss, initializer, stop, optimizer } = readings[reading]
    const methodTexts = allMethods.map((method) => `${method}: ${optimizerText(optimizer(method, 0, 1))}`)
    return {
      name: `${reading} reading`,
      meaning:
        `${differs[reading]}. Loss: ${loss}, a mean over the batch; initial weights: ${initializer}; batches of ${batchSize} in fixed order; ` +
        `${preprocessing[reading]}; training ends ${stop.describe()}. ${methodTexts.join('. ')}`,
    }
  })
}

/** The seed and the length of an epoch are those of a run. */
function optimizerText({ name, options }: Optimizer): string {
  const constants = Object.entries(options)
    .filter(([option]) => option !== 'seed' && option !== 'stepsPerEpoch')
    .map(([option, value]) => `${option} ${value > 0 && value < 1e-3 ? value.toExponential() : value}`)
  return `${name} with ${constants.join(', ')}`
}
