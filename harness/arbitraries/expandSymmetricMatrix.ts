/**
 * The matrix that a recipe describes, with its eigenvalues and eigenvectors.
 *
 * `eigenvalues` are the recipe's numbers times a power of two; the stored matrix has them up to
 * `eigenvalueError`. The product of reflections is computed in twice the precision and rounded once
 * (rotatedDiagonal.ts), so that the error, measured and not estimated, is at most half a unit in the last place
 * of each entry, and next to nothing where the product is representable. By Weyl the eigenvalues move by no more.
 * A scale near the smallest numbers rounds each entry and eigenvalue once more, by at most 2⁻¹⁰⁷⁵.
 *
 * The eigenvectors are rotated in float64: y ← y − β(vᵀy)v errs by at most (2n + 8)·u·‖y‖ each time.
 */
import { type SymmetricMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ShapeError } from '../errors.ts'
import { rotatedDiagonal } from '../providers/laws/rotatedDiagonal.ts'
import type { SymmetricRecipe } from './symmetricMatrices.ts'

export interface SymmetricInstance {
  /** order n */
  readonly matrix: SymmetricMatrix
  /** [n] ascending */
  readonly eigenvalues: Float64Array
  /** Bound of |eigenvalues − exact eigenvalues of `matrix`|, and of ‖`matrix` − exact product‖_F. */
  readonly eigenvalueError: number
  /** [n, n] row-major, column k belongs to eigenvalues[k]. */
  readonly eigenvectors: Float64Array
  /** Bound of ‖column − exact column‖ for every column of `eigenvectors`. */
  readonly eigenvectorError: number
}

/** Below it an entry or an eigenvalue may become subnormal: no kind spreads further below its largest number. */
const roundingExponent = -900

/** @throws ShapeError when a reflection is not as long as the spectrum */
export function expandSymmetricMatrix(recipe: SymmetricRecipe): SymmetricInstance {
  const { spectrum, reflections, scaleExponent } = recipe
  const n = spectrum.length
  for (const v of reflections) {
    if (v.length !== n) {
      throw new ShapeError('expandSymmetricMatrix', 'reflection', `of length ${n}`, `length ${v.length}`)
    }
  }
  const scale = 2 ** scaleExponent
  const order = spectrum.map((_, k) => k).sort((i, j) => spectrum[i]! - spectrum[j]!)
  const { entries, error } = rotatedDiagonal(spectrum, reflections)
  return {
    matrix: symmetricMatrix(
      entries.map((a) => a * scale),
      n,
    ),
    eigenvalues: Float64Array.from(order, (k) => spectrum[k]! * scale),
    eigenvalueError: error * scale + (scaleExponent < roundingExponent ? n * Number.MIN_VALUE : 0),
    eigenvectors: rotatedUnits(order, reflections),
    eigenvectorError: (2 * n + 8) * reflections.length * unitRoundoff,
  }
}

/** Column k is unit vector order[k], reflected. */
function rotatedUnits(
  order: readonly number[],
  reflections: readonly (readonly number[])[],
): Float64Array<ArrayBuffer> {
  const n = order.length
  const columns = new Float64Array(n * n)
  order.forEach((row, column) => {
    columns[row * n + column] = 1
  })
  for (const v of reflections) {
    const square = v.reduce((sum, x) => sum + x * x, 0)
    if (square > 0) reflectColumns(columns, v, 2 / square)
  }
  return columns
}

/** Q ← S Q. */
function reflectColumns(q: Float64Array, v: readonly number[], beta: number): void {
  const n = v.length
  for (let k = 0; k < n; k++) {
    const share = beta * v.reduce((sum, x, i) => sum + x * q[i * n + k]!, 0)
    for (let i = 0; i < n; i++) q[i * n + k]! -= share * v[i]!
  }
}
