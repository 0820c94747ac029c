/**
 * A data file opened for reading: its length is known before the first byte is read, every read is
 * exact, and whatever is wrong with it is a DataError.
 *
 * Only regular files: a pipe has no length to hold against the shape that a header promises.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { DataError } from '../errors.ts'
import { fileError } from './fileError.ts'

export interface DataFile {
  /** The path as the caller gave it. */
  readonly file: string
  readonly lengthBytes: number
  /** Fills all of `target` from this position on. DataError when the file ends before. */
  read(target: ArrayBufferView, positionBytes: number): void
}

/** One read or write moves at most this much: Node refuses 2 GiB and more in one call. */
export const chunkBytes = 16 * 2 ** 20

/**
 * Opens `file`, hands it to `use` and closes it again.
 *
 * @param expected what the file should be, as an error says it: `an NPY file`
 * @throws DataError when it is missing, not a regular file, unreadable or compressed
 */
export function withDataFile<T>(file: string, expected: string, use: (source: DataFile) => T): T {
  try {
    // Asked before opening: opening a named pipe would wait for a writer.
    requireRegularFile(file, expected)
    const descriptor = openSync(file, 'r')
    try {
      const source = openedFile(file, expected, descriptor)
      requireUncompressed(source, expected)
      return use(source)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    throw fileError(file, expected, cause)
  }
}

/** All bytes of `file`. @throws DataError as withDataFile does */
export function readBytes(file: string, expected: string): Uint8Array {
  return withDataFile(file, expected, (source) => {
    const bytes = allocated(file, () => new Uint8Array(source.lengthBytes))
    source.read(bytes, 0)
    return bytes
  })
}

/** What `allocate` returns, or a DataError when memory or the engine's limit does not suffice. */
export function allocated<T>(file: string, allocate: () => T): T {
  try {
    return allocate()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new DataError(
      file,
      'an array that fits in memory',
      cause.message,
      'Use fewer samples or a machine with more memory',
      { cause },
    )
  }
}

function requireRegularFile(file: string, expected: string): void {
  const stats = statSync(file)
  if (stats.isFile()) return
  const got = stats.isDirectory() ? 'a directory' : 'a pipe or device'
  throw new DataError(file, expected, got, 'Name a regular file')
}

function openedFile(file: string, expected: string, descriptor: number): DataFile {
  function read(target: ArrayBufferView, positionBytes: number): void {
    for (let done = 0; done < target.byteLength; ) {
      const length = Math.min(chunkBytes, target.byteLength - done)
      const chunk = new Uint8Array(target.buffer, target.byteOffset + done, length)
      const got = readSync(descriptor, chunk, 0, length, positionBytes + done)
      if (got === 0) {
        throw new DataError(
          file,
          expected,
          `an end after ${positionBytes + done} bytes`,
          'It is cut off: write it again',
        )
      }
      done += got
    }
  }

  return { file, lengthBytes: fstatSync(descriptor).size, read }
}

function requireUncompressed(source: DataFile, expected: string): void {
  const head = new Uint8Array(Math.min(4, source.lengthBytes))
  source.read(head, 0)
  if (head[0] === 0x1f && head[1] === 0x8b) {
    throw new DataError(source.file, expected, 'a gzip-compressed file', 'Unpack it first: gunzip')
  }
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
    throw new DataError(
      source.file,
      expected,
      'a zip archive (an .npz file is one)',
      'Unpack it and name one of the files inside',
    )
  }
}
