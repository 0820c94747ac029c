/**
 * Who made a file: a process named so that a killed one can be told from a live one.
 *
 * A process is recognised by its number and, where /proc has it, its start time, because numbers are given
 * out again. Of a process on another host nothing is known.
 */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

export interface ProcessOwner {
  readonly pid: number
  /** Clock ticks since boot at which it started, '' where there is no /proc. */
  readonly start: string
  readonly host: string
}

export function thisProcess(): ProcessOwner {
  return { pid: process.pid, start: startTime(process.pid), host: hostname() }
}

/** Whether the process has certainly ended; false for one on another host. */
export function hasEnded({ pid, start, host }: ProcessOwner): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
  }
  return startTime(pid) !== start
}

/** As a part of a file name. */
export function ownerName({ pid, start, host }: ProcessOwner): string {
  return `${pid}-${start}-${encodeURIComponent(host)}`
}

/** The inverse; undefined for another text. */
export function namedOwner(name: string): ProcessOwner | undefined {
  const parts = /^(\d+)-(\d*)-(.+)$/.exec(name)
  if (parts === null) return undefined
  const [, pid, start, host] = parts
  return { pid: Number(pid), start: start!, host: decodeURIComponent(host!) }
}

function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name in parentheses may hold blanks; the 22nd field is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
