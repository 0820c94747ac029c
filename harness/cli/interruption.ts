/**
 * Ctrl-C and its like as an AbortSignal: work gets a moment to end by itself, then it is left behind.
 *
 * One Ctrl-C may come twice, from the terminal and from npm or tsx, which pass on what they get. Only one that
 * comes a second later is a second one: it is the system's to handle and ends the process at once.
 * Files are not at risk: all of them appear whole or not at all.
 */
import { setTimeout as sleep } from 'node:timers/promises'

type SignalName = 'SIGINT' | 'SIGTERM'

/** What the signal aborts with. */
export class Interrupted extends Error {
  readonly signalName: SignalName
  /** Work goes on in another thread; `process.exit` would wait for it. */
  leavesWorkBehind = false

  constructor(signalName: SignalName) {
    super(`interrupted by ${signalName}`)
    this.name = new.target.name
    this.signalName = signalName
  }
}

/** A call into LAPACK cannot be stopped half-way and may go on for an hour. */
const graceMs = 2_000

/** Within it, another signal is an echo of the first. */
const echoMs = 1_000

/** Runs `work` with a signal that aborts on SIGINT and SIGTERM. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onInterrupt = (): void => abort('SIGINT')
  const onTerminate = (): void => abort('SIGTERM')
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  try {
    return await work(controller.signal)
  } finally {
    ignore()
  }

  function abort(name: SignalName): void {
    controller.abort(new Interrupted(name))
    setTimeout(ignore, echoMs).unref()
  }

  function ignore(): void {
    process.off('SIGINT', onInterrupt)
    process.off('SIGTERM', onTerminate)
  }
}

/**
 * The outcome of `work`, unless it goes on for more than a moment after the abort.
 *
 * @throws the signal's reason then, marked as leaving work behind
 */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const abandoned = aborted(signal, settled.signal).then(async () => {
    await sleep(graceMs, undefined, { signal: settled.signal })
    if (signal.reason instanceof Interrupted) signal.reason.leavesWorkBehind = true
    throw signal.reason
  })
  try {
    return await Promise.race([work, abandoned])
  } finally {
    // Losing the race, `abandoned` is cancelled, and its rejection is nobody's.
    abandoned.catch(() => {})
    settled.abort()
  }
}

function aborted(signal: AbortSignal, listening: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: listening })
  })
}
