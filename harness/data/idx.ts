/**
 * IDX files of unsigned bytes, the format of MNIST: magic `00 00 08 dd`, then dd dimensions as
 * big-endian uint32, then the values in row-major order.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "The IDX file format".
 */
import { DataError } from '../errors.ts'
import { readBytes } from './dataFile.ts'

export interface IdxArray {
  /** [dd] */
  readonly shape: readonly number[]
  /** [product of shape] row-major */
  readonly values: Uint8Array
}

/** What an error says that the file should be. */
export const idxKind = 'an IDX file of unsigned bytes'

const typeNames: Readonly<Record<number, string>> = {
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
}

/** @throws DataError when the file is missing, compressed, of another type, cut off or too long */
export function readIdx(file: string): IdxArray {
  return parseIdx(readBytes(file, idxKind), file)
}

/** @param bytes the whole file; `values` is a view of it @param file named in errors */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  requireMagic(bytes, file)
  const dimensions = bytes[3]!
  const headerBytes = 4 + 4 * dimensions
  if (bytes.length < headerBytes) {
    throw new DataError(
      file,
      `a header of ${headerBytes} bytes for ${dimensions} dimensions`,
      `${bytes.length} bytes in all`,
      'The file is cut off: get it again',
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k))
  const values = bytes.subarray(headerBytes)
  const count = shape.reduce((product, size) => product * size, 1)
  if (values.length !== count) {
    throw new DataError(
      file,
      `${count} values for the shape [${shape.join(', ')}] in its header`,
      `${values.length}`,
      values.length < count ? 'The file is cut off: get it again' : 'The file is damaged: get it again',
    )
  }
  return { shape, values }
}

function requireMagic(bytes: Uint8Array, file: string): void {
  if (bytes.length < 4) {
    const got = bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes`
    throw new DataError(file, idxKind, got, 'The file is cut off: get it again')
  }
  const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new DataError(file, `${idxKind} (magic 00 00 08 ..)`, `magic ${magic}`, 'This is another format')
  }
  if (bytes[2] !== 8) {
    const type = typeNames[bytes[2]!] ?? 'an unknown type'
    throw new DataError(
      file,
      `${idxKind} (type 08)`,
      `${type} (magic ${magic})`,
      'Only unsigned bytes are read',
    )
  }
}
