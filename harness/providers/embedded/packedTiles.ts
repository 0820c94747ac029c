/**
 * The inner kernel of matrix products: 2 × 4 tiles of the result, from factors copied into the order in
 * which the kernel reads them.
 *
 * A tile keeps its 8 sums in registers for the whole depth and needs 6 loads for 16 flops; larger tiles
 * spill in V8 and gain nothing. Each sum is accumulated in the order of the depth index before it meets the
 * result, so an entry is rounded `depth` times, and once more per product it takes part in.
 */

export const tileRows = 2
export const tileColumns = 4

/** A factor in strips of `width` rows (or columns); within a strip, the `width` entries of one depth lie together. */
export interface Strips {
  readonly width: number
  readonly depth: number
  /** [⌈count / width⌉ · depth · width] the last strip is filled up with zeros. */
  readonly packed: Float64Array
}

/** Where a factor lies in a larger array: entry (i, p) is source[start + i · along + p · deep]. */
export interface Placement {
  readonly source: Float64Array
  readonly start: number
  readonly along: number
  readonly deep: number
}

/**
 * Copies `count` rows (or columns) of a factor into strips.
 *
 * @param packed at least [⌈count / width⌉ · depth · width], overwritten and kept
 */
export function packStrips(
  { source, start, along, deep }: Placement,
  count: number,
  depth: number,
  width: number,
  packed: Float64Array,
): Strips {
  for (let i = 0; i < count; i++) {
    const strip = Math.floor(i / width) * depth * width + (i % width)
    const from = start + i * along
    for (let p = 0; p < depth; p++) packed[strip + p * width] = source[from + p * deep]!
  }
  for (let i = count; i % width !== 0; i++) {
    const strip = Math.floor(i / width) * depth * width + (i % width)
    for (let p = 0; p < depth; p++) packed[strip + p * width] = 0
  }
  return { width, depth, packed }
}

/** [tileRows, tileColumns] for tiles that reach over the edge of the result. */
const edgeTile = new Float64Array(tileRows * tileColumns)

/**
 * result[i, j] += sign · Σ_p left(i, p) · right(p, j) on one tile, as far as it lies inside.
 *
 * @param at position of the tile's first entry in `result`
 * @param rows how many rows of the result there are from here on; likewise `columns`
 */
export function addTile(
  result: Float64Array,
  at: number,
  rowLength: number,
  rows: number,
  columns: number,
  left: Strips,
  leftStrip: number,
  right: Strips,
  rightStrip: number,
  sign: number,
): void {
  if (rows >= tileRows && columns >= tileColumns) {
    wholeTile(result, at, rowLength, left, leftStrip, right, rightStrip, sign)
    return
  }
  edgeTile.fill(0)
  wholeTile(edgeTile, 0, tileColumns, left, leftStrip, right, rightStrip, sign)
  for (let i = 0; i < Math.min(rows, tileRows); i++) {
    for (let j = 0; j < Math.min(columns, tileColumns); j++) {
      result[at + i * rowLength + j]! += edgeTile[i * tileColumns + j]!
    }
  }
}

function wholeTile(
  result: Float64Array,
  at: number,
  rowLength: number,
  left: Strips,
  leftStrip: number,
  right: Strips,
  rightStrip: number,
  sign: number,
): void {
  const x = left.packed
  const y = right.packed
  const depth = left.depth
  let l = leftStrip * depth * tileRows
  let r = rightStrip * depth * tileColumns
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  for (let p = 0; p < depth; p++) {
    const x0 = x[l]!
    const x1 = x[l + 1]!
    const y0 = y[r]!
    const y1 = y[r + 1]!
    const y2 = y[r + 2]!
    const y3 = y[r + 3]!
    s00 += x0 * y0
    s01 += x0 * y1
    s02 += x0 * y2
    s03 += x0 * y3
    s10 += x1 * y0
    s11 += x1 * y1
    s12 += x1 * y2
    s13 += x1 * y3
    l += tileRows
    r += tileColumns
  }
  const below = at + rowLength
  result[at]! += sign * s00
  result[at + 1]! += sign * s01
  result[at + 2]! += sign * s02
  result[at + 3]! += sign * s03
  result[below]! += sign * s10
  result[below + 1]! += sign * s11
  result[below + 2]! += sign * s12
  result[below + 3]! += sign * s13
}
