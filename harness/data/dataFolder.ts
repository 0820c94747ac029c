/**
 * The folder with data that npm does not bring: the one that the variable SADDLECHECK_DATA names.
 *
 * Without the variable there is none, and nobody's mistake; a name that leads nowhere is one.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../errors.ts'

/** @returns undefined without the variable @throws DataError when what it names is no folder */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = env.SADDLECHECK_DATA
  if (!folder) return undefined
  if (isFolder(folder)) return folder
  throw new DataError(
    folder,
    'a folder, because SADDLECHECK_DATA names it',
    'none',
    'Correct the variable or unset it',
  )
}

/** A folder in it, or undefined where there is none. @throws DataError as dataFolder does */
export function presentFolder(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const root = dataFolder(env)
  const folder = root === undefined ? undefined : join(root, name)
  return folder !== undefined && isFolder(folder) ? folder : undefined
}

/**
 * A folder in it that has to be there.
 *
 * @param hint where to get what belongs there
 * @throws DataError when it is not
 */
export function requiredFolder(name: string, hint: string, env: NodeJS.ProcessEnv = process.env): string {
  const folder = presentFolder(name, env)
  if (folder !== undefined) return folder
  const root = dataFolder(env)
  if (root !== undefined) throw new DataError(join(root, name), 'a folder', 'none', hint)
  throw new DataError('SADDLECHECK_DATA', `the folder that holds ${name}`, 'no such variable', hint)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
