/**
 * A lock file that names its process, so that the lock of a killed process can be told from a live one.
 *
 * A process is recognised by its number and, where /proc has it, its start time, because numbers are
 * given out again. A lock of another host, or one without a readable name, counts as abandoned after a
 * grace of ten seconds: long enough for its writer to finish writing the name.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'

export interface ProcessLock {
  release(): void
}

interface Owner {
  readonly pid: number
  readonly start: string
  readonly host: string
}

const graceMs = 10_000

/** @returns 'busy' while another live process (or another part of this one) holds it. */
export function acquireLock(file: string): ProcessLock | 'busy' {
  const owner: Owner = { pid: process.pid, start: startTime(process.pid), host: hostname() }
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

function isAbandoned(file: string): boolean {
  const owner = readOwner(file)
  if (owner === undefined || owner.host !== hostname()) return ageMs(file) > graceMs
  return !isAlive(owner)
}

function readOwner(file: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Partial<Owner>
    return typeof owner.pid === 'number' && typeof owner.start === 'string' && typeof owner.host === 'string'
      ? (owner as Owner)
      : undefined
  } catch {
    return undefined
  }
}

function isAlive({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return startTime(pid) === start
}

/** Clock ticks since boot at which the process started, '' where there is no /proc. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name in parentheses may hold blanks; the 22nd field is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
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
