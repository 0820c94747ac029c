/**
 * The six files of CIFAR-10's binary version, checked by md5. Each holds 10,000 records of one label byte and 3072
 * pixel bytes: 32 × 32 of red, then of green, then of blue, each row-major.
 *
 * They lie as the archive unpacks, in `cifar-10-batches-bin` inside the folder that SADDLECHECK_DATA names. A training
 * batch may be missing; a file that is there and another one is an error, as every number measured would be another.
 *
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009;
 * https://www.cs.toronto.edu/~kriz/cifar.html, section "Binary version".
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../errors.ts'
import { readBytes } from './dataFile.ts'
import { requiredFolder } from './dataFolder.ts'
import type { Split } from './dataSet.ts'
import type { Images } from './pixelRows.ts'

/** Records one after the other, 3073 bytes each. */
export type Cifar10Records = Uint8Array

export type Cifar10FileName = keyof typeof digests

const digests = {
  'data_batch_1.bin': '5dd7e06a14cb22eb9f671a540d1b7c25',
  'data_batch_2.bin': '5ea93a67294ea407fff1d09f752e9692',
  'data_batch_3.bin': '942cd6a4bcdd0dd3c604fbe906cb4421',
  'data_batch_4.bin': 'ae636b3ba5c66a11e91e8cb52e771fcb',
  'data_batch_5.bin': '53f37980c15c3d472c316c40844f3f0d',
  'test_batch.bin': '803d5f7f4d78ea53de84dbe85f74fb6d',
} as const

export const cifar10FileNames = Object.keys(digests) as readonly Cifar10FileName[]

export const cifar10FolderName = 'cifar-10-batches-bin'

/** Where the files come from, as a sentence without its end. */
export const cifar10Source = `Unpack cifar-10-binary.tar.gz (md5 c32a1d4ab5d03f1284b67883e8d87530) of https://www.cs.toronto.edu/~kriz/cifar.html into the folder that SADDLECHECK_DATA names`

const pixels = 3 * 32 * 32
const recordBytes = 1 + pixels

/** @throws DataError when there is no such folder */
export function cifar10Folder(env: NodeJS.ProcessEnv = process.env): string {
  return requiredFolder(cifar10FolderName, cifar10Source, env)
}

/** Those that are there, in the official order. */
export function presentCifar10Files(folder: string): readonly Cifar10FileName[] {
  return cifar10FileNames.filter((name) => existsSync(join(folder, name)))
}

/** Those of a split that are there. @throws DataError when none is */
export function cifar10FilesOf(split: Split, folder: string): readonly Cifar10FileName[] {
  const present = presentCifar10Files(folder).filter(
    (name) => (name === 'test_batch.bin') === (split === 'test'),
  )
  if (present.length > 0) return present
  const expected =
    split === 'test' ? 'test_batch.bin' : 'at least one of data_batch_1.bin to data_batch_5.bin'
  throw new DataError(folder, expected, 'none', cifar10Source)
}

/** @returns the whole file @throws DataError when it is missing or not the official one */
export function readCifar10File(name: Cifar10FileName, folder: string): Cifar10Records {
  const file = join(folder, name)
  const bytes = readBytes(file, 'a batch of CIFAR-10, binary version')
  const got = createHash('md5').update(bytes).digest('hex')
  if (got !== digests[name]) throw new DataError(file, `md5 ${digests[name]}`, `md5 ${got}`, cifar10Source)
  return bytes
}

/** The images of batches one after the other. @param batches one at least, all with the same number of records */
export function cifar10Images(batches: readonly Cifar10Records[], count = recordsOf(batches)): Images {
  const each = batches[0]!.length / recordBytes
  const image = (s: number) => {
    const start = (s % each) * recordBytes + 1
    return batches[Math.floor(s / each)]!.subarray(start, start + pixels)
  }
  return { count, pixels, image }
}

/** @returns [N] */
export function cifar10Labels(batches: readonly Cifar10Records[], count = recordsOf(batches)): Uint8Array {
  const each = batches[0]!.length / recordBytes
  return Uint8Array.from(
    { length: count },
    (_, s) => batches[Math.floor(s / each)]![(s % each) * recordBytes]!,
  )
}

export function recordsOf(batches: readonly Cifar10Records[]): number {
  return batches.reduce((sum, batch) => sum + batch.length / recordBytes, 0)
}
