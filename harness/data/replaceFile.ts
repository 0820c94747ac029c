/**
 * Writes a file so that its final name never shows half of it.
 *
 * The bytes go to a new file in the same folder, reach the disk (fsync), and only then take the final
 * name in one step (rename). A failure removes the new file and leaves what had the name before; a
 * killed process leaves at most a hidden `.saddlecheck-*.partial`, which names it: removeAbandoned finds those.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DataError } from '../errors.ts'
import { fileError } from './fileError.ts'
import { hasEnded, namedOwner, ownerName, thisProcess } from './processOwner.ts'

const expected = 'a file that can be written'

/**
 * @param chunks the content in order, each under 2 GiB; may be made while writing, and reuse one buffer
 * @throws DataError when the folder is missing, the disk is full, or the name belongs to a directory or device
 */
export function replaceFile(file: string, chunks: Iterable<Uint8Array>): void {
  try {
    const target = finalName(file)
    const partial = join(dirname(target), `.saddlecheck-${randomUUID()}-${ownerName(thisProcess())}.partial`)
    const descriptor = openSync(partial, 'wx')
    try {
      writeAndClose(descriptor, chunks)
      renameSync(partial, target)
    } catch (cause) {
      rmSync(partial, { force: true })
      throw cause
    }
  } catch (cause) {
    throw fileError(file, expected, cause)
  }
}

/** Removes what processes that have ended were writing in a folder. @throws when the folder cannot be read */
export function removeAbandoned(folder: string): void {
  for (const file of readdirSync(folder)) {
    const name = partialName.exec(file)?.groups?.owner
    const owner = name === undefined ? undefined : namedOwner(name)
    if (owner !== undefined && hasEnded(owner)) rmSync(join(folder, file), { force: true })
  }
}

/** A UUID has five groups. */
const partialName = /^\.saddlecheck-(?:\w+-){5}(?<owner>.+)\.partial$/

/** A link is followed: its target is replaced, not the link. */
function finalName(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return file
  if (!stats.isFile()) {
    const got = stats.isDirectory() ? 'a directory' : 'a pipe or device'
    throw new DataError(file, expected, got, 'Name a file')
  }
  return realpathSync(file)
}

function writeAndClose(descriptor: number, chunks: Iterable<Uint8Array>): void {
  try {
    for (const chunk of chunks) writeWhole(descriptor, chunk)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** One call may write less than asked, the last bytes before a disk is full for instance. */
function writeWhole(descriptor: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(descriptor, chunk, done)
}
