/** What every long computation accepts: a way to watch it and a way to stop it. */
export interface RunOptions {
  /** Aborts at the next chunk; the computation then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Told from time to time how much of the work is done, both in the computation's own unit of work. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/**
 * Lets the event loop turn if the last turn is longer ago than `everyMs`, and stops on abort.
 *
 * A long synchronous loop calls this between chunks so that progress is drawn and signals arrive.
 */
export function breather(
  options: RunOptions = {},
  everyMs = 100,
): (done: number, total: number) => Promise<void> {
  let last = performance.now()
  return async (done, total) => {
    options.signal?.throwIfAborted()
    if (performance.now() - last < everyMs) return
    options.onProgress?.(done, total)
    await new Promise<void>((resolve) => setImmediate(resolve))
    last = performance.now()
  }
}
