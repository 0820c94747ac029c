/**
 * One panel of Householder's reduction to tridiagonal form, on all threads.
 *
 *     H = I − u uᵀ/h,   p = A u/h,   q = p − (uᵀp/2h) u,   H A H = A − u qᵀ − q uᵀ
 *
 * Within a panel the matrix stays as it is: row i is brought up to date when its turn comes, and A u is corrected
 * for the k updates that are still owed,
 *
 *     A_k u = A u − Σ_j (u_j (q_jᵀu) + q_j (u_jᵀu)).
 *
 * Then the leading block is updated once, tile by tile, at the speed of a matrix product. So of the 4n³/3 flops one
 * half reads the triangle once a row and writes nothing, where an update of the matrix in each step would write it
 * as often.
 *
 * Nothing depends on the number of threads: A u is cut into slices of rows, as many as the order says, that are
 * summed in their order; everything else is cut by output entries.
 *
 * Source: Dongarra, Hammarling and Sorensen, "Block reduction of matrices to condensed forms for eigenvalue
 * computations", 1989 (LAPACK dsytrd, dlatrd).
 * Differs from the source:
 * 1. rows are eliminated from the last to the first, so that each is contiguous and the rest a leading block;
 * 2. a row is divided by its largest entry first: see reflector.ts;
 * 3. a row that is already zero left of its off-diagonal entry is not reflected, so that a tridiagonal matrix
 *    passes through without a rounding.
 */
import { barrier, stoppedAtBarrier } from './barrier'
import { pack, updateTriangle } from './rankTwoUpdate'
import { reflect, secondVector } from './reflector'
import { multiply, sumColumns } from './symmetricProduct'
import { a, addPair, k, openPanel, qs, resetPieces, step, stride, us } from './tridiagonalPanel'
import { updateColumns } from './tridiagonalRow'

/**
 * Eliminates rows from `from` down until `width` of them were reflected, and updates what is left.
 *
 * @param matrix [n, n] with rows `lda` apart; row i becomes u left of its diagonal, then zeros up to column i + 3
 * @param pieces i32, pieces of work handed out in this run: 0 before and after
 * @param work u [width, ld], q [width, ld], products [24, ld], packed [2·width, ld], dots [2·width];
 *   ld ≥ n a multiple of 8, better an odd one: u_j[i] then lie in different sets of the cache
 * @param out [3, n] diagonal, off-diagonal (from the first row on) and h; h = 0 where nothing was reflected
 * @returns the next row, −1 when there is none
 */
export function tridiagonalizePanel(
  matrix: usize,
  lda: i32,
  n: i32,
  from: i32,
  width: i32,
  pieces: usize,
  work: usize,
  ld: i32,
  out: usize,
  thread: i32,
  threads: i32,
  control: usize,
): i32 {
  openPanel(matrix, lda, width, pieces, work, ld)
  const diagonal = out
  const offDiagonal = diagonal + ((<usize>n) << 3)
  const hs = offDiagonal + ((<usize>n) << 3)
  let i = from
  for (; i >= 0 && k < width; i--) {
    const row = a + <usize>i * stride
    const place = (<usize>i) << 3
    if (k > 0) {
      updateColumns(row, i, threads)
      barrier(control, threads)
    }
    const u = us + <usize>k * step
    if (thread === 0) {
      store<f64>(diagonal + place, load<f64>(row + place))
      if (i === 0) store<f64>(hs, 0)
      else reflect(row, i, u, offDiagonal + place - 8, hs + place)
      for (let c = i; c < min(n, i + 4); c++) store<f64>(row + ((<usize>c) << 3), 0)
    }
    barrier(control, threads)
    if (stoppedAtBarrier(control)) return -1
    if (load<f64>(hs + place) === 0) continue
    const q = qs + <usize>k * step
    multiply(i, u, threads)
    barrier(control, threads)
    sumColumns(i, q, threads)
    barrier(control, threads)
    if (thread === 0) secondVector(i, u, q, load<f64>(hs + place))
    barrier(control, threads)
    addPair()
  }
  if (i >= 0) {
    pack(i + 1, threads)
    barrier(control, threads)
    updateTriangle(i + 1, threads)
    barrier(control, threads)
  }
  if (thread === 0) resetPieces()
  return i
}
