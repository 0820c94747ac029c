/**
 * Symmetric matrices by construction: a spectrum is chosen, rotated by a few reflections, scaled.
 *
 *     A = 2^e · S_r … S₁ diag(spectrum) S₁ … S_r,   S = I − 2vvᵀ/vᵀv
 *
 * Eigenvalues are dyadic rationals and v has small integer entries, so that a counterexample can be retyped
 * and shrinks: to a smaller order, to fewer reflections (v = 0 is none), to small whole eigenvalues, to no
 * scale. `expandSymmetricMatrix` builds A inside the check. The same recipe with |spectrum| gives |A|.
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'

/**
 * - `indefinite`: eigenvalues of both signs;
 * - `definite`: of one sign, none of them 0;
 * - `repeated`: of at most three different ones, at least two are equal;
 * - `singular`: at least one is exactly 0, up to all of them;
 * - `graded`: sizes spread over up to 2⁶⁰, of any sign;
 * - `separated`: all at least 1/8 apart;
 * - `clustered`: at least two that differ, by no more than four units in the last place;
 * - `lowRank`: at most max(1, n/4) are not 0;
 * - `diagonal`: any of both signs, not rotated;
 * - `steep`: sizes from 1e-150 to 1e150 in one matrix, not rotated, because float64 holds no rotation of them,
 *   and not scaled.
 */
export type SpectrumKind =
  | 'indefinite'
  | 'definite'
  | 'repeated'
  | 'singular'
  | 'graded'
  | 'separated'
  | 'clustered'
  | 'lowRank'
  | 'diagonal'
  | 'steep'

/** Those that statements about any symmetric matrix need. */
export const plainSpectrumKinds = [
  'indefinite',
  'definite',
  'repeated',
  'singular',
  'graded',
] as const satisfies readonly SpectrumKind[]

export const spectrumKinds: readonly SpectrumKind[] = [
  ...plainSpectrumKinds,
  'separated',
  'clustered',
  'lowRank',
  'diagonal',
  'steep',
]

/** Plain data: `expandSymmetricMatrix` makes the matrix of it. */
export interface SymmetricRecipe {
  readonly kind: SpectrumKind
  /** [n] eigenvalues before scaling, in no order. */
  readonly spectrum: readonly number[]
  /** [r][n] integers; a row of zeros is no reflection. */
  readonly reflections: readonly (readonly number[])[]
  /** e */
  readonly scaleExponent: number
}

export interface SymmetricMatrixOptions {
  /** 1 when absent. */
  readonly minOrder?: number
  /** 8 when absent. */
  readonly maxOrder?: number
  /** The plain ones when absent. */
  readonly kinds?: readonly SpectrumKind[]
  /** Exponents of 2, −498 to 498 when absent: 1e-150 to 1e150. From −1030 to 1010, which is where float64 ends. */
  readonly scaleExponents?: { readonly min: number; readonly max: number }
}

/** Within it no square of an eigenvalue overflows, and none of a definite spectrum vanishes. */
const squareableExponent = 498
/** Within them no eigenvalue overflows, and none of a definite spectrum vanishes. */
const [lowestExponent, highestExponent] = [-1030, 1010]
const reflections = 3
const rotates = (kind: SpectrumKind): boolean => kind !== 'diagonal' && kind !== 'steep'

/** @throws ArgumentError on options that no matrix can meet */
export function symmetricMatrices(options: SymmetricMatrixOptions = {}): fc.Arbitrary<SymmetricRecipe> {
  const { minOrder = 1, maxOrder = 8, kinds = plainSpectrumKinds } = options
  const { scaleExponents = { min: -squareableExponent, max: squareableExponent } } = options
  requireOrders(minOrder, maxOrder)
  requireKinds(kinds, maxOrder)
  requireExponents(scaleExponents)
  const pool = fc.record({
    kind: fc.constantFrom(...kinds),
    order: fc.integer({ min: minOrder, max: maxOrder }),
    sizes: fixedArray(fc.integer({ min: 1, max: 32 }), maxOrder),
    signs: fixedArray(fc.constantFrom(1, -1), maxOrder),
    choices: fixedArray(fc.nat({ max: 60 }), maxOrder),
    reflections: fixedArray(fixedArray(fc.integer({ min: -3, max: 3 }), maxOrder), reflections),
    scaleExponent: fc.integer(scaleExponents),
  })
  return pool.map((drawn) => {
    const order = Math.max(drawn.order, smallestOrder(drawn.kind))
    return {
      kind: drawn.kind,
      spectrum: Array.from({ length: order }, (_, k) => eigenvalue(drawn, k, order)),
      reflections: rotates(drawn.kind) ? drawn.reflections.map((v) => v.slice(0, order)) : [],
      scaleExponent: drawn.kind === 'steep' ? 0 : drawn.scaleExponent,
    }
  })
}

