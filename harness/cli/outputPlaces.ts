/**
 * Whether results can be written where the user wants them, asked before the work and not after it.
 *
 * Permissions do not tell (root, quotas, read-only mounts), so the folder is asked by making a file in it,
 * as `replaceFile` will.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileError } from '../data/fileError.ts'
import { ArgumentError, DataError } from '../errors.ts'

/** A path that the user gave under a flag. */
export interface NamedPath {
  readonly flag: string
  readonly path: string
}

/**
 * @param outputs files to be written; their folders must exist
 * @param inputs files to be read, none of which may be overwritten
 * @throws ArgumentError when two of them are the same file, DataError when one cannot be written
 */
export function requireWritableFiles(outputs: readonly NamedPath[], inputs: readonly NamedPath[]): void {
  const taken = new Map(inputs.map(({ flag, path }) => [identity(path), flag]))
  for (const { flag, path } of outputs) {
    requireFileName(path)
    requireRoomIn(dirname(path), path)
    const other = taken.get(identity(path))
    if (other !== undefined) {
      throw new ArgumentError('saddlecheck', flag, `another file than ${other}`, JSON.stringify(path))
    }
    taken.set(identity(path), flag)
  }
}

/** Makes the folder if need be. @throws DataError when it cannot be made or written into */
export function requireWritableFolder(folder: string): void {
  const expected = 'a folder that can be written into'
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    // What the system says of a file in its place does not name the file as the reason.
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new DataError(folder, expected, 'a file', 'Choose another place', { cause })
    throw fileError(folder, expected, cause)
  }
  requireRoomIn(folder, folder)
}

function requireFileName(path: string): void {
  const stats = statOf(path)
  const namesFolder = /[/\\]$/.test(path)
  if (!namesFolder && (stats === undefined || stats.isFile())) return
  const got = namesFolder || stats?.isDirectory() ? 'a directory' : 'a pipe or device'
  throw new DataError(path, 'a file that can be written', got, 'Name a file')
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    throw fileError(path, 'a file that can be written', cause)
  }
}

function requireRoomIn(folder: string, wanted: string): void {
  const probe = join(folder, `.saddlecheck-${randomUUID()}.partial`)
  try {
    writeFileSync(probe, '', { flag: 'wx' })
    rmSync(probe)
  } catch (cause) {
    throw fileError(wanted, 'a place that can be written', cause)
  }
}

/** The same text for two paths of one file, whether it is there already or not. */
function identity(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return join(parentOf(path), basename(path))
  }
}

function parentOf(path: string): string {
  try {
    return realpathSync(dirname(path))
  } catch {
    return dirname(path)
  }
}
