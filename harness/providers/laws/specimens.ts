/**
 * Symmetric matrices whose eigenvalues are known before anything is computed.
 *
 * Most are S₁ … S_r diag(λ) S_r … S₁ with reflections S = I − (2/s) v vᵀ, v having s = 4, 16 or 64 entries ±1 and
 * else zeros. Then 2/s is a power of two; with few reflections and short λ every number on the way fits into
 * 53 bits, so that the matrix is exact and λ is its spectrum to the last bit. Others have a closed form.
 *
 * The list follows what separates eigensolvers in practice, which is scale and repetition: random dense
 * matrices pass nearly all of them.
 *
 * Source: LAPACK Working Note 41, "Installation guide for LAPACK" (clustered, graded, repeated; its own 21 types are in
 * lapackMatrix.ts); Wilkinson, "The algebraic eigenvalue problem", 1965 (W21+).
 */
import { seededRandom } from '../../algebra/random.ts'
import { diagonalMatrix, type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { InternalError } from '../../errors.ts'

export interface NamedMatrix {
  readonly name: string
  /** order n */
  readonly matrix: SymmetricMatrix
}

export interface Specimen extends NamedMatrix {
  /** [n] ascending */
  readonly spectrum: Float64Array
  /** Bound of |spectrum − exact|; 0 for most. */
  readonly spectrumError: number
}

let built: readonly Specimen[] | undefined

/** All specimens, built once. Nothing in them may be changed. */
export function specimens(): readonly Specimen[] {
  built ??= [...small(), ...[4, 5, 16, 33, 150].flatMap(rotatedFamily), ...closedForms()]
  return built
}

export function specimenNamed(name: string): Specimen {
  const found = specimens().find((specimen) => specimen.name === name)
  if (found === undefined) throw new InternalError('specimenNamed', `there is no specimen "${name}"`)
  return found
}

/** Powers of two from 1e-300 to 1e300; 2⁻¹⁰⁷⁰ only where the entries are small integers and stay exact. */
export function rescaledSpecimens(): Specimen[] {
  const chosen = [
    'order 1',
    'no diagonal',
    '1 · path of 3',
    'repeated 5',
    'graded 16',
    'clustered around zero 33',
  ]
  const integers = ['order 2', 'all ones', 'diagonal']
  return [
    ...[-996, -565, -66, 66, 565, 996].flatMap((exponent) =>
      chosen.map((name) => scaledSpecimen(specimenNamed(name), exponent)),
    ),
    ...integers.map((name) => scaledSpecimen(specimenNamed(name), -1070)),
  ]
}

/** 2^exponent times a specimen, exact as long as nothing becomes subnormal or overflows. */
export function scaledSpecimen(specimen: Specimen, exponent: number): Specimen {
  const half = Math.trunc(exponent / 2)
  const scale = (x: Float64Array) => x.map((entry) => entry * 2 ** half * 2 ** (exponent - half))
  return {
    name: `2^${exponent} · ${specimen.name}`,
    matrix: symmetricMatrix(scale(specimen.matrix.entries), specimen.matrix.order),
    spectrum: scale(specimen.spectrum),
    spectrumError: specimen.spectrumError * 2 ** half * 2 ** (exponent - half),
  }
}

/** −1, 2, −1: eigenvalues 4 sin²(kπ/(2n + 2)). */
export function secondDifference(n: number): Specimen {
  const diagonal = new Float64Array(n).fill(2)
  const sine = (k: number) => Math.sin(((k + 1) * Math.PI) / (2 * n + 2))
  return {
    name: `second difference ${n}`,
    matrix: tridiagonalMatrix(diagonal, new Float64Array(n - 1).fill(-1)),
    spectrum: Float64Array.from({ length: n }, (_, k) => 4 * sine(k) ** 2),
    // Argument, sine, square and product: each within 2u of a quantity that is at most 4.
    spectrumError: 40 * unitRoundoff,
  }
}

/** Standard normal entries, to no known spectrum. */
export function randomSymmetric(n: number): SymmetricMatrix {
  const random = seededRandom(n)
  const entries = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) entries[i * n + j] = entries[j * n + i] = random.normal()
  }
  return symmetricMatrix(entries, n)
}

/** @param diagonal [n] @param offDiagonal [n - 1] */
export function tridiagonalMatrix(diagonal: Float64Array, offDiagonal: Float64Array): SymmetricMatrix {
  const n = diagonal.length
  const entries = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    entries[i * n + i] = diagonal[i]!
    if (i > 0) entries[i * n + i - 1] = entries[(i - 1) * n + i] = offDiagonal[i - 1]!
  }
  return symmetricMatrix(entries, n)
}

