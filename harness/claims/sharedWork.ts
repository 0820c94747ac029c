/**
 * Pieces of work that several processes share: each leaves aside what another is at, and comes back to it. Whatever
 * their number, and wherever in the list they are, none waits while there is a piece that nobody has begun.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClaimContext } from './context.ts'
import { EvidenceBusy } from './evidenceStore.ts'

/** Between two looks at pieces that are all at work elsewhere. */
const pollMs = 200

/**
 * @param work does a piece with the context that it is given, and stores what takes time as evidence: where another
 *   process is computing that, it is begun anew later
 * @returns [pieces] in their order
 */
export async function sharedWork<Piece, Result>(
  context: ClaimContext,
  pieces: readonly Piece[],
  work: (piece: Piece, context: ClaimContext) => Promise<Result>,
): Promise<Result[]> {
  const impatient = { ...context, evidence: context.evidence.withoutWaiting() }
  const results = new Array<Result>(pieces.length)
  let left = [...pieces.keys()]
  while (left.length > 0) {
    const busy: number[] = []
    for (const k of left) {
      try {
        results[k] = await work(pieces[k]!, impatient)
      } catch (error) {
        if (!(error instanceof EvidenceBusy)) throw error
        busy.push(k)
      }
    }
    if (busy.length === left.length) await sleep(pollMs)
    context.signal?.throwIfAborted()
    left = busy
  }
  return results
}
