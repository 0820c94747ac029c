/** The data sets known by name, for specs and for the command line. */
import { ArgumentError } from '../errors.ts'
import type { DataSet, Split } from './dataSet.ts'
import { loadMnist } from './mnist.ts'

const loaders = {
  mnist: (split: Split) => loadMnist('mnist', split),
  'mnist-centered': (split: Split) => loadMnist('mnist-centered', split),
  'mnist-centered-70k': (split: Split) => loadMnist('mnist-centered-70k', split),
} as const

export type DataSetName = keyof typeof loaders

export const dataSetNames = Object.keys(loaders) as readonly DataSetName[]

/**
 * Takes any strings, because they may come from a command line.
 *
 * @throws ArgumentError for an unknown name or split, DataError when the data is not there
 */
export function loadDataSet(name: string, split: string): DataSet {
  const known = dataSetNames.find((candidate) => candidate === name)
  if (known === undefined) {
    throw new ArgumentError('loadDataSet', 'name', `one of ${dataSetNames.join(', ')}`, JSON.stringify(name))
  }
  if (split !== 'train' && split !== 'test') {
    throw new ArgumentError('loadDataSet', 'split', 'train or test', JSON.stringify(split))
  }
  return loaders[known](split)
}
