/** What the operating system says about a file, as a DataError with a hint; anything else passes unchanged. */
import { DataError, HarnessError } from '../errors.ts'

interface SystemError extends Error {
  readonly code: string
}

const explanations: Readonly<Record<string, { got: string; hint: string }>> = {
  ENOENT: { got: 'no such file or folder', hint: 'Check the path for a typing error' },
  ENOTDIR: { got: 'a path that goes through a file', hint: 'Check the path for a typing error' },
  EISDIR: { got: 'a directory', hint: 'Name a file inside it' },
  EACCES: { got: 'no permission', hint: 'Change its permissions or choose another place' },
  EPERM: { got: 'no permission', hint: 'Change its permissions or choose another place' },
  EROFS: { got: 'a read-only file system', hint: 'Choose another place' },
  ENOSPC: { got: 'a full disk', hint: 'Free some space or choose another disk' },
  EDQUOT: { got: 'a used-up disk quota', hint: 'Free some space or choose another disk' },
}

/** @returns what to throw: a DataError when `cause` came from the file system, else `cause` itself */
export function fileError(file: string, expected: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause
  const { got, hint } = explanations[cause.code] ?? {
    got: cause.message,
    hint: `The system says ${cause.code}`,
  }
  return new DataError(file, expected, got, hint, { cause })
}

function isSystemError(cause: unknown): cause is SystemError {
  return (
    cause instanceof Error &&
    !(cause instanceof HarnessError) &&
    'code' in cause &&
    typeof cause.code === 'string'
  )
}
