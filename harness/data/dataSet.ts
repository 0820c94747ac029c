/**
 * A labelled data set for classification: what every experiment on data starts from.
 *
 * The checksum is of the content alone (inputs, offset, labels, classes), so that evidence stored under it is found
 * again for the same numbers however they were loaded, and never for others.
 */
import { createHash } from 'node:crypto'
import { seededRandom } from '../algebra/random.ts'
import type { SparseRows } from '../algebra/sparseRows.ts'
import { ArgumentError, ShapeError } from '../errors.ts'

export type Split = 'train' | 'test'

export interface DataSet {
  /** What it is and what was done to it, to be read by people: `mnist train, first 1000 samples`. */
  readonly name: string
  /** [N, d] */
  readonly inputs: SparseRows
  /** [N] each in 0..C-1 */
  readonly labels: Uint8Array
  /** C */
  readonly classes: number
  /** sha256 in hexadecimal, see above. */
  readonly checksum: string
  /** How the inputs come from the raw data: `pixels / 255`. */
  readonly inputDescription?: string
}

/**
 * Checks the parts against each other and adds the checksum. The arrays are kept, not copied.
 *
 * @throws ShapeError when the labels are not N, ArgumentError at the first label that is no class
 */
export function dataSet(parts: Omit<DataSet, 'checksum'>): DataSet {
  const { inputs, labels, classes } = parts
  if (inputs.rows < 1) {
    throw new ArgumentError('dataSet', 'inputs', 'of at least one sample', `${inputs.rows} rows`)
  }
  if (!Number.isInteger(classes) || classes < 1 || classes > 256) {
    throw new ArgumentError('dataSet', 'classes', 'an integer in 1..256', String(classes))
  }
  if (labels.length !== inputs.rows) {
    throw new ShapeError('dataSet', 'labels', `[${inputs.rows}], one for each sample`, `[${labels.length}]`)
  }
  const wrong = labels.findIndex((label) => label >= classes)
  if (wrong >= 0) {
    throw new ArgumentError('dataSet', `labels[${wrong}]`, `in 0..${classes - 1}`, String(labels[wrong]))
  }
  return { ...parts, checksum: contentChecksum(inputs, labels, classes) }
}

/** The first n samples, as views of the same arrays; an offset stays that of the whole. @param n in 1..N */
export function takeSamples(data: DataSet, n: number): DataSet {
  const { inputs, labels, name } = data
  requireTakable('takeSamples', 'n', n, inputs.rows)
  if (n === inputs.rows) return data
  const nonzeros = inputs.rowStart[n]!
  return dataSet({
    ...data,
    name: takenName(name, n, inputs.rows),
    inputs: {
      ...inputs,
      rows: n,
      rowStart: inputs.rowStart.subarray(0, n + 1),
      columnIndex: inputs.columnIndex.subarray(0, nonzeros),
      values: inputs.values.subarray(0, nonzeros),
    },
    labels: labels.subarray(0, n),
  })
}

/** What the first n of N samples are called, also where a loader never made the others. */
export function takenName(name: string, n: number, there: number): string {
  return n === there ? name : `${name}, first ${n} ${n === 1 ? 'sample' : 'samples'}`
}

/** @throws ArgumentError unless n is one of 1..N */
export function requireTakable(where: string, argument: string, n: number, there: number): void {
  if (Number.isInteger(n) && n >= 1 && n <= there) return
  throw new ArgumentError(where, argument, `an integer in 1..${there}`, String(n))
}

/**
 * The same inputs with the labels in a random order: a control, in which class counts are kept and every
 * relation between input and label is lost.
 *
 * @param seed an unsigned 32-bit integer
 */
export function shuffledLabels(data: DataSet, seed: number): DataSet {
  const order = seededRandom(seed).permutation(data.labels.length)
  const labels = data.labels.map((_, s) => data.labels[order[s]!]!)
  return dataSet({ ...data, name: `${data.name}, labels shuffled (seed ${seed})`, labels })
}

/** The lengths come first, so that no two contents give the same bytes. Little-endian hosts agree. */
function contentChecksum(inputs: SparseRows, labels: Uint8Array, classes: number): string {
  const { rows, columns, rowStart, columnIndex, values, offset } = inputs
  const hash = createHash('sha256').update(`${rows} ${columns} ${columnIndex.length} ${classes}\n`)
  for (const part of [rowStart, columnIndex, values, offset, labels]) hash.update(part)
  return hash.digest('hex')
}
