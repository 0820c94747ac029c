/** This thread's view of the panel that is being reduced, and how the threads share the pieces of each phase. */

/** Slices of A u: 2, 3, 4, 6 or 8 threads have equal shares. The host reserves as many rows of `products`. */
export const mostSlices: i32 = 24
/** What a thread takes at a time; a multiple of 8. */
export const columnsAtOnce: i32 = 128

// Addresses, and distances in bytes.
export let a: usize = 0
export let stride: usize = 0
/** u_j and q_j of the panel, `step` bytes apart. */
export let us: usize = 0
export let qs: usize = 0
export let step: usize = 0
/** Pairs in the panel so far. */
export let k: i32 = 0
/** Slices of A u, `step` apart. */
export let products: usize = 0
/** Four rows of the k pairs, pair after pair: u_j[r … r + 3], q_j[r … r + 3]. */
export let packed: usize = 0
/** u_jᵀu and q_jᵀu for each j. */
export let dots: usize = 0
/** Where the pieces are counted, and how many the phases had that are over. */
let counter: usize = 0
let taken: i32 = 0

/** An empty panel; the parameters are those of tridiagonalizePanel. */
export function openPanel(matrix: usize, lda: i32, width: i32, pieces: usize, work: usize, ld: i32): void {
  a = matrix
  stride = (<usize>lda) << 3
  step = (<usize>ld) << 3
  counter = pieces
  us = work
  qs = us + <usize>width * step
  products = qs + <usize>width * step
  packed = products + <usize>mostSlices * step
  dots = packed + <usize>(2 * width) * step
  taken = 0
  k = 0
}

/** u_k and q_k are in their places. */
export function addPair(): void {
  k++
}

/** The next piece of a phase that nobody has. Each thread asks once in vain, then calls `endPhase`. */
export function nextPiece(): i32 {
  return atomic.add<i32>(counter, 1) - taken
}

export function endPhase(pieces: i32, threads: i32): void {
  taken += pieces + threads
}

/** After the last phase, by one thread: the counter as the next run expects it. */
export function resetPieces(): void {
  store<i32>(counter, 0)
}
