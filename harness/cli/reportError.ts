/**
 * What ended a run, as one line on stderr and an exit code.
 *
 *     0     done
 *     1     a numerical outcome: a status without numbers, a verdict that is not the pinned one
 *     2     the user's mistake: options, files, a provider that is not there
 *     70    a bug here (EX_SOFTWARE of sysexits.h)
 *     130   interrupted (128 + the number of the signal)
 */
import { CommanderError } from 'commander'
import { type ErrorCode, HarnessError } from '../errors.ts'
import { Interrupted } from './interruption.ts'

export const exitCodes = { done: 0, numerical: 1, mistake: 2, bug: 70, SIGINT: 130, SIGTERM: 143 } as const

const bugs: ReadonlySet<ErrorCode> = new Set(['internal', 'nativeCall'])

/** @returns the exit code */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return reportCommanderError(error)
  if (error instanceof Interrupted) {
    writeLine(`saddlecheck: ${error.message}`)
    return exitCodes[error.signalName]
  }
  if (error instanceof HarnessError) {
    writeLine(error.message)
    return bugs.has(error.code) ? exitCodes.bug : exitCodes.mistake
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`saddlecheck: this is a bug in saddlecheck, please report it:\n${text}\n`)
  return exitCodes.bug
}

/** Commander ends even `--help` and `--version` with an error; what they print is already out. */
function reportCommanderError({ code, exitCode, message }: CommanderError): number {
  if (exitCode === 0) return exitCodes.done
  // Help without having been asked for it: no verb was given.
  const hint = /unknown/.test(code) ? '; --help lists those there are' : ''
  if (code !== 'commander.help') writeLine(`saddlecheck: ${message.replace(/^error: /, '')}${hint}`)
  return exitCodes.mistake
}

/** A user's text may hold line breaks and terminal escapes; both are shown, not obeyed. */
function writeLine(message: string): void {
  const escaped = (control: string): string => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`
  const line = message.replaceAll('\n', ' ').replace(/\p{Cc}/gu, escaped)
  process.stderr.write(`${line}\n`)
}
