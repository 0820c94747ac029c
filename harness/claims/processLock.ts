/**
 * A lock file that names its process, so that the lock of a killed process can be told from a live one.
 *
 * A lock of another host, or one without a readable name, counts as abandoned after a grace of ten seconds:
 * long enough for its writer to finish writing the name.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { hasEnded, type ProcessOwner, thisProcess } from '../data/processOwner.ts'

export interface ProcessLock {
  release(): void
}

const graceMs = 10_000

/** @returns 'busy' while another live process (or another part of this one) holds it. */
export function acquireLock(file: string): ProcessLock | 'busy' {
  const owner = thisProcess()
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(owner), { flag: 'wx' })
      return { release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (!isAbandoned(file)) return 'busy'
      rmSync(file, { force: true })
    }
  }
  return 'busy'
}

/** Whether nobody can be holding it. */
export function isAbandoned(file: string): boolean {
  const owner = readOwner(file)
  if (owner === undefined || owner.host !== hostname()) return ageMs(file) > graceMs
  return hasEnded(owner)
}

function readOwner(file: string): ProcessOwner | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessOwner>
    return typeof owner.pid === 'number' && typeof owner.start === 'string' && typeof owner.host === 'string'
      ? (owner as ProcessOwner)
      : undefined
  } catch {
    return undefined
  }
}

/** The file system's own clock against this process's, both wall clocks of one host. */
function ageMs(file: string): number {
  try {
    return performance.timeOrigin + performance.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}
