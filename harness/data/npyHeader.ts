/**
 * The header of an NPY file: a magic string, a version, and a Python dict literal that says what follows.
 *
 *     \x93NUMPY  major minor  length (uint16, from version 2 on uint32, little endian)
 *     {'descr': '<f8', 'fortran_order': False, 'shape': (60000, 784), }   padded by spaces, ends in \n
 *
 * Source: NumPy, "numpy.lib.format" (versions 1.0, 2.0, 3.0).
 * Differs from the source: no Python is evaluated; headers over 65,535 bytes, which only structured types
 * need, are refused.
 */
import { DataError } from '../errors.ts'
import type { DataFile } from './dataFile.ts'
import { type NpyType, npyTypes } from './npyType.ts'

export interface NpyHeader {
  readonly type: NpyType
  readonly littleEndian: boolean
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
  /** Where the first value lies. */
  readonly valuesAt: number
}

/** What an error says that the file should be. */
export const npyKind = 'an NPY file'

const magic = '\x93NUMPY'
const longestHeaderBytes = 65_535
const damaged = 'The file is damaged: save the array again with numpy.save'

/** @throws DataError when the header is damaged or names an element type that is not read */
export function readNpyHeader(source: DataFile): NpyHeader {
  const { textAt, textBytes } = headerExtent(source)
  const bytes = new Uint8Array(textBytes)
  source.read(bytes, textAt)
  const text = Buffer.from(bytes).toString('latin1')
  const fields = dictFields(source.file, text)
  return {
    ...elementType(source.file, fields.descr),
    fortranOrder: fields.fortran_order === 'True',
    shape: shapeOf(source.file, fields.shape),
    valuesAt: textAt + textBytes,
  }
}

/** A version 1.0 header for little-endian float64 in C order; its length is a multiple of 64. */
export function formatNpyHeader(shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`
  const lengthBytes = Math.ceil((10 + text.length + 1) / 64) * 64
  const header = Buffer.alloc(lengthBytes, ' ')
  header.write(`${magic}\x01\x00`, 'latin1')
  header.writeUInt16LE(lengthBytes - 10, 8)
  header.write(text, 10, 'latin1')
  header.write('\n', lengthBytes - 1)
  return header
}

function headerExtent(source: DataFile): { textAt: number; textBytes: number } {
  const start = Buffer.alloc(Math.min(12, source.lengthBytes))
  source.read(start, 0)
  requireVersion(source.file, start)
  const textAt = start[6] === 1 ? 10 : 12
  const textBytes = start[6] === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8)
  const room = Math.min(longestHeaderBytes, source.lengthBytes - textAt)
  if (textBytes > room) {
    throw new DataError(source.file, `an NPY header within ${room} bytes`, `one of ${textBytes}`, damaged)
  }
  return { textAt, textBytes }
}

function requireVersion(file: string, start: Buffer): void {
  if (start.toString('latin1', 0, magic.length) !== magic) {
    const bytes = start.subarray(0, magic.length).toString('hex')
    const got = start.length === 0 ? 'an empty file' : `a file that begins with the bytes ${bytes}`
    throw new DataError(file, npyKind, got, 'Save the array with numpy.save')
  }
  if (start.length < 12) {
    throw new DataError(file, `${npyKind} with a header`, `${start.length} bytes in all`, damaged)
  }
  const version = `${start[6]}.${start[7]}`
  if (!['1.0', '2.0', '3.0'].includes(version)) {
    throw new DataError(file, 'NPY version 1.0, 2.0 or 3.0', version, damaged)
  }
}

interface DictFields {
  descr: string
  fortran_order: string
  shape: string
}

/** The three values as they are written; a key that is missing, unknown or twice there is damage. */
function dictFields(file: string, text: string): DictFields {
  const dict = /^\{(.*)\}\s*$/s.exec(text)?.[1]
  const item = /\s*(['"])(\w+)\1\s*:\s*(True|False|'[^']*'|"[^"]*"|\([\d\sL,]*\)|\[.*\])\s*(?:,|$)/suy
  const fields: Record<string, string> = {}
  let items = 0
  let end = 0
  for (let match = item.exec(dict ?? ''); match !== null; match = item.exec(dict ?? '')) {
    fields[match[2]!] = match[3]!
    items++
    end = item.lastIndex
  }
  const { descr, fortran_order, shape } = fields
  const whole = dict !== undefined && dict.slice(end).trim() === '' && items === 3
  if (!whole || !descr || !/^(True|False)$/.test(fortran_order ?? '') || !shape?.startsWith('(')) {
    throw new DataError(
      file,
      "an NPY header {'descr': ..., 'fortran_order': ..., 'shape': ...}",
      excerpt(text),
      damaged,
    )
  }
  return { descr, fortran_order: fortran_order!, shape }
}

function elementType(file: string, descr: string): { type: NpyType; littleEndian: boolean } {
  const [, order = '', code = ''] = /^['"]([<>|=])(\w+)['"]$/.exec(descr) ?? []
  const type = npyTypes.get(code)
  if (type === undefined || (order === '|' && type.itemBytes > 1)) {
    throw new DataError(
      file,
      'numbers: bool, int8 to int64, uint8 to uint64, float32 or float64',
      `element type ${excerpt(descr)}`,
      "Convert them: numpy.save(file, array.astype('float64'))",
    )
  }
  return { type, littleEndian: order !== '>' }
}

function shapeOf(file: string, tuple: string): readonly number[] {
  const inside = tuple.slice(1, -1).trim()
  // Python 2 wrote long integers as 3L; a tuple of one needs its comma, a number in parentheses is none.
  const wellFormed = /^(|\d+L?\s*,|\d+L?\s*(,\s*\d+L?\s*)+,?)$/.test(inside)
  const shape = wellFormed ? (inside.match(/\d+/g) ?? []).map(Number) : []
  if (!wellFormed || !shape.every(Number.isSafeInteger)) {
    throw new DataError(file, 'a shape of whole numbers up to 2^53', excerpt(tuple), damaged)
  }
  return shape
}

function excerpt(text: string): string {
  const trimmed = text.trim().replace(/[^ -~]/g, '?')
  return JSON.stringify(trimmed.length > 80 ? `${trimmed.slice(0, 80)}...` : trimmed)
}
