/**
 * Ctrl-C and its like as an AbortSignal: work gets a moment to end by itself, then it is left behind.
 *
 * A second Ctrl-C ends the process at once. Files are not at risk: all of them appear whole or not at all.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** What the signal aborts with. */
export class Interrupted extends Error {
  /** 128 + the number of the signal, as a shell reports it. */
  readonly exitCode: number

  constructor(signalName: keyof typeof exitCodes) {
    super(`interrupted by ${signalName}`)
    this.name = new.target.name
    this.exitCode = exitCodes[signalName]
  }
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** A call into LAPACK cannot be stopped half-way and may go on for an hour. */
const graceMs = 2_000

/** Runs `work` with a signal that aborts on SIGINT and SIGTERM. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals): void => {
    const reason = new Interrupted(name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
    if (controller.signal.aborted) process.exit(reason.exitCode)
    controller.abort(reason)
  }
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]
  for (const name of names) process.on(name, onSignal)
  try {
    return await work(controller.signal)
  } finally {
    for (const name of names) process.off(name, onSignal)
  }
}

/** The outcome of `work`, or the signal's reason when work goes on for more than a moment after the abort. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const afterGrace = (): void => {
      sleep(graceMs, undefined, { signal: settled.signal }).then(
        () => reject(signal.reason),
        () => undefined,
      )
    }
    if (signal.aborted) afterGrace()
    else signal.addEventListener('abort', afterGrace, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    settled.abort()
  }
}