interface Drawn {
  readonly kind: SpectrumKind
  /** Eighths. */
  readonly sizes: readonly number[]
  readonly signs: readonly number[]
  readonly choices: readonly number[]
}

function eigenvalue({ kind, sizes, signs, choices }: Drawn, k: number, order: number): number {
  const size = sizes[k]! / 8
  switch (kind) {
    case 'indefinite':
      return k < 2 ? size * (1 - 2 * k) : size * signs[k]!
    case 'definite':
      return size * signs[0]!
    case 'repeated': {
      const choice = k < 2 ? 0 : choices[k]! % 3
      return (sizes[choice]! / 8) * signs[choice]!
    }
    case 'singular':
      return k === 0 || choices[k]! % 3 === 0 ? 0 : size * signs[k]!
    case 'graded':
      return size * signs[k]! * 2 ** -choices[k]!
    case 'separated':
      return sumUpTo(sizes, k) - sumUpTo(sizes, choices[0]! % order)
    case 'clustered':
      if (k > 1 && choices[k]! % 3 === 0) return size * signs[k]!
      return (sizes[0]! / 8) * signs[0]! * (1 + (k < 2 ? k : choices[k]! % 3) * 2 ** -52)
    case 'lowRank':
      return k < Math.max(1, Math.floor(order / 4)) ? size * signs[k]! : 0
    case 'diagonal':
      return choices[k]! % 5 === 0 ? 0 : size * signs[k]!
    case 'steep':
      return size * signs[k]! * 2 ** Math.trunc(((choices[k]! - 30) / 30) * squareableExponent)
  }
}

/** In eighths. */
function sumUpTo(sizes: readonly number[], last: number): number {
  return sizes.slice(0, last + 1).reduce((sum, size) => sum + size, 0) / 8
}

const atLeastTwo: readonly SpectrumKind[] = ['indefinite', 'repeated', 'separated', 'clustered', 'lowRank']

function smallestOrder(kind: SpectrumKind): number {
  return atLeastTwo.includes(kind) ? 2 : 1
}

function fixedArray<T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: length, maxLength: length })
}

function requireOrders(min: number, max: number): void {
  for (const [name, order] of Object.entries({ minOrder: min, maxOrder: max })) {
    if (!Number.isInteger(order) || order < 1)
      throw new ArgumentError('symmetricMatrices', name, 'a positive integer', String(order))
  }
  if (min > max)
    throw new ArgumentError('symmetricMatrices', 'minOrder', `at most maxOrder = ${max}`, String(min))
}

function requireKinds(kinds: readonly SpectrumKind[], maxOrder: number): void {
  if (kinds.length === 0) throw new ArgumentError('symmetricMatrices', 'kinds', 'at least one kind', 'none')
  for (const kind of kinds) {
    if (!spectrumKinds.includes(kind)) {
      throw new ArgumentError('symmetricMatrices', 'kinds', `of ${spectrumKinds.join(', ')}`, `'${kind}'`)
    }
    if (maxOrder < smallestOrder(kind)) {
      const hint = `A matrix of order 1 is never ${kind}: raise maxOrder or leave the kind out`
      throw new ArgumentError('symmetricMatrices', 'maxOrder', 'at least 2', String(maxOrder), hint)
    }
  }
}

function requireExponents({ min, max }: { readonly min: number; readonly max: number }): void {
  const within = (e: number): boolean => Number.isInteger(e) && e >= lowestExponent && e <= highestExponent
  if (!within(min) || !within(max) || min > max) {
    const expected = `integers in ${lowestExponent}..${highestExponent}, min ≤ max`
    throw new ArgumentError('symmetricMatrices', 'scaleExponents', expected, `${min}..${max}`)
  }
}
