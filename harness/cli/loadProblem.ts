/** The network, data and point that `spectrum` was asked about, read and held against each other. */

import type { SparseRows } from '../algebra/sparseRows.ts'
import { withDataFile } from '../data/dataFile.ts'
import { loadDataSet } from '../data/loadDataSet.ts'
import { npyKind, readNpyHeader } from '../data/npyHeader.ts'
import { readInputs } from '../data/readInputs.ts'
import { readTargets } from '../data/readTargets.ts'
import { readTheta } from '../data/readTheta.ts'
import { ArgumentError, DataError } from '../errors.ts'
import type { Architecture } from '../networks/architecture.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'
import type { NetworkOptions } from '../networks/networkProblem.ts'
import type { SpectrumOptions } from './spectrumOptions.ts'

export interface LoadedProblem {
  readonly objective: NetworkObjective
  /** [P] */
  readonly theta: Float64Array
  /** What the samples are, to be read by people. */
  readonly dataName: string
}

type Samples = Pick<NetworkOptions, 'inputs' | 'targets'> & { readonly name: string }

/** @throws DataError, ArgumentError when a file is missing or does not fit the layers or the others */
export function loadProblem(options: SpectrumOptions, shape: Architecture): LoadedProblem {
  // The smallest file first: a theta of another network need not wait for the images.
  const theta = readTheta(options.theta, shape.dimension)
  const { name, inputs, targets } = options.data === undefined ? ownSamples(options) : namedSamples(options)
  requireSamples(options.samples, inputs.rows, name)
  const { layers, activation, loss, l2 = 0 } = options
  const { biases } = shape
  const whole = networkObjective({ layers, activation, loss, l2, biases, inputs, targets })
  const taken = options.samples ?? inputs.rows
  const objective =
    taken === inputs.rows ? whole : whole.onBatch(Int32Array.from({ length: taken }, (_, s) => s))
  return { objective, theta, dataName: describeSamples(name, taken, inputs.rows) }
}

function namedSamples({ data, layers }: SpectrumOptions): Samples {
  const { name, inputs, labels, classes } = loadDataSet(data!, 'train')
  if (layers[0] !== inputs.columns || layers.at(-1) !== classes) {
    const expected = `${inputs.columns},...,${classes} for --data ${data}`
    throw new ArgumentError('saddlecheck', '--layers', expected, layers.join(','))
  }
  return { name, inputs, targets: { labels } }
}

function ownSamples({ layers, loss, inputs: inputsFile, targets: targetsFile }: SpectrumOptions): Samples {
  const inputs = readInputs(inputsFile!)
  if (inputs.columns !== layers[0]) {
    throw new DataError(
      inputsFile!,
      `inputs of shape [N, ${layers[0]}]`,
      `shape [${inputs.rows}, ${inputs.columns}]`,
      `The first of --layers ${layers.join(',')} is the number of features`,
    )
  }
  return { name: inputsFile!, inputs, targets: ownTargets(targetsFile!, inputs, layers.at(-1)!, loss) }
}

/**
 * A vector is labels, also for squared error, which then takes them one-hot. With a single output there
 * is one class only, so there a vector is more likely values that lack their second dimension.
 */
function ownTargets(
  file: string,
  { rows }: SparseRows,
  outputs: number,
  loss: SpectrumOptions['loss'],
): NetworkOptions['targets'] {
  const asValues = loss === 'squared-error' && (outputs === 1 || dimensionsOf(file) !== 1)
  return asValues
    ? { values: readTargets(file, rows, outputs, 'values') }
    : { labels: readTargets(file, rows, outputs, 'labels') }
}

function dimensionsOf(file: string): number {
  return withDataFile(file, npyKind, (source) => readNpyHeader(source).shape.length)
}

function requireSamples(wanted: number | undefined, there: number, name: string): void {
  if (wanted === undefined || wanted <= there) return
  const expected = `at most ${there}, the samples of ${name}`
  throw new ArgumentError('saddlecheck', '--samples', expected, String(wanted))
}

function describeSamples(name: string, taken: number, there: number): string {
  const unit = taken === 1 ? 'sample' : 'samples'
  return taken === there ? `${name}, ${there} ${unit}` : `${name}, the first ${taken} of ${there} samples`
}
