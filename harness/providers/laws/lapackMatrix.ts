/**
 * The 21 matrix types of LAPACK's symmetric eigenvalue tests.
 *
 *     1 zero, 2 identity,
 *     3 – 7 diagonal, 8 – 12 rotated with random signs, 16 – 20 rotated and positive definite:
 *       eigenvalues from 1 down to 1/condition evenly (3, 8, 16), geometrically (4, 9, 17), one 1 and the rest
 *       1/condition (5, 10, 18), evenly near √overflow (6, 11, 19) and near √underflow (7, 12, 20),
 *     13 – 15 random entries in (−1, 1) at the three scales,
 *     21 diagonally dominant tridiagonal, geometric diagonal.
 *
 * condition = 1/ulp, or 1/(10·n·ulp) from type 16 on; ulp = 2⁻⁵².
 *
 * Source: LAPACK TESTING/EIG/dchkst.f (KTYPE, KMAGN, KMODE; ANORM and COND).
 * Differs from the source:
 * 1. the orthogonal factor is three reflections with small integer vectors, not n with normal ones, and the
 *    product is rounded once, so that the spectrum is known to half an ulp of the matrix;
 * 2. scales are powers of two (1/n rounded), so that scaling rounds nothing;
 * 3. 6 and 7 are spaced evenly, as its table has it; its comment says geometrically;
 * 4. 21 is written down (off-diagonal entries below half the geometric mean of their neighbours), not reduced
 *    to that form.
 */
import { type Random, seededRandom } from '../../algebra/random.ts'
import { mirrorUpperTriangle, type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { ArgumentError } from '../../errors.ts'
import { rotatedDiagonal } from './rotatedDiagonal.ts'

export interface LapackMatrix {
  readonly name: string
  /** order n */
  readonly matrix: SymmetricMatrix
  /** [n] ascending; undefined for types 13, 14, 15 and 21. */
  readonly spectrum: Float64Array | undefined
  /** Bound of |spectrum − exact|. */
  readonly spectrumError: number
}

export const lapackTypeNumbers: readonly number[] = Array.from({ length: 21 }, (_, k) => k + 1)

type Spacing = 'even' | 'geometric' | 'clustered'
type Magnitude = 'unit' | 'large' | 'small'
type Build = (n: number, random: Random) => Pick<LapackMatrix, 'matrix' | 'spectrum' | 'spectrumError'>

const ulp = 2 ** -52

const builds: Readonly<Record<number, Build>> = {
  1: (n) => known(new Float64Array(n * n), new Float64Array(n)),
  2: (n) => diagonal(new Array<number>(n).fill(1)),
  3: (n, random) => diagonal(signed(spaced('even', n, 1 / ulp), random)),
  4: (n, random) => diagonal(signed(spaced('geometric', n, 1 / ulp), random)),
  5: (n, random) => diagonal(signed(spaced('clustered', n, 1 / ulp), random)),
  6: (n, random) => diagonal(signed(spaced('even', n, 1 / ulp), random), magnitude('large', n)),
  7: (n, random) => diagonal(signed(spaced('even', n, 1 / ulp), random), magnitude('small', n)),
  8: indefinite('even', 'unit'),
  9: indefinite('geometric', 'unit'),
  10: indefinite('clustered', 'unit'),
  11: indefinite('even', 'large'),
  12: indefinite('even', 'small'),
  13: randomEntries('unit'),
  14: randomEntries('large'),
  15: randomEntries('small'),
  16: definite('even', 'unit'),
  17: definite('geometric', 'unit'),
  18: definite('clustered', 'unit'),
  19: definite('even', 'large'),
  20: definite('even', 'small'),
  21: dominantTridiagonal,
}

/** The same matrix for the same arguments. @param type 1 … 21 @throws ArgumentError for another type or order 0 */
export function lapackMatrix(type: number, order: number, seed: number): LapackMatrix {
  const build = builds[type]
  if (build === undefined) throw new ArgumentError('lapackMatrix', 'type', 'one of 1..21', String(type))
  if (!Number.isInteger(order) || order < 1) {
    throw new ArgumentError('lapackMatrix', 'order', 'a positive integer', String(order))
  }
  return { name: `LAPACK type ${type} of order ${order}`, ...build(order, seededRandom(seed)) }
}

function indefinite(spacing: Spacing, size: Magnitude): Build {
  return (n, random) => rotated(signed(spaced(spacing, n, 1 / ulp), random), random, magnitude(size, n))
}

function definite(spacing: Spacing, size: Magnitude): Build {
  return (n, random) => rotated(spaced(spacing, n, 1 / (10 * n * ulp)), random, magnitude(size, n))
}

function spaced(spacing: Spacing, n: number, condition: number): number[] {
  const last = Math.max(n - 1, 1)
  return Array.from({ length: n }, (_, k) => {
    if (k === 0) return 1
    if (spacing === 'even') return 1 - (k / last) * (1 - 1 / condition)
    return spacing === 'clustered' ? 1 / condition : condition ** (-k / last)
  })
}

function signed(values: readonly number[], random: Random): number[] {
  return values.map((value) => (random.uniform() < 0.5 ? -value : value))
}

/** √overflow·ulp/n or √underflow·n/ulp, the overflow threshold being 2¹⁰²² as in the source. */
function magnitude(size: Magnitude, n: number): number {
  const orderExponent = Math.round(Math.log2(n))
  if (size === 'unit') return 1
  return size === 'large' ? 2 ** (511 - 52 - orderExponent) : 2 ** (orderExponent + 52 - 511)
}

function known(entries: Float64Array, spectrum: Float64Array, spectrumError = 0) {
  return { matrix: symmetricMatrix(entries, spectrum.length), spectrum: spectrum.sort(), spectrumError }
}

function diagonal(values: readonly number[], scale = 1) {
  const n = values.length
  const entries = new Float64Array(n * n)
  values.forEach((value, k) => {
    entries[k * (n + 1)] = scale * value
  })
  return known(
    entries,
    Float64Array.from(values, (value) => scale * value),
  )
}

function rotated(values: readonly number[], random: Random, scale: number) {
  const reflections = Array.from({ length: 3 }, () => values.map(() => random.integer(7) - 3))
  const { entries, error } = rotatedDiagonal(values, reflections)
  const spectrum = Float64Array.from(values, (value) => scale * value)
  return known(
    entries.map((entry) => scale * entry),
    spectrum,
    scale * error,
  )
}

function randomEntries(size: Magnitude): Build {
  return (n, random) => {
    const scale = magnitude(size, n)
    const entries = Float64Array.from({ length: n * n }, () => scale * (2 * random.uniform() - 1))
    return { matrix: mirrorUpperTriangle(entries, n), spectrum: undefined, spectrumError: Number.NaN }
  }
}

function dominantTridiagonal(n: number, random: Random) {
  const values = spaced('geometric', n, 1 / (10 * n * ulp))
  const entries = new Float64Array(n * n)
  values.forEach((value, k) => {
    entries[k * (n + 1)] = value
    if (k > 0) entries[(k - 1) * n + k] = 0.5 * random.uniform() * Math.sqrt(value * values[k - 1]!)
  })
  return { matrix: mirrorUpperTriangle(entries, n), spectrum: undefined, spectrumError: Number.NaN }
}
