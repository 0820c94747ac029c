/** CPU time of another process, so that a limit means the same on a busy machine. */
import { readFileSync } from 'node:fs'

/** Linux reports /proc times in hundredths of a second on every architecture. */
const tickMs = 10

/** @returns undefined where there is no /proc, or the process has ended */
export function processCpuMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name in parentheses may hold blanks; fields 14 and 15 are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * tickMs
  } catch {
    return undefined
  }
}
