/** Runs what the process is for, and ends the process: whatever went wrong becomes one line and an exit code. */
import { Interrupted } from './interruption.ts'
import { reportError } from './reportError.ts'

/** @param work its exit code is the process's */
export async function runProcess(work: () => Promise<number>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onStreamError)
  try {
    process.exitCode = await work()
  } catch (error) {
    process.exitCode = reportError(error)
    if (error instanceof Interrupted) endInterrupted(error)
  }
}

/** `| head` closes the pipe after a few lines; that must not cost the files that are still to be written. */
function onStreamError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** Dying of the signal itself gives the same code to a shell, and does not wait for another thread's hour in LAPACK. */
function endInterrupted({ signalName, leavesWorkBehind }: Interrupted): void {
  if (leavesWorkBehind) process.kill(process.pid, signalName)
  else process.exit()
}
