/**
 * a · b in float64, blocked for the caches.
 *
 * A block of b, 128 deep and 384 wide (0.4 MB), is packed once and stays in the second-level cache while
 * all of a passes by. An entry is a sum of k products in ascending order, broken into runs of 128, so
 * |computed − exact| ≤ γ_k (|a| |b|) entry by entry, with γ_k = ku/(1 − ku).
 *
 * Source: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008 (the loop order);
 * Higham, "Accuracy and stability of numerical algorithms", 2002, eq. (3.13) (the bound).
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import { requireLength } from '../../algebra/vectors.ts'
import { addTile, packStrips, type Strips, tileColumns, tileRows } from './packedTiles.ts'

const blockDepth = 128
const blockWidth = 384
const rowsPerBreath = 128

/** Progress is told in flops. @param a [m, k] @param b [k, n] @returns [m, n] */
export async function blockedProduct(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: RunOptions = {},
): Promise<Float64Array> {
  requireLength('blockedProduct', 'a', a, m * k)
  requireLength('blockedProduct', 'b', b, k * n)
  const breathe = breather(options)
  const result = new Float64Array(m * n)
  const packedRight = new Float64Array(blockDepth * blockWidth)
  const packedLeft = new Float64Array(blockDepth * tileRows)
  let done = 0
  for (let column = 0; column < n; column += blockWidth) {
    const width = Math.min(blockWidth, n - column)
    for (let p = 0; p < k; p += blockDepth) {
      const depth = Math.min(blockDepth, k - p)
      const block = { source: b, start: p * n + column, along: 1, deep: n }
      const right = packStrips(block, width, depth, tileColumns, packedRight)
      for (let i = 0; i < m; i += tileRows) {
        if (i % rowsPerBreath === 0) await breathe(done + 2 * i * width * depth, 2 * m * k * n)
        const rows = Math.min(tileRows, m - i)
        const strip = { source: a, start: i * k + p, along: k, deep: 1 }
        const left = packStrips(strip, rows, depth, tileRows, packedLeft)
        addStrip(result, i * n + column, n, rows, width, left, right)
      }
      done += 2 * m * width * depth
    }
  }
  return result
}

function addStrip(
  result: Float64Array,
  at: number,
  rowLength: number,
  rows: number,
  width: number,
  left: Strips,
  right: Strips,
): void {
  for (let j = 0; j < width; j += tileColumns) {
    addTile(result, at + j, rowLength, rows, width - j, left, 0, right, j / tileColumns, 1)
  }
}
