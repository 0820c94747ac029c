/**
 * The inner kernel of matrix products: 4 × 4 tiles of the result, from factors copied into the order in which the
 * kernel reads them.
 *
 * A tile keeps its 16 sums in 8 vector registers for the whole depth and needs 6 loads for 32 flops; larger tiles
 * spill. Each sum runs over the depth in ascending order from 0 before it meets the result, and a tile that reaches
 * over the edge is computed like a whole one, so that an entry's bits do not depend on where tiles begin.
 *
 * Source: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.
 */
import { multiplyAdd } from './simd'

/** Rows and columns of a tile, and the width of a packed strip. */
export const tileSide: i32 = 4
/** Room that blockUpdate needs for a tile over the edge. */
export const edgeTileBytes: usize = 128

/** Bytes of `count` packed rows or columns, the last strip filled up. */
export function packedBytes(count: i32, depth: i32): usize {
  return <usize>((count + 3) & ~3) * <usize>depth * 8
}

/**
 * Copies rows (or columns) of a factor into strips of four; within a strip the four entries of one depth lie together.
 *
 * @param source entry (i, p) lies at source + i·along + p·deep, in bytes
 * @param target packedBytes(count, depth); the last strip is filled up with zeros
 */
export function packStrips(
  source: usize,
  along: usize,
  deep: usize,
  count: i32,
  depth: i32,
  target: usize,
): void {
  let i = 0
  for (; i + 4 <= count; i += 4) {
    if (along === 8) packFourColumns(source, deep, depth, target)
    else packFourRows(source, along, deep, depth, target)
    source += 4 * along
    target += (<usize>depth) << 5
  }
  if (i < count) packPart(source, along, deep, count - i, depth, target)
}

function packFourColumns(source: usize, deep: usize, depth: i32, target: usize): void {
  for (let p = 0; p < depth; p++) {
    v128.store(target, v128.load(source))
    v128.store(target, v128.load(source, 16), 16)
    source += deep
    target += 32
  }
}

function packFourRows(source: usize, along: usize, deep: usize, depth: i32, target: usize): void {
  const second = source + along
  const third = second + along
  const fourth = third + along
  for (let p: usize = 0, end = <usize>depth * deep; p < end; p += deep) {
    store<f64>(target, load<f64>(source + p))
    store<f64>(target, load<f64>(second + p), 8)
    store<f64>(target, load<f64>(third + p), 16)
    store<f64>(target, load<f64>(fourth + p), 24)
    target += 32
  }
}

function packPart(source: usize, along: usize, deep: usize, count: i32, depth: i32, target: usize): void {
  for (let p = 0; p < depth; p++) {
    let from = source
    for (let i = 0; i < 4; i++) {
      store<f64>(target, i < count ? load<f64>(from) : 0)
      from += along
      target += 8
    }
    source += deep
  }
}

/**
 * c[i, j] += sign · Σ_p left(i, p)·right(p, j) on a block, tile by tile.
 *
 * @param left packed strips of `rows` rows @param right packed strips of `columns` columns
 * @param c the block's first entry @param rowBytes from one row of c to the next
 * @param below tiles are left out that lie, whole, where j + below < i: with the first column of the block minus its
 *   first row, tiles under the diagonal of the matrix; with `rows`, none
 * @param edge edgeTileBytes of room
 */
export function blockUpdate(
  left: usize,
  right: usize,
  depth: i32,
  rows: i32,
  columns: i32,
  c: usize,
  rowBytes: usize,
  sign: f64,
  below: i32,
  edge: usize,
): void {
  const strip = (<usize>depth) << 5
  for (let j = 0; j < columns; j += 4) {
    let l = left
    // The last column of the tile decides.
    const end = min(rows, j + below + 4)
    for (let i = 0; i < end; i += 4) {
      const at = c + <usize>i * rowBytes + ((<usize>j) << 3)
      if (i + 4 <= rows && j + 4 <= columns) tileUpdate(l, right, depth, at, rowBytes, sign)
      else edgeUpdate(l, right, depth, min(4, rows - i), min(4, columns - j), at, rowBytes, sign, edge)
      l += strip
    }
    right += strip
  }
}

function edgeUpdate(
  left: usize,
  right: usize,
  depth: i32,
  rows: i32,
  columns: i32,
  c: usize,
  rowBytes: usize,
  sign: f64,
  edge: usize,
): void {
  memory.fill(edge, 0, edgeTileBytes)
  tileUpdate(left, right, depth, edge, 32, sign)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + <usize>i * rowBytes + ((<usize>j) << 3)
      store<f64>(at, load<f64>(at) + load<f64>(edge + ((<usize>(4 * i + j)) << 3)))
    }
  }
}

/** c[0…3, 0…3] += sign · Σ_p left(i, p)·right(p, j), from one packed strip of each factor. */
export function tileUpdate(
  left: usize,
  right: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  sign: f64,
): void {
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  for (let end = left + ((<usize>depth) << 5); left < end; ) {
    const r0 = v128.load(right)
    const r1 = v128.load(right, 16)
    const l0 = v128.load_splat<f64>(left)
    s00 = multiplyAdd(l0, r0, s00)
    s01 = multiplyAdd(l0, r1, s01)
    const l1 = v128.load_splat<f64>(left, 8)
    s10 = multiplyAdd(l1, r0, s10)
    s11 = multiplyAdd(l1, r1, s11)
    const l2 = v128.load_splat<f64>(left, 16)
    s20 = multiplyAdd(l2, r0, s20)
    s21 = multiplyAdd(l2, r1, s21)
    const l3 = v128.load_splat<f64>(left, 24)
    s30 = multiplyAdd(l3, r0, s30)
    s31 = multiplyAdd(l3, r1, s31)
    left += 32
    right += 32
  }
  const factor = f64x2.splat(sign)
  addRow(c, s00, s01, factor)
  addRow(c + rowBytes, s10, s11, factor)
  addRow(c + 2 * rowBytes, s20, s21, factor)
  addRow(c + 3 * rowBytes, s30, s31, factor)
}

function addRow(c: usize, first: v128, second: v128, factor: v128): void {
  v128.store(c, f64x2.add(v128.load(c), f64x2.mul(first, factor)))
  v128.store(c, f64x2.add(v128.load(c, 16), f64x2.mul(second, factor)), 16)
}
