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
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) {
      const a = entries[i * order + j]!
      if (!Number.isFinite(a)) {
        throw new ArgumentError('symmetricMatrix', `entry [${i}, ${j}]`, 'finite', String(a))
      }
      if (a !== entries[j * order + i]!) {
        throw new ArgumentError(
          'symmetricMatrix',
          `entry [${i}, ${j}]`,
          `equal to entry [${j}, ${i}] = ${entries[j * order + i]!}`,
          String(a),
          'Average the two triangles first if the difference is rounding',
        )
      }
    }
  }
  return { order, entries } as SymmetricMatrix
}

/** Copies the upper triangle onto the lower one, in place, and grants the brand. */
export function mirrorUpperTriangle(entries: Float64Array, order: number): SymmetricMatrix {
  // Tiles of 64 keep both the row and the column being written within the first-level cache.
  const tile = 64
  for (let rows = 0; rows < order; rows += tile) {
    for (let columns = rows; columns < order; columns += tile) {
      for (let i = rows; i < Math.min(rows + tile, order); i++) {
        const end = Math.min(columns + tile, order)
        for (let j = Math.max(columns, i + 1); j < end; j++) entries[j * order + i] = entries[i * order + j]!
      }
    }
  }
  return symmetricMatrix(entries, order)
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
export function frobeniusNorm(matrix: SymmetricMatrix): number {
  const scale = largestMagnitude(matrix.entries)
  if (scale === 0) return 0
  let sum = 0
  for (const a of matrix.entries) sum += (a / scale) * (a / scale)
  return scale * Math.sqrt(sum)
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
