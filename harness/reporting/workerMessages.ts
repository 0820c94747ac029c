/**
 * Progress from a vitest worker to the reporter: one console line per message, told by its prefix.
 *
 * Workers have no other live channel to the main process; vitest.config.ts keeps these lines from being
 * printed as they are.
 */
export interface ProgressMessage {
  readonly label: string
  readonly done: number
  readonly total: number
}

const prefix = '\u0001saddlecheck '

export function isWorkerMessage(log: string): boolean {
  return log.startsWith(prefix)
}

export function encodeMessage(message: ProgressMessage): string {
  return prefix + JSON.stringify(message)
}

/** Every message in a log, which may hold several lines. */
export function decodeMessages(log: string): ProgressMessage[] {
  return log
    .split('\n')
    .filter(isWorkerMessage)
    .map((line) => JSON.parse(line.slice(prefix.length)) as ProgressMessage)
}
