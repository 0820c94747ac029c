/**
 * CIFAR-10 [N, 3072] as sparse rows: N = 50,000 training or 10,000 test images, 32 × 32 of red, green, blue.
 *
 *     cifar10            pixels / 255
 *     cifar10-centered   pixels / 255 − mean of the training images
 *
 * Where only some of the five training batches are there, the training images are those of them, the mean too, and
 * the name says so: `cifar10 train, batch 1 of 5 only`. The mean is rounded once, as that of MNIST (pixelRows.ts).
 *
 * All 50,000 images take 1.8 GB: hardly a pixel is 0, and each takes 12 bytes. The first n of them are loaded by
 * themselves.
 */
import { subtractRow } from '../algebra/sparseRows.ts'
import {
  type Cifar10FileName,
  type Cifar10Records,
  cifar10FilesOf,
  cifar10Folder,
  cifar10Images,
  cifar10Labels,
  readCifar10File,
  recordsOf,
} from './cifar10Files.ts'
import { type DataSet, dataSet, requireTakable, type Split, takenName } from './dataSet.ts'
import { meanImage, pixelTotals, sparsePixels } from './pixelRows.ts'

export type Cifar10Variant = 'cifar10' | 'cifar10-centered'

export interface Cifar10Options {
  /** The first so many; all when absent. */
  readonly samples?: number
  /** Where the files lie. */
  readonly folder?: string
}

/** Batches of one split in their order; of the training split some may be missing. */
export interface Cifar10Batches {
  /** Those that are there: `[1, 3]`; empty for the test split. */
  readonly numbers: readonly number[]
  readonly records: readonly Cifar10Records[]
}

const trainingBatches = 5
const loadedSets = new Map<string, DataSet>()

/**
 * Loaded once a process and shared afterwards, so its arrays must not be written to.
 *
 * @throws DataError when files are missing or not the official ones, ArgumentError when there are fewer samples
 */
export function loadCifar10(
  variant: Cifar10Variant,
  split: Split,
  { samples, folder = cifar10Folder() }: Cifar10Options = {},
): DataSet {
  const key = `${variant} ${split} ${samples ?? 'all'} ${folder}`
  const known = loadedSets.get(key)
  if (known !== undefined) return known
  const own = readBatches(cifar10FilesOf(split, folder), folder)
  const training =
    variant === 'cifar10' || split === 'train' ? own : readBatches(cifar10FilesOf('train', folder), folder)
  const loaded = cifar10DataSet(variant, split, own, training, samples)
  loadedSets.set(key, loaded)
  return loaded
}

/**
 * The data set of batches in memory.
 *
 * @param own of the split @param training what the mean is taken of
 * @param samples the first so many; all when absent
 */
export function cifar10DataSet(
  variant: Cifar10Variant,
  split: Split,
  own: Cifar10Batches,
  training: Cifar10Batches,
  samples = recordsOf(own.records),
): DataSet {
  const there = recordsOf(own.records)
  requireTakable('loadCifar10', 'samples', samples, there)
  const images = cifar10Images(own.records, samples)
  const inputs = sparsePixels(images, pixelTotals(images).nonzeros)
  const isCentered = variant === 'cifar10-centered'
  return dataSet({
    name: takenName(
      `${variant} ${split}${missingRemark(split, isCentered ? training : own)}`,
      samples,
      there,
    ),
    inputs: isCentered ? subtractRow(inputs, trainingMean(training)) : inputs,
    labels: cifar10Labels(own.records, samples),
    classes: 10,
    inputDescription: isCentered ? `pixels / 255 minus the mean of ${meanRemark(training)}` : 'pixels / 255',
  })
}

/** @returns [3072] */
function trainingMean({ records }: Cifar10Batches): Float64Array {
  return meanImage([pixelTotals(cifar10Images(records))])
}

function readBatches(names: readonly Cifar10FileName[], folder: string): Cifar10Batches {
  return {
    numbers: names.flatMap((name) => /\d/.exec(name)?.map(Number) ?? []),
    records: names.map((name) => readCifar10File(name, folder)),
  }
}

/** What a name has to say where batches are missing: of its samples, or of the mean subtracted from test images. */
function missingRemark(split: Split, batches: Cifar10Batches): string {
  if (isWhole(batches)) return ''
  return split === 'train' ? `, ${batchList(batches)} only` : `, mean of ${batchList(batches)} only`
}

function meanRemark(training: Cifar10Batches): string {
  const count = recordsOf(training.records).toLocaleString('en-US')
  const remark = isWhole(training) ? '' : ` of ${batchList(training)}`
  return `the ${count} training images${remark}`
}

function isWhole({ numbers }: Cifar10Batches): boolean {
  return numbers.length === 0 || numbers.length === trainingBatches
}

function batchList({ numbers }: Cifar10Batches): string {
  return `${numbers.length === 1 ? 'batch' : 'batches'} ${numbers.join(', ')} of ${trainingBatches}`
}
