/** The data sets known by name, for specs and for the command line. */
import { ArgumentError } from '../errors.ts'
import { loadCifar10 } from './cifar10.ts'
import { loadCifar10Features } from './cifar10Features.ts'
import type { DataSet, Split } from './dataSet.ts'
import { loadMnist } from './mnist.ts'
import { loadMnistFeatures } from './mnistFeatures.ts'

const loaders = {
  mnist: (split: Split) => loadMnist('mnist', split),
  'mnist-centered': (split: Split) => loadMnist('mnist-centered', split),
  'mnist-centered-70k': (split: Split) => loadMnist('mnist-centered-70k', split),
  'mnist-features': (split: Split) => loadMnistFeatures(split),
  cifar10: (split: Split) => loadCifar10('cifar10', split),
  'cifar10-centered': (split: Split) => loadCifar10('cifar10-centered', split),
  'cifar10-features': (split: Split) => loadCifar10Features(split),
} as const

export type DataSetName = keyof typeof loaders

export const dataSetNames = Object.keys(loaders) as readonly DataSetName[]

/**
 * Takes any strings, because they may come from a command line. The sets of CIFAR-10 are looked for in the folder that
 * SADDLECHECK_DATA names.
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
