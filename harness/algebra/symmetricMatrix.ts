/**
 * A real symmetric matrix with both triangles stored, equal to the last bit.
 *
 * The brand is granted by one checker, so that nothing downstream has to ask again whether a
 * matrix is square, finite and symmetric: an asymmetry of one ulp sends some eigensolvers down
 * their general path, and a NaN makes others loop for ever.
 */
import { ArgumentError, ShapeError } from '../errors.ts'

declare const granted: unique symbol

export interface SymmetricMatrix {
  /** n */
  readonly order: number
  /** [n, n] row-major, entries[i * n + j] === entries[j * n + i]. */
  readonly entries: Float64Array
  readonly [granted]: true
}

/**
 * Grants the brand after checking every entry. The array is kept, not copied.
 *
 * @param entries [n, n] row-major
 * @throws ShapeError when the length is not n², ArgumentError at the first entry that is not finite
 *   or differs from its mirror image.
 */
export function symmetricMatrix(entries: Float64Array, order: number): SymmetricMatrix {
  if (!Number.isInteger(order) || order < 1) {
    throw new ArgumentError('symmetricMatrix', 'order', 'a positive integer', String(order))
  }
  if (entries.length !== order * order) {
    throw new ShapeError(
      'symmetricMatrix',
      'entries',
      `of length ${order}² = ${order * order}`,
      `${entries.length}`,
    )
  }
  for (let rows = 0; rows < order; rows += tile) {
    for (let columns = rows; columns < order; columns += tile) {
      const bad = asymmetryInTile(entries, order, rows, columns)
      if (bad >= 0) refuseEntry(entries, order, Math.floor(bad / order), bad % order)
    }
  }
  return { order, entries } as SymmetricMatrix
}

/**
 * Completes a matrix of which each pair of mirrored entries stands in one place only, in place, and grants the brand.
 *
 * @param ranks [n] an entry stands in the row of lower rank, that of equal ones above the diagonal; so do all when
 *   absent
 * @throws ArgumentError at an entry that is not finite
 */
export function mirrorUpperTriangle(
  entries: Float64Array,
  order: number,
  ranks: Int32Array = new Int32Array(order),
): SymmetricMatrix {
  for (let rows = 0; rows < order; rows += tile) {
    for (let columns = rows; columns < order; columns += tile) {
      const bad = mirrorTile(entries, order, ranks, rows, columns)
      if (bad >= 0) refuseEntry(entries, order, Math.floor(bad / order), bad % order)
    }
  }
  return { order, entries } as SymmetricMatrix
}

/** Rows and columns of a tile: it stays in the first-level cache together with its mirror image. */
const tile = 32

/** @returns where the first entry [i, j], i ≤ j, is not finite or not its mirror image, −1 if nowhere */
function asymmetryInTile(entries: Float64Array, order: number, rows: number, columns: number): number {
  const endRow = Math.min(rows + tile, order)
  const endColumn = Math.min(columns + tile, order)
  for (let i = rows; i < endRow; i++) {
    for (let j = Math.max(columns, i); j < endColumn; j++) {
      // The difference of what is not finite is NaN.
      if (!(entries[i * order + j]! - entries[j * order + i]! === 0)) return i * order + j
    }
  }
  return -1
}

/** @returns where the first entry [i, j], i ≤ j, is not finite, −1 if nowhere */
function mirrorTile(
  entries: Float64Array,
  order: number,
  ranks: Int32Array,
  rows: number,
  columns: number,
): number {
  const endRow = Math.min(rows + tile, order)
  const endColumn = Math.min(columns + tile, order)
  for (let i = rows; i < endRow; i++) {
    const rank = ranks[i]!
    for (let j = Math.max(columns, i); j < endColumn; j++) {
      const above = i * order + j
      const below = j * order + i
      const isAbove = rank <= ranks[j]!
      const a = entries[isAbove ? above : below]!
      entries[isAbove ? below : above] = a
      if (!(a - a === 0)) return above
    }
  }
  return -1
}