/** @param spectrum short numbers: the product is exact while it needs at most 53 bits */
export function rotated(name: string, spectrum: readonly number[], reflections = 3): Specimen {
  const n = spectrum.length
  const { entries } = diagonalMatrix(spectrum)
  for (const v of reflectors(n, reflections)) reflect(entries, n, v)
  return {
    name: `${name} ${n}`,
    matrix: symmetricMatrix(entries, n),
    spectrum: Float64Array.from(spectrum).sort(),
    spectrumError: 0,
  }
}

/** A ← S A S with S = I − (2/s) v vᵀ and s = vᵀv: exact when s is a power of two. @param v [n] */
export function reflect(a: Float64Array, n: number, v: Float64Array): void {
  const beta = 2 / v.reduce((sum, x) => sum + x * x, 0)
  const w = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) w[i]! += beta * a[i * n + j]! * v[j]!
  }
  const vDotW = v.reduce((sum, x, i) => sum + x * w[i]!, 0)
  for (let i = 0; i < n; i++) w[i]! -= (beta / 2) * vDotW * v[i]!
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!
  }
}

/** `count` vectors with 4, 16 or 64 entries ±1, as many as fit into n ≥ 4, and else zeros; the same for the same n. */
export function reflectors(n: number, count: number): Float64Array[] {
  const random = seededRandom(n)
  const support = [64, 16, 4].find((s) => s <= n) ?? 1
  return Array.from({ length: count }, () => {
    const v = new Float64Array(n)
    for (const i of random.permutation(n).subarray(0, support)) v[i] = random.uniform() < 0.5 ? -1 : 1
    return v
  })
}

function rotatedFamily(n: number): Specimen[] {
  const family = (name: string, eigenvalue: (k: number) => number, reflections?: number) =>
    rotated(
      name,
      Array.from({ length: n }, (_, k) => eigenvalue(k)),
      reflections,
    )
  return [
    family('distinct', (k) => k - Math.floor(n / 3)),
    family('repeated', (k) => [-1, 0, 2][k % 3]!),
    family('clustered', (k) => 1 + k * 2 ** -22, 2),
    family('clustered around zero', (k) => (k === 0 ? 1 : (k - Math.floor(n / 2)) * 2 ** -30), 2),
    family('graded', (k) => (k % 2 === 0 ? 1 : -1) * 2 ** -(k % 26), 2),
    family('one large', (k) => (k === 0 ? 2 ** 20 : 1)),
    family('rank one', (k) => (k === 0 ? -3 : 0)),
    family('positive definite', (k) => k + 1),
  ]
}

function small(): Specimen[] {
  const exact = (name: string, entries: number[], spectrum: number[]): Specimen => ({
    name,
    matrix: symmetricMatrix(Float64Array.from(entries), spectrum.length),
    spectrum: Float64Array.from(spectrum),
    spectrumError: 0,
  })
  return [
    exact('order 1', [-3], [-3]),
    exact('zero of order 1', [0], [0]),
    exact('zero of order 7', new Array(49).fill(0), new Array(7).fill(0)),
    exact('identity', [1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 1]),
    exact('no diagonal', [0, 1, 1, 0], [-1, 1]),
    exact('order 2', [1, 2, 2, 1], [-1, 3]),
    exact('all ones', new Array(9).fill(1), [0, 0, 3]),
    exact('diagonal', [0, 0, 0, 0, -5, 0, 0, 0, 2], [-5, 0, 2]),
    exact('apart by 2^-40', [1, 2 ** -40, 2 ** -40, 1], [1 - 2 ** -40, 1 + 2 ** -40]),
  ]
}

function closedForms(): Specimen[] {
  const path = [0, 1, 0, 1, 0, 1, 0, 1, 0]
  return [
    secondDifference(3),
    secondDifference(40),
    secondDifference(131),
    ...[1, 1e-170, 1e170].map((scale) => ({
      name: `${scale} · path of 3`,
      matrix: symmetricMatrix(
        Float64Array.from(path, (x) => x * scale),
        3,
      ),
      spectrum: Float64Array.of(-Math.SQRT2 * scale, 0, Math.SQRT2 * scale),
      spectrumError: 4 * unitRoundoff * scale,
    })),
  ]
}
