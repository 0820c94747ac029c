/**
 * Symmetric tridiagonal matrices, famous ones and small integers.
 *
 * `expandTridiagonal` gives the matrix, and its spectrum where there is a closed form; of the others nothing is
 * claimed, and exact counts of signs certify what a solver finds.
 *
 * Source: Wilkinson, "The algebraic eigenvalue problem", 1965 (W⁺); Clement, "A class of triple-diagonal matrices
 * for test purposes", 1959 (the symmetric form of Kac and Sylvester's matrix).
 */
import fc from 'fast-check'
import { type SymmetricMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'

/**
 * - `integer`: entries −4 … 4, couplings of 0 split it;
 * - `wilkinson`: diagonal m, …, 0, …, m and ones beside it: pairs of eigenvalues that nearly agree;
 * - `glued`: two of them, joined by a small coupling;
 * - `toeplitz`: a on the diagonal, b beside it: a + 2b cos(kπ/(n + 1));
 * - `clement`: zero diagonal, √(k(n − k)) beside it: −(n − 1), −(n − 3), …, n − 1;
 * - `decaying`: entries smaller by a power of two from row to row.
 */
export type TridiagonalKind = 'integer' | 'wilkinson' | 'glued' | 'toeplitz' | 'clement' | 'decaying'

export const tridiagonalKinds: readonly TridiagonalKind[] = [
  'integer',
  'wilkinson',
  'glued',
  'toeplitz',
  'clement',
  'decaying',
]

/** Those whose eigenvalues have a closed form. */
export const closedTridiagonalKinds: readonly TridiagonalKind[] = ['toeplitz', 'clement']

/** Plain data. */
export interface TridiagonalRecipe {
  readonly kind: TridiagonalKind
  /** [n] */
  readonly diagonal: readonly number[]
  /** [n - 1] */
  readonly offDiagonal: readonly number[]
  readonly scaleExponent: number
}

export interface TridiagonalOptions {
  /** 1 when absent. */
  readonly minOrder?: number
  /** 12 when absent. */
  readonly maxOrder?: number
  /** All when absent. */
  readonly kinds?: readonly TridiagonalKind[]
  /** Exponents of 2, −498 to 498 when absent, which is also as far as they go. */
  readonly scaleExponents?: { readonly min: number; readonly max: number }
}

export interface TridiagonalInstance {
  readonly matrix: SymmetricMatrix
  /** [n] ascending, undefined where there is no closed form. */
  readonly eigenvalues: Float64Array | undefined
  /** Bound of |eigenvalues − exact eigenvalues of `matrix|. */
  readonly eigenvalueError: number
}

const widestExponent = 498

/** @throws ArgumentError on options that no matrix can meet */
export function tridiagonals(options: TridiagonalOptions = {}): fc.Arbitrary<TridiagonalRecipe> {
  const { minOrder = 1, maxOrder = 12, kinds = tridiagonalKinds } = options
  const { scaleExponents = { min: -widestExponent, max: widestExponent } } = options
  requireExponents(scaleExponents)
  if (kinds.length === 0) throw new ArgumentError('tridiagonals', 'kinds', 'at least one kind', 'none')
  const orders = new Map(kinds.map((kind) => [kind, ordersOf(kind, minOrder, maxOrder)]))
  const entries = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: maxOrder, maxLength: maxOrder })
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      order: fc.integer({ min: minOrder, max: maxOrder }),
      diagonal: entries,
      beside: entries,
      step: fc.integer({ min: 1, max: 30 }),
      scaleExponent: fc.integer(scaleExponents),
    })
    .map((drawn) => {
      const possible = orders.get(drawn.kind)!
      const order = possible.find((n) => n >= drawn.order) ?? possible.at(-1)!
      const { diagonal, offDiagonal } = shapes[drawn.kind](order, drawn)
      const numbers = (length: number, entry: (i: number) => number) =>
        Array.from({ length }, (_, i) => entry(i))
      return {
        kind: drawn.kind,
        diagonal: numbers(order, diagonal),
        offDiagonal: numbers(order - 1, offDiagonal),
        scaleExponent: drawn.scaleExponent,
      }
    })
}

