/**
 * c += sign · a·b in float64, blocked for the caches; of a symmetric c only the upper triangle, if so wanted.
 *
 * A block of b, 256 deep, is packed once and stays in the last cache but one while the rows of a pass by, 128 at a
 * time. An entry is a sum of `depth` products in ascending order, broken into runs of 256, so
 * |computed − exact| ≤ γ_depth (|a| |b|) entry by entry when c was 0, with γ_k = ku/(1 − ku), and one rounding more
 * when it was not. Threads share out rows or columns of c; an entry's bits do not depend on how.
 *
 * Source: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008 (the loop order);
 * Higham, "Accuracy and stability of numerical algorithms", 2002, eq. (3.13) (the bound).
 */
import { stopped, tellProgress } from './barrier'
import { blockUpdate, edgeTileBytes, packedBytes, packStrips } from './tiles'

const blockDepth: i32 = 256
const blockRows: i32 = 128
const blockColumns: i32 = 1024

/** Bytes of work space that each thread needs. */
export function productScratch(rows: i32, columns: i32, depth: i32): i32 {
  const deep = min(depth, blockDepth)
  const left = packedBytes(min(rows, blockRows), deep)
  return <i32>(left + packedBytes(min(columns, blockColumns), deep) + edgeTileBytes)
}

/**
 * @param a entry (i, p) lies at a + i·aAlong + p·aDeep, in bytes @param b entry (p, j) at b + j·bAlong + p·bDeep
 * @param c [rows, columns] row-major
 * @param upper 1: c is square, and only what is on or above its diagonal is wanted
 * @param scratch productScratch(rows, columns, depth) bytes for each thread, one after the other
 */
export function addMatrixProduct(
  a: usize,
  aAlong: usize,
  aDeep: usize,
  b: usize,
  bAlong: usize,
  bDeep: usize,
  c: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  sign: f64,
  upper: i32,
  scratch: usize,
  thread: i32,
  threads: i32,
  control: usize,
): void {
  const edge = scratch + <usize>thread * <usize>productScratch(rows, columns, depth)
  const packedLeft = edge + edgeTileBytes
  const packedRight = packedLeft + packedBytes(min(rows, blockRows), min(depth, blockDepth))
  const byRows = upper !== 0 || rows >= columns
  const firstRow = byRows ? shareBegin(rows, thread, threads, upper) : 0
  const endRow = byRows ? shareBegin(rows, thread + 1, threads, upper) : rows
  const firstColumn = byRows ? (upper !== 0 ? firstRow : 0) : shareBegin(columns, thread, threads, 0)
  const endColumn = byRows ? columns : shareBegin(columns, thread + 1, threads, 0)
  if (firstRow === endRow || firstColumn === endColumn) return
  const rowBytes = (<usize>columns) << 3
  let done: f64 = 0
  for (let j = firstColumn; j < endColumn; j += blockColumns) {
    const width = min(blockColumns, endColumn - j)
    for (let p = 0; p < depth; p += blockDepth) {
      const deep = min(blockDepth, depth - p)
      packStrips(b + <usize>j * bAlong + <usize>p * bDeep, bAlong, bDeep, width, deep, packedRight)
      // Rows beyond the last column of the block have nothing above the diagonal in it.
      const end = upper !== 0 ? min(endRow, j + width) : endRow
      for (let i = firstRow; i < end; i += blockRows) {
        if (stopped(control)) return
        const height = min(blockRows, end - i)
        packStrips(a + <usize>i * aAlong + <usize>p * aDeep, aAlong, aDeep, height, deep, packedLeft)
        const block = c + <usize>i * rowBytes + ((<usize>j) << 3)
        const below = upper !== 0 ? j - i : height
        blockUpdate(packedLeft, packedRight, deep, height, width, block, rowBytes, sign, below, edge)
        done += 2 * <f64>height * <f64>width * <f64>deep
        tellProgress(control, thread, done * threads)
      }
    }
  }
}

/** Where a thread's share of rows (or columns) begins: a multiple of 4, with equal areas of the triangle if `upper`. */
function shareBegin(count: i32, thread: i32, threads: i32, upper: i32): i32 {
  if (thread === 0) return 0
  if (thread >= threads) return count
  const part = <f64>thread / <f64>threads
  const begin = <f64>count * (upper !== 0 ? 1 - sqrt(1 - part) : part)
  return min(count, (<i32>begin + 3) & ~3)
}
