/**
 * Applies the rotations of implicit QL to rows of Zᵀ, whose columns the threads share out.
 *
 *     row i + 1 ← s·row i + c·row i + 1,   row i ← c·row i − s·row i + 1   for i = last − 1, …, first
 *
 * Zᵀ lies in panels of 8 columns, a cache line a row: a panel stays in the cache for all rotations of a batch, and the
 * row that two successive rotations share stays in registers. 6 flops for each rotation and column.
 *
 * Source: LAPACK dlasr (side = 'L', pivot = 'V', direct = 'B').
 */
import { barrier, stopped } from './barrier'
import { multiplyAdd, subtractProduct } from './simd'

/**
 * @param z [⌈n/8⌉, n, 8]
 * @param steps i32 [count, 2]: first and last row of a sweep, or ~first and last of rows that change places
 * @param rotations cosine and sine of each rotation, in the order of their use
 * @param counter i32, panels handed out in this run: 0 before and after
 */
export function rotateRows(
  z: usize,
  n: i32,
  steps: usize,
  count: i32,
  rotations: usize,
  counter: usize,
  thread: i32,
  threads: i32,
  control: usize,
): void {
  const panels = (n + 7) >> 3
  for (let p = atomic.add<i32>(counter, 1); p < panels; p = atomic.add<i32>(counter, 1)) {
    if (stopped(control)) break
    rotatePanel(z + <usize>p * ((<usize>n) << 6), steps, count, rotations)
  }
  barrier(control, threads)
  if (thread === 0) store<i32>(counter, 0)
}

function rotatePanel(panel: usize, steps: usize, count: i32, rotations: usize): void {
  let pair = rotations
  for (let step = 0; step < count; step++) {
    const first = load<i32>(steps + ((<usize>step) << 3))
    const last = load<i32>(steps + ((<usize>step) << 3), 4)
    if (first < 0) turnRound(panel, ~first, last)
    else {
      sweep(panel, first, last, pair)
      pair += (<usize>(last - first)) << 4
    }
  }
}

function sweep(panel: usize, first: i32, last: i32, rotations: usize): void {
  const end = panel + ((<usize>first) << 6)
  let row = panel + ((<usize>last) << 6)
  let pair = rotations
  let y0 = v128.load(row)
  let y1 = v128.load(row, 16)
  let y2 = v128.load(row, 32)
  let y3 = v128.load(row, 48)
  while (row > end) {
    row -= 64
    const c = v128.load64_splat(pair)
    const s = v128.load64_splat(pair, 8)
    pair += 16
    const x0 = v128.load(row)
    v128.store(row, multiplyAdd(s, x0, f64x2.mul(c, y0)), 64)
    y0 = subtractProduct(s, y0, f64x2.mul(c, x0))
    const x1 = v128.load(row, 16)
    v128.store(row, multiplyAdd(s, x1, f64x2.mul(c, y1)), 80)
    y1 = subtractProduct(s, y1, f64x2.mul(c, x1))
    const x2 = v128.load(row, 32)
    v128.store(row, multiplyAdd(s, x2, f64x2.mul(c, y2)), 96)
    y2 = subtractProduct(s, y2, f64x2.mul(c, x2))
    const x3 = v128.load(row, 48)
    v128.store(row, multiplyAdd(s, x3, f64x2.mul(c, y3)), 112)
    y3 = subtractProduct(s, y3, f64x2.mul(c, x3))
  }
  v128.store(row, y0)
  v128.store(row, y1, 16)
  v128.store(row, y2, 32)
  v128.store(row, y3, 48)
}

function turnRound(panel: usize, first: i32, last: i32): void {
  let up = panel + ((<usize>first) << 6)
  let down = panel + ((<usize>last) << 6)
  while (up < down) {
    for (let c: usize = 0; c < 64; c += 16) {
      const held = v128.load(up + c)
      v128.store(up + c, v128.load(down + c))
      v128.store(down + c, held)
    }
    up += 64
    down -= 64
  }
}
