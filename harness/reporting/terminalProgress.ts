/** Progress on stderr: bars where a person watches, lines in a log. */
import { type ProgressDisplay, progressDisplay } from './progressDisplay.ts'

export function terminalProgress(): ProgressDisplay {
  const interactive = Boolean(process.stderr.isTTY) && !process.env.CI
  return progressDisplay({ interactive, stream: process.stderr })
}
