/**
 * Features of CIFAR-10 images in some trained network, as NPY files that anybody can make:
 *
 *     cifar10-features/[<network>.]<train|test>.features.npy   [N, d] float32 or float64
 *     cifar10-features/[<network>.]<train|test>.labels.npy     [N] whole numbers 0..9 of any type
 *
 * inside the folder that SADDLECHECK_DATA names. A bare `features.npy` with its `labels.npy` is a training split
 * without a network's name. d and N are whatever the files hold; the values stay as they are.
 *
 * Of several networks the one without a name is taken, else the first in alphabetical order, unless one is asked for:
 * the data set's name says which.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ArgumentError, DataError } from '../errors.ts'
import { requiredFolder } from './dataFolder.ts'
import { type DataSet, dataSet, type Split } from './dataSet.ts'
import { readInputs } from './readInputs.ts'
import { readTargets } from './readTargets.ts'

export interface FeatureOptions {
  /** The name before the split in the names of the files, '' for files without one. */
  readonly network?: string
  /** Where the files lie. */
  readonly folder?: string
}

export const featureFolderName = 'cifar10-features'

/** How to make the files, as a sentence without its end. */
export const featureRecipe = `Save them with numpy.save in ${featureFolderName} inside the folder that SADDLECHECK_DATA names: train.features.npy [N, d] float32 or float64, train.labels.npy [N] whole numbers 0..9, the same for test; with the network's name and a dot before where there are several`

const classes = 10
const featureFile = /^(?:(?:(?<network>.+)\.)?(?<split>train|test)\.)?features\.npy$/
const loadedSets = new Map<string, DataSet>()

/**
 * Loaded once a process and shared afterwards, so its arrays must not be written to.
 *
 * @throws DataError when a file is missing, damaged, of another shape or holds NaN or no label, ArgumentError when there
 * is no such network
 */
export function loadCifar10Features(
  split: Split,
  { network, folder = requiredFolder(featureFolderName, featureRecipe) }: FeatureOptions = {},
): DataSet {
  const chosen = chosenNetwork(network, folder)
  const key = `${split} ${chosen} ${folder}`
  const known = loadedSets.get(key)
  if (known !== undefined) return known
  const stem = fileStem(chosen, split, folder)
  const inputs = readInputs(join(folder, `${stem}features.npy`))
  const labels = readTargets(join(folder, `${stem}labels.npy`), inputs.rows, classes, 'labels')
  const loaded = dataSet({
    name: `cifar10-features${chosen && ` of ${chosen}`} ${split}`,
    inputs,
    labels: Uint8Array.from(labels),
    classes,
    inputDescription: `the ${inputs.columns} features of the file as they are`,
  })
  loadedSets.set(key, loaded)
  return loaded
}

/** In alphabetical order, so that '' comes first. @throws DataError when there is none */
export function featureNetworks(folder: string): readonly [string, ...string[]] {
  const found = readdirSync(folder).flatMap((name) => {
    const match = featureFile.exec(name)
    return match === null ? [] : [match.groups?.network ?? '']
  })
  const [first, ...others] = [...new Set(found)].sort()
  if (first === undefined) throw new DataError(folder, 'train.features.npy', 'no such file', featureRecipe)
  return [first, ...others]
}

/** Which splits of a network have features. */
export function featureSplits(network: string, folder: string): readonly Split[] {
  return (['train', 'test'] as const).filter((split) =>
    existsSync(join(folder, `${fileStem(network, split, folder)}features.npy`)),
  )
}

function chosenNetwork(network: string | undefined, folder: string): string {
  const there = featureNetworks(folder)
  if (network === undefined) return there[0]
  if (there.includes(network)) return network
  const names = there.map((name) => JSON.stringify(name)).join(', ')
  throw new ArgumentError('loadCifar10Features', 'network', `one of ${names}`, JSON.stringify(network))
}

/** What stands before `features.npy` and `labels.npy`; with a dot unless it is empty. */
function fileStem(network: string, split: Split, folder: string): string {
  const stem = `${network && `${network}.`}${split}.`
  const isBare = network === '' && split === 'train' && !existsSync(join(folder, `${stem}features.npy`))
  return isBare && existsSync(join(folder, 'features.npy')) ? '' : stem
}
