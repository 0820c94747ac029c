/**
 * Pieces of work that several processes share: each does first what no other is at. Whatever their number, and
 * wherever in the list they begin, none waits while there is something left that nobody does.
 */

/**
 * @param isBusy whether another process is at this piece now: EvidenceStore.isBusy
 * @returns [pieces] in their order
 */
export async function sharedWork<Piece, Result>(
  pieces: readonly Piece[],
  isBusy: (piece: Piece) => boolean,
  work: (piece: Piece) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(pieces.length)
  const left = [...pieces.keys()]
  while (left.length > 0) {
    const free = left.findIndex((k) => !isBusy(pieces[k]!))
    const [k] = left.splice(Math.max(free, 0), 1)
    results[k!] = await work(pieces[k!]!)
  }
  return results
}
