/**
 * The matrix that a recipe describes, with its eigenvalues and eigenvectors.
 *
 * Only the matrix and the vectors are rounded. `eigenvalues` are the recipe's numbers times a power of two, to
 * the last bit; the stored matrix has them up to `eigenvalueError`.
 *
 * One reflection A ← A − vwᵀ − wvᵀ, w = βAv − (β/2)(vᵀβAv)v, β = 2/vᵀv, with inner products of n terms: first
 * order in u, ‖Δw‖ ≤ (6n + 18)·u·‖A‖_F/‖v‖, hence ‖ΔA‖_F ≤ (12n + 61)·u·‖A‖_F. By Weyl the eigenvalues
 * move by no more; r reflections add up, and 16(n + 4) is above 12n + 61. A vector y ← y − β(vᵀy)v errs by
 * at most (2n + 8)·u·‖y‖ each time.
 */
import { type SymmetricMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { ShapeError } from '../errors.ts'
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

/** @throws ShapeError when a reflection is not as long as the spectrum */
export function expandSymmetricMatrix(recipe: SymmetricRecipe): SymmetricInstance {
  const { spectrum, reflections, scaleExponent } = recipe
  const n = spectrum.length
  const scale = 2 ** scaleExponent
  const order = spectrum.map((_, k) => k).sort((i, j) => spectrum[i]! - spectrum[j]!)
  const entries = new Float64Array(n * n)
  const eigenvectors = new Float64Array(n * n)
  order.forEach((row, column) => {
    entries[row * n + row] = spectrum[row]!
    eigenvectors[row * n + column] = 1
  })
  for (const v of reflections) {
    if (v.length !== n) {
      throw new ShapeError('expandSymmetricMatrix', 'reflection', `of length ${n}`, `length ${v.length}`)
    }
    const square = v.reduce((sum, x) => sum + x * x, 0)
    if (square === 0) continue
    reflectBothSides(entries, v, 2 / square)
    reflectColumns(eigenvectors, v, 2 / square)
  }
  const frobenius = scale * norm(Float64Array.from(spectrum))
  return {
    matrix: symmetricMatrix(
      entries.map((a) => a * scale),
      n,
    ),
    eigenvalues: Float64Array.from(order, (k) => spectrum[k]! * scale),
    eigenvalueError: 16 * (n + 4) * reflections.length * unitRoundoff * frobenius,
    eigenvectors,
    eigenvectorError: (2 * n + 8) * reflections.length * unitRoundoff,
  }
}

/** A ← S A S. Both triangles get the same bits: v_i·w_j + w_i·v_j is symmetric in floating point too. */
function reflectBothSides(a: Float64Array, v: readonly number[], beta: number): void {
  const n = v.length
  const w = v.map((_, i) => beta * v.reduce((sum, x, j) => sum + a[i * n + j]! * x, 0))
  const shift = (beta / 2) * v.reduce((sum, x, i) => sum + x * w[i]!, 0)
  for (let i = 0; i < n; i++) w[i]! -= shift * v[i]!
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!
  }
}

/** Q ← S Q. */
function reflectColumns(q: Float64Array, v: readonly number[], beta: number): void {
  const n = v.length
  for (let k = 0; k < n; k++) {
    const share = beta * v.reduce((sum, x, i) => sum + x * q[i * n + k]!, 0)
    for (let i = 0; i < n; i++) q[i * n + k]! -= share * v[i]!
  }
}