/** @throws ArgumentError that says what is wrong with the entries [i, j] and [j, i], i ≤ j */
function refuseEntry(entries: Float64Array, order: number, i: number, j: number): never {
  const place = `entry [${j}, ${i}]`
  const below = entries[j * order + i]!
  const above = entries[i * order + j]!
  const bad = [below, above].find((a) => !Number.isFinite(a))
  if (bad !== undefined) throw new ArgumentError('symmetricMatrix', place, 'finite', String(bad))
  throw new ArgumentError(
    'symmetricMatrix',
    place,
    `equal to entry [${i}, ${j}] = ${above}`,
    String(below),
    'Average the two triangles first if the difference is rounding',
  )
}

/**
 * The rows and columns named by `kept`, ascending.
 *
 * With `inPlace` the result lives in the front of the same buffer, which the caller gives up: a
 * Hessian of order 19,885 is 3.2 GB and a second copy may not fit.
 *
 * @param kept [m] strictly ascending indices into 0..n-1, m ≥ 1
 */
export function principalSubmatrix(
  matrix: SymmetricMatrix,
  kept: ArrayLike<number>,
  { inPlace = false }: { inPlace?: boolean } = {},
): SymmetricMatrix {
  const n = matrix.order
  const m = kept.length
  if (m < 1) throw new ArgumentError('principalSubmatrix', 'kept', 'at least one index', 'none')
  for (let r = 0; r < m; r++) {
    const index = kept[r]!
    if (!Number.isInteger(index) || index < 0 || index >= n || (r > 0 && index <= kept[r - 1]!)) {
      throw new ArgumentError(
        'principalSubmatrix',
        `kept[${r}]`,
        `ascending within 0..${n - 1}`,
        String(index),
      )
    }
  }
  const source = matrix.entries
  // r * m + c never exceeds kept[r] * n + kept[c], so a forward pass reads every entry before writing there.
  const target = inPlace ? source.subarray(0, m * m) : new Float64Array(m * m)
  for (let r = 0; r < m; r++) {
    const row = kept[r]! * n
    for (let c = 0; c < m; c++) target[r * m + c] = source[row + kept[c]!]!
  }
  return { order: m, entries: target } as SymmetricMatrix
}

/** diag(values). */
export function diagonalMatrix(values: ArrayLike<number>): SymmetricMatrix {
  const n = values.length
  const entries = new Float64Array(n * n)
  for (let i = 0; i < n; i++) entries[i * n + i] = values[i]!
  return symmetricMatrix(entries, n)
}

/** Frobenius norm, scaled so that neither the squares nor their sum overflow or vanish. */
export function frobeniusNorm({ entries }: SymmetricMatrix): number {
  const largest = largestMagnitude(entries)
  if (largest === 0) return 0
  // A power of two brings the largest entry near 1; numbers below 2⁻¹⁰²² would need one that is too large.
  const factor = 2 ** Math.max(-1000, Math.min(-Math.floor(Math.log2(largest)), 1000))
  let sum = 0
  for (let p = 0; p < entries.length; p++) {
    const a = factor * entries[p]!
    sum += a * a
  }
  return Math.sqrt(sum) / factor
}

/** Infinity norm, the largest absolute row sum: an upper bound of every |eigenvalue|. */
export function infinityNorm(matrix: SymmetricMatrix): number {
  const { order: n, entries } = matrix
  let largest = 0
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = i * n; j < (i + 1) * n; j++) sum += Math.abs(entries[j]!)
    largest = Math.max(largest, sum)
  }
  return largest
}

/** max |entries[i]|, 0 for an empty array. */
export function largestMagnitude(entries: Float64Array): number {
  let largest = 0
  for (let i = 0; i < entries.length; i++) {
    const a = Math.abs(entries[i]!)
    if (a > largest) largest = a
  }
  return largest
}
