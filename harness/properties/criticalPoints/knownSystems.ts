/**
 * Systems (A − σI) x = b of which every part is known exactly: A = 2^e Q Λ Qᵀ, b = 2^f Q c.
 *
 * Λ, σ and c are small integers and Q is a product of reflections in vectors of 2, 4 or 8 entries ±1, whose
 * squared length is a power of 2. So Q, A and b are dyadic rationals of few bits and are stored without any
 * rounding. At most five eigenvalues differ, so the Krylov space has at most five dimensions:
 * enough for every term of every recurrence to be used.
 */
import fc from 'fast-check'
import type { SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'

/** Plain data. */
export interface SystemRecipe {
  /** [n] integers */
  readonly spectrum: readonly number[]
  /** [3][n] of 0 and ±1 */
  readonly reflections: readonly (readonly number[])[]
  /** [n] c by eigenvalue in ascending order, integers */
  readonly components: readonly number[]
  /** σ before scaling, an integer. */
  readonly shift: number
  readonly matrixExponent: number
  readonly rightExponent: number
}

export interface KnownSystem {
  /** order n */
  readonly matrix: SymmetricMatrix
  /** [n] b */
  readonly b: Float64Array
  /** σ 2^e */
  readonly shift: number
  /** [n] ascending, of A. */
  readonly eigenvalues: Float64Array
  /** [n, n], column k belongs to eigenvalues[k]; exact. */
  readonly eigenvectors: Float64Array
  /** [n] of A − σI, in the same order. */
  readonly shifted: Float64Array
  /** [n] b = Q · components */
  readonly components: Float64Array
  /** ‖b‖ */
  readonly size: number
  /** [n] the shortest least-squares solution Q (Λ − σ)⁺ c, to (n + 2)·u·‖x‖ */
  readonly solution: Float64Array
  /** ‖b − (A − σI) solution‖: the part of b in the null space. */
  readonly nullPart: number
  /** max |λ − σ| and the least of them that is not 0; both 0 where A = σI. */
  readonly largest: number
  readonly least: number
  /** Dimension of the Krylov space of b. */
  readonly grade: number
  /**
   * What rounding may do, relative to ‖b‖ in residuals and to ‖b‖/`least` in x.
   *
   * A step of Lanczos errs by (n + 4)√n·u·‖A‖ and then divides by β, so after all of them the vectors are off by
   * at most that times Π ‖A‖/β_j. The product of the β is known: Π β_j² = 1 / Σ_l 1/(w_l Π_{m≠l} (λ_l − λ_m)²)
   * over the different eigenvalues, w_l the share of b in each. MINRES squares the condition number (its w solve
   * with R). 64 n² takes in both constants, first order.
   */
  readonly rounding: number
  /** What the residual tests can be asked for: 1e-10, or `rounding` where that is more. Always below 1e-4. */
  readonly rtol: number
}

const widest = 8

/** b has a part outside the null space, unless A = σI. */
export function systems({ exponents = 0 }: { readonly exponents?: number } = {}): fc.Arbitrary<SystemRecipe> {
  const exponent = fc.integer({ min: -exponents, max: exponents })
  const level = fc.integer({ min: -6, max: 6 })
  return fc
    .record({
      order: fc.integer({ min: 1, max: widest }),
      levels: fc.uniqueArray(
        level.filter((x) => x !== 0),
        { minLength: 4, maxLength: 4 },
      ),
      spread: fc.boolean(),
      choices: several(fc.nat({ max: 4 })),
      windows: fc.tuple(window(), window(), window()),
      components: several(fc.integer({ min: -3, max: 3 })),
      solvable: fc.boolean(),
      shift: fc.oneof(fc.constant(0), level, fc.constantFrom('first' as const)),
      matrixExponent: exponent,
      rightExponent: exponent,
    })
    .map(({ order, levels, spread, choices, windows, components, solvable, shift, ...exponents }) => {
      // Half of the spectra have as many different eigenvalues as they can.
      const spectrum = choices.slice(0, order).map((choice, k) => [0, ...levels][spread ? k % 5 : choice]!)
      const sigma = shift === 'first' ? spectrum[0]! : shift
      const ascending = spectrum.toSorted((x, y) => x - y)
      const live = ascending.findIndex((x) => x !== sigma)
      return {
        spectrum,
        reflections: windows.map((one) => entriesOf(one, order)),
        components: components.slice(0, order).map((c, k) => {
          if (k === Math.max(live, 0)) return c || 1
          return solvable && ascending[k] === sigma ? 0 : c
        }),
        shift: sigma,
        ...exponents,
      }
    })
}

export function expandSystem(recipe: SystemRecipe): KnownSystem {
  const { spectrum, reflections, shift, matrixExponent, rightExponent } = recipe
  const { matrix, eigenvalues, eigenvectors } = expandSymmetricMatrix({
    kind: 'indefinite',
    spectrum,
    reflections,
    scaleExponent: matrixExponent,
  })
  const sigma = shift * 2 ** matrixExponent
  const shifted = eigenvalues.map((value) => value - sigma)
  const components = Float64Array.from(recipe.components, (c) => c * 2 ** rightExponent)
  const sizes = shifted.map(Math.abs).filter((value) => value > 0)
  const largest = Math.max(0, ...sizes)
  const least = sizes.length > 0 ? Math.min(...sizes) : 0
  const n = spectrum.length
  const { grade, amplification } = krylov(recipe)
  const condition = largest === 0 ? 1 : largest / least
  const rounding = 64 * n * n * unitRoundoff * amplification * condition ** 2
  return {
    matrix,
    b: rotated(eigenvectors, components),
    shift: sigma,
    eigenvalues,
    eigenvectors,
    shifted,
    components,
    size: Math.hypot(...components),
    solution: rotated(
      eigenvectors,
      components.map((c, k) => (shifted[k] === 0 ? 0 : c / shifted[k]!)),
    ),
    nullPart: Math.hypot(...components.filter((_, k) => shifted[k] === 0)),
    largest,
    least,
    grade,
    rounding,
    rtol: Math.max(1e-10, rounding),
  }
}

/** Q c. @param q [n, n] @param c [n] */
export function rotated(q: Float64Array, c: Float64Array): Float64Array {
  const n = c.length
  return c.map((_, i) => c.reduce((sum, entry, k) => sum + q[i * n + k]! * entry, 0))
}

/** Qᵀ x. */
export function unrotated(q: Float64Array, x: Float64Array): Float64Array {
  const n = x.length
  return x.map((_, k) => x.reduce((sum, entry, i) => sum + q[i * n + k]! * entry, 0))
}

/** c² gathered by eigenvalue of A − σI before scaling; only those that b has a part in. */
export function weights({ spectrum, components, shift }: SystemRecipe): Map<number, number> {
  const ascending = spectrum.toSorted((x, y) => x - y)
  const gathered = new Map<number, number>()
  ascending.forEach((value, k) => {
    const square = components[k]! ** 2
    if (square > 0) gathered.set(value - shift, (gathered.get(value - shift) ?? 0) + square)
  })
  return gathered
}

/** How many numbers β there are, and Π ‖A − σI‖/β_j. */
function krylov(recipe: SystemRecipe): { readonly grade: number; readonly amplification: number } {
  const gathered = weights(recipe)
  const levels = [...gathered.keys()]
  const total = [...gathered.values()].reduce((sum, square) => sum + square, 0)
  const largest = Math.max(1, ...recipe.spectrum.map((value) => Math.abs(value - recipe.shift)))
  const inverse = levels.reduce((sum, level) => {
    const distances = levels.reduce(
      (product, other) => (other === level ? product : product * (level - other)),
      1,
    )
    return sum + total / (gathered.get(level)! * distances ** 2)
  }, 0)
  const grade = levels.length
  return { grade, amplification: Math.max(1, largest ** (grade - 1) * Math.sqrt(inverse)) }
}

interface Window {
  readonly length: number
  readonly offset: number
  readonly signs: readonly number[]
}

function window(): fc.Arbitrary<Window> {
  return fc.record({
    length: fc.constantFrom(0, 2, 4, 8),
    offset: fc.nat({ max: widest - 1 }),
    signs: several(fc.constantFrom(1, -1)),
  })
}

/** The signs at `length` places from `offset` on, round the end; as many halves of it as fit into the order. */
function entriesOf({ length, offset, signs }: Window, order: number): number[] {
  let fitting = length
  while (fitting > order) fitting /= 2
  const entries = new Array<number>(order).fill(0)
  for (let i = 0; i < fitting; i++) entries[(offset + i) % order] = signs[i]!
  return entries
}

function several<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: widest, maxLength: widest })
}
