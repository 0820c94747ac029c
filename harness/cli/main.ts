#!/usr/bin/env node
/** The entry of the command line: whatever ends a run ends here, as one line and an exit code. */
import { Interrupted } from './interruption.ts'
import { runProgram } from './program.ts'
import { reportError } from './reportError.ts'

// `| head` closes the pipe after a few lines; that must not cost the files that are still to be written.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  process.exitCode = await runProgram(process.argv.slice(2))
} catch (error) {
  process.exitCode = reportError(error)
  if (error instanceof Interrupted) endInterrupted(error)
}

/** Dying of the signal itself gives the same code to a shell, and does not wait for another thread's hour in LAPACK. */
function endInterrupted({ signalName, leavesWorkBehind }: Interrupted): void {
  if (leavesWorkBehind) process.kill(process.pid, signalName)
  else process.exit()
}
