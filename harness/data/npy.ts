/**
 * Arrays in NumPy's NPY format: read as float64 in C order, whatever the file's type, byte order and memory
 * order; written as float64.
 *
 * float64 passes as bytes and keeps every bit, NaN payloads included. All bytes move in chunks, because a
 * Hessian of order 19,885 is 3.2 GB and Node moves less than 2 GiB a call.
 *
 * Source: NumPy, "numpy.lib.format".
 * Differs from the source: bytes after the last value are refused, and so is every type that is not a
 * real number.
 */
import { endianness } from 'node:os'
import { DataError, ShapeError } from '../errors.ts'
import { allocated, chunkBytes, type DataFile, withDataFile } from './dataFile.ts'
import { formatNpyHeader, type NpyHeader, npyKind, readNpyHeader } from './npyHeader.ts'
import type { NpyTypeName } from './npyType.ts'
import { replaceFile } from './replaceFile.ts'
import { rowMajor } from './rowMajor.ts'

export interface NpyArray {
  /** Empty for a scalar. */
  readonly shape: readonly number[]
  /** The type in the file. */
  readonly dtype: NpyTypeName
  /** [product of shape] row-major, exact. */
  readonly values: Float64Array
}

const hostIsLittleEndian = endianness() === 'LE'

/** @throws DataError when the file is missing, damaged, not of numbers, or has an integer beyond ±2^53 */
export function readNpy(file: string): NpyArray {
  return withDataFile(file, npyKind, (source) => {
    const header = readNpyHeader(source)
    const { shape, type } = header
    const count = shape.reduce((product, size) => product * size, 1)
    requireValues(source, header, count)
    const values = allocated(file, () => new Float64Array(count))
    if (type.dtype === 'float64') readFloat64(source, header, values)
    else readConverted(source, header, values)
    const ordered = header.fortranOrder ? allocated(file, () => rowMajor(values, shape)) : values
    return { shape, dtype: type.dtype, values: ordered }
  })
}

/**
 * Writes NPY version 1.0, little-endian float64, C order; the final name appears only when all is on the disk.
 *
 * @param values [product of shape] row-major @param shape empty for a scalar
 * @throws ShapeError when they do not fit, DataError when the file cannot be written
 */
export function writeNpy(file: string, values: Float64Array, shape: readonly number[]): void {
  const count = shape.reduce((product, size) => product * size, 1)
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || count !== values.length) {
    throw new ShapeError('writeNpy', 'values', `of shape [${shape.join(', ')}]`, `${values.length} numbers`)
  }
  replaceFile(file, npyChunks(values, shape))
}

function* npyChunks(values: Float64Array, shape: readonly number[]): Generator<Uint8Array> {
  yield formatNpyHeader(shape)
  for (const chunk of byteChunks(values)) yield hostIsLittleEndian ? chunk : Buffer.from(chunk).swap64()
}

/** Views of the values' own memory. */
function* byteChunks(values: Float64Array): Generator<Buffer> {
  for (let at = 0; at < values.byteLength; at += chunkBytes) {
    const length = Math.min(chunkBytes, values.byteLength - at)
    yield Buffer.from(values.buffer, values.byteOffset + at, length)
  }
}

function requireValues(source: DataFile, { type, shape, valuesAt }: NpyHeader, count: number): void {
  const wanted = count * type.itemBytes
  const got = source.lengthBytes - valuesAt
  if (got === wanted) return
  throw new DataError(
    source.file,
    `${wanted} bytes of values for ${type.dtype} of shape [${shape.join(', ')}]`,
    `${got}`,
    got < wanted ? 'The file is cut off: save the array again' : 'A file must hold one array: save it again',
  )
}

function readFloat64(source: DataFile, header: NpyHeader, values: Float64Array): void {
  source.read(values, header.valuesAt)
  if (header.littleEndian === hostIsLittleEndian) return
  for (const chunk of byteChunks(values)) chunk.swap64()
}

function readConverted(source: DataFile, header: NpyHeader, values: Float64Array): void {
  const { type, littleEndian, valuesAt } = header
  const chunkItems = chunkBytes / type.itemBytes
  const bytes = new Uint8Array(Math.min(chunkItems, values.length) * type.itemBytes)
  const view = new DataView(bytes.buffer)
  const wholeNumbers = type.dtype !== 'float32'
  for (let start = 0; start < values.length; start += chunkItems) {
    const items = Math.min(chunkItems, values.length - start)
    source.read(bytes.subarray(0, items * type.itemBytes), valuesAt + start * type.itemBytes)
    for (let i = 0; i < items; i++) {
      const value = type.decode(view, i * type.itemBytes, littleEndian)
      if (wholeNumbers && Number.isNaN(value)) throw tooWide(source.file, type.dtype, start + i)
      values[start + i] = value
    }
  }
}

function tooWide(file: string, dtype: NpyTypeName, position: number): DataError {
  return new DataError(
    file,
    'integers of at most 2^53 in magnitude, which float64 holds exactly',
    `a larger ${dtype} as value number ${position} (from 0)`,
    'Scale the values, or save them as float64 if the rounding does not matter',
  )
}
