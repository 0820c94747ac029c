/**
 * When training ends: a rule looks at the full-batch losses after epochs 0..k and decides.
 *
 * Source: Sankar and Balasubramanian 2017 have two, one in the text (Sec. 3: "terminated … when the error
 * difference between two consecutive epochs was less than 10e−4") and one in the released code (100 epochs).
 *
 * Differs from the source: its library, neupy, reports as an epoch's error the mean of the batch losses met on
 * the way; here it is the full-batch loss at the epoch's end.
 */
import { ArgumentError } from '../errors.ts'

export interface StopRule {
  /** No decision lets training go on after this many epochs. */
  readonly maxEpochs: number
  /** One line for reports. */
  describe(): string
  /** @param losses [k + 1] full-batch losses after epochs 0..k, all finite */
  decide(losses: ArrayLike<number>): StopDecision
}

export type StopDecision =
  | { readonly status: 'continue' }
  /** `stopped`: what the rule waits for has happened; `epochLimit`: it has not, within maxEpochs. */
  | { readonly status: 'stopped' | 'epochLimit'; readonly because: string }

/** 10e−4 = 1e-3, as the text of Sankar and Balasubramanian 2017, Sec. 3, prints it. */
export const sankar2017LossChange = 10e-4
/** The released code: ten times ten epochs. */
export const sankar2017Epochs = 100

/** A fixed number of epochs; 0 leaves the initial point, as a control. */
export function epochs(count: number): StopRule {
  requireEpochs('epochs', 'count', count, 0)
  return {
    maxEpochs: count,
    describe: () => `after ${count} epochs`,
    decide: (losses) =>
      losses.length > count
        ? { status: 'stopped', because: `${count} epochs are done` }
        : { status: 'continue' },
  }
}

/** Stops at the first epoch k ≥ 1 with |loss_k − loss_{k−1}| < threshold. */
export function lossChange(threshold: number, maxEpochs: number): StopRule {
  if (!(threshold > 0 && threshold < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('lossChange', 'threshold', 'positive and finite', String(threshold))
  }
  requireEpochs('lossChange', 'maxEpochs', maxEpochs, 1)
  return {
    maxEpochs,
    describe: () =>
      `when the full-batch loss changes by less than ${threshold} in an epoch, after ${maxEpochs} epochs at most`,
    decide: (losses) => decideByChange(losses, threshold, maxEpochs),
  }
}

function decideByChange(losses: ArrayLike<number>, threshold: number, maxEpochs: number): StopDecision {
  const epoch = losses.length - 1
  if (epoch < 1) return { status: 'continue' }
  const change = Math.abs(losses[epoch]! - losses[epoch - 1]!)
  const what = `the full-batch loss changed by ${change} in epoch ${epoch}`
  if (change < threshold) return { status: 'stopped', because: `${what}, less than ${threshold}` }
  if (epoch < maxEpochs) return { status: 'continue' }
  return { status: 'epochLimit', because: `${what}, not less than ${threshold}, and it was the last one` }
}

function requireEpochs(where: string, name: string, count: number, least: number): void {
  if (!Number.isInteger(count) || count < least) {
    throw new ArgumentError(where, name, `an integer of at least ${least}`, String(count))
  }
}
