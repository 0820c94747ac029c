/** Why runs of the released code's Adam and Adagrad learn nothing on few images, where some do. */
import type { ClaimContext } from '../../harness/index.ts'
import { range } from './degenerateSaddle.ts'
import { batchSize, experimentData, familyName, hasLearned, type Run } from './experiment.ts'
import { families } from './families.ts'
import { design } from './methods.ts'
import { printedMethod, printedText } from './printedTables.ts'

/** @param runs on true labels */
export function untrainedRemarks({ scale }: ClaimContext, runs: readonly Run[]): readonly string[] {
  const idle = runs.filter(
    (run) =>
      run.reading === 'code' && (run.method === 'Adam' || run.method === 'Adagrad') && !hasLearned(run),
  )
  if (idle.length === 0) return []
  const methods = [...new Set(idle.map(({ method }) => method))]
  const data = families.filter((family) => idle.some((run) => run.data === family))
  const steps = data.map((family) => stepsText(family, design[scale][family].samples, idle))
  const isPart = data.some((family) => design[scale][family].samples !== undefined)
  const printed = data.flatMap((family) =>
    methods.map(
      (method) => `${printedText(printedMethod(family, method).accuracy)} % (${family}, ${method})`,
    ),
  )
  const change = range(idle.map(lastChange), (value) => value.toExponential(1))
  return [
    `The paper’s networks of these rows had learned: it prints accuracies of ${printed.join(', ')}. Ours have not: instead of dividing by the root of the ` +
      `squared gradients the ${methods.join(' and ')} of the released code ${methods.length === 1 ? 'multiplies' : 'multiply'} by it, so that a step is of the second order in the gradient. ` +
      `The gradients of squared error on softmax outputs are small (the loss changes by ${change} in the last epoch), and there are few steps: ${steps.join('; ')}. ` +
      (isPart
        ? 'On all images an epoch has more steps: paper scale shows what comes of that.'
        : 'With the constants and the loss of the released code the printed accuracies do not come about.'),
  ]
}

function stepsText(family: Run['data'], samples: number | undefined, idle: readonly Run[]): string {
  const images = samples ?? experimentData(family, 'code').train.inputs.rows
  const { epochs } = idle.find((run) => run.data === family)!
  const batches = Math.ceil(images / batchSize)
  return `${batches * epochs} on ${images} images of ${familyName(family)}`
}

function lastChange({ losses }: Run): number {
  return Math.abs(losses.at(-1)! - losses.at(-2)!)
}