/** @throws ShapeError when the two diagonals do not fit together */
export function expandTridiagonal(recipe: TridiagonalRecipe): TridiagonalInstance {
  const { kind, diagonal, offDiagonal } = recipe
  const n = diagonal.length
  if (offDiagonal.length !== n - 1) {
    throw new ShapeError('expandTridiagonal', 'offDiagonal', `[${n - 1}]`, `[${offDiagonal.length}]`)
  }
  const scale = 2 ** recipe.scaleExponent
  const entries = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    entries[i * n + i] = scale * diagonal[i]!
    if (i > 0) entries[i * n + i - 1] = entries[(i - 1) * n + i] = scale * offDiagonal[i - 1]!
  }
  const matrix = symmetricMatrix(entries, n)
  const closed = closedSpectrum(kind, diagonal, offDiagonal)
  if (closed === undefined) return { matrix, eigenvalues: undefined, eigenvalueError: Number.NaN }
  const eigenvalues = Float64Array.from(closed.values, (value) => scale * value).sort()
  return { matrix, eigenvalues, eigenvalueError: scale * closed.error }
}

interface Drawn {
  readonly diagonal: readonly number[]
  readonly beside: readonly number[]
  readonly step: number
}

type Shape = (
  n: number,
  drawn: Drawn,
) => { readonly diagonal: (i: number) => number; readonly offDiagonal: (i: number) => number }

const shapes: Readonly<Record<TridiagonalKind, Shape>> = {
  integer: (_, { diagonal, beside }) => ({ diagonal: (i) => diagonal[i]!, offDiagonal: (i) => beside[i]! }),
  wilkinson: (n) => ({ diagonal: (i) => Math.abs(i - (n - 1) / 2), offDiagonal: () => 1 }),
  glued: (n, { step }) => ({
    diagonal: (i) => Math.abs((i % (n / 2)) - (n / 2 - 1) / 2),
    offDiagonal: (i) => (i === n / 2 - 1 ? 2 ** -step : 1),
  }),
  toeplitz: (_, { diagonal, beside }) => ({
    diagonal: () => diagonal[0]!,
    offDiagonal: () => beside[0]!,
  }),
  clement: (n) => ({ diagonal: () => 0, offDiagonal: (i) => Math.sqrt((i + 1) * (n - 1 - i)) }),
  decaying: (_, { diagonal, beside, step }) => ({
    diagonal: (i) => diagonal[i]! * 2 ** -(step * i),
    offDiagonal: (i) => beside[i]! * 2 ** -(step * i),
  }),
}

function ordersOf(kind: TridiagonalKind, minOrder: number, maxOrder: number): number[] {
  if (!tridiagonalKinds.includes(kind)) {
    throw new ArgumentError('tridiagonals', 'kinds', `of ${tridiagonalKinds.join(', ')}`, `'${kind}'`)
  }
  for (const [name, order] of Object.entries({ minOrder, maxOrder })) {
    if (!Number.isInteger(order) || order < 1) {
      throw new ArgumentError('tridiagonals', name, 'a positive integer', String(order))
    }
  }
  const fits = (n: number): boolean => {
    if (kind === 'wilkinson') return n >= 3 && n % 2 === 1
    return kind === 'glued' ? n >= 6 && n % 4 === 2 : true
  }
  const orders = Array.from({ length: Math.max(0, maxOrder - minOrder + 1) }, (_, k) => minOrder + k)
  const possible = orders.filter(fits)
  if (possible.length > 0) return possible
  const hint = 'Wilkinson’s have odd order from 3 on, two glued together 6, 10, 14, …'
  const between = `${minOrder}..${maxOrder}`
  throw new ArgumentError('tridiagonals', 'minOrder..maxOrder', `an order of kind ${kind}`, between, hint)
}

function requireExponents({ min, max }: { readonly min: number; readonly max: number }): void {
  const within = (e: number): boolean => Number.isInteger(e) && Math.abs(e) <= widestExponent
  if (within(min) && within(max) && min <= max) return
  const expected = `integers in ${-widestExponent}..${widestExponent}, min ≤ max`
  throw new ArgumentError('tridiagonals', 'scaleExponents', expected, `${min}..${max}`)
}

function closedSpectrum(
  kind: TridiagonalKind,
  diagonal: readonly number[],
  offDiagonal: readonly number[],
): { readonly values: readonly number[]; readonly error: number } | undefined {
  const n = diagonal.length
  if (kind === 'clement') {
    // The square roots are off by at most u·n/2 each, which moves an eigenvalue by at most twice as much.
    return { values: diagonal.map((_, k) => 2 * k - (n - 1)), error: n * unitRoundoff }
  }
  if (kind !== 'toeplitz') return undefined
  const [a, b] = [diagonal[0]!, offDiagonal[0] ?? 0]
  // The argument is within 3u·π, cosine, products and sum within 2u each of a quantity up to |a| + 2|b|.
  return {
    values: diagonal.map((_, k) => a + 2 * b * Math.cos(((k + 1) * Math.PI) / (n + 1))),
    error: 32 * unitRoundoff * (Math.abs(a) + 2 * Math.abs(b)),
  }
}
