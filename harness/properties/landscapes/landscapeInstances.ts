/** The landscapes as plain data, and their losses in 256-bit fixed point straight from their definitions. */
import fc from 'fast-check'
import type { Objective } from '../../networks/objective.ts'

export type LandscapeName = 'quartic' | 'monkeySaddle' | 'gutter' | 'plateau' | 'minMaxSaddle'

export type LandscapeCode = (landscape: Landscape) => Objective

export interface Landscape {
  readonly name: LandscapeName
  /** Of a minMaxSaddle: −1, 0 and 1 in this order, one a coordinate. */
  readonly signs: readonly number[]
}

export interface LandscapeCase extends Landscape {
  /** [P] within ±5, multiples of 2⁻⁵³ */
  readonly theta: readonly number[]
  /** [P] */
  readonly v: readonly number[]
  /** [P] */
  readonly w: readonly number[]
}

/** Anywhere, or within ulps of the plateau's seams and of the other landscapes' special points. */
const coordinate = fc.oneof(
  fc.maxSafeInteger().map((mantissa) => (mantissa * 5) / 2 ** 53),
  fc
    .tuple(fc.constantFrom(-4, -3, -2, -1, 0, 1, 2, 3, 4), fc.integer({ min: -8, max: 8 }))
    .map(([edge, ulps]) => edge * (1 + ulps * 2 ** -52)),
)

/** A seam of the plateau and a direction of length 1 up to rounding, from which circles are made. */
const circle = fc.record({
  radius: fc.constantFrom(2, 3, 4),
  ulps: fc.integer({ min: -64, max: 64 }),
  exponent: fc.constantFrom(-52, -44, -40),
  turn: fc.constantFrom({ x: 1, y: 0 }, { x: 0.6, y: 0.8 }, { x: -0.8, y: 0.6 }),
})

export const landscapeCases: fc.Arbitrary<LandscapeCase> = fc
  .record({
    seam: fc.option(circle, { freq: 2 }),
    name: fc.constantFrom<LandscapeName>('quartic', 'monkeySaddle', 'gutter', 'plateau', 'minMaxSaddle'),
    signs: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 4 }),
    theta: fourOf(coordinate),
    v: fourOf(fc.integer({ min: -8, max: 8 }).map((k) => k / 8)),
    w: fourOf(fc.integer({ min: -8, max: 8 }).map((k) => k / 8)),
  })
  .map(({ name, signs, seam, theta: anywhere, v, w }) => {
    const theta = seam && name === 'plateau' ? around(seam) : anywhere
    const n = name === 'minMaxSaddle' ? signs.length : 2
    const cut = (x: readonly number[]): number[] => x.slice(0, n)
    const ordered = name === 'minMaxSaddle' ? [...signs].sort((a, b) => a - b) : []
    return { name, signs: ordered, theta: cut(theta), v: cut(v), w: cut(w) }
  })

function fourOf(item: fc.Arbitrary<number>): fc.Arbitrary<number[]> {
  return fc.array(item, { minLength: 4, maxLength: 4 })
}

function around({
  radius,
  ulps,
  exponent,
  turn: { x, y },
}: typeof circle extends fc.Arbitrary<infer T> ? T : never): number[] {
  const length = radius * (1 + ulps * 2 ** exponent)
  return [length * x, length * y, 0, 0]
}

const bits = 256n
const one = 1n << bits
const stepBits = 72n

/** vᵀ∇f and wᵀ∇²f·v by central differences of step 2⁻⁷²: third derivatives are below 2¹⁰, so within 2⁻⁶⁰. */
export function exactSlope(landscape: LandscapeCase, v: readonly number[]): number {
  return toNumber(((at(landscape, [v]) - at(landscape, [negated(v)])) << stepBits) / 2n)
}

export function exactCurvature(landscape: LandscapeCase, v: readonly number[], w: readonly number[]): number {
  return toNumber(curvature(landscape, v, w))
}

/** The same less wᵀMv, in which nothing is rounded. @param entries [P, P] row-major M */
export function curvatureError({ v, w, ...landscape }: LandscapeCase, entries: Float64Array): number {
  const form = v.reduce(
    (sum, x, j) =>
      w.reduce(
        (part, y, i) => part + times(fixed(entries[i * v.length + j]!), times(fixed(x), fixed(y))),
        sum,
      ),
    0n,
  )
  return toNumber(curvature({ ...landscape, v, w }, v, w) - form)
}

function curvature(landscape: LandscapeCase, v: readonly number[], w: readonly number[]): bigint {
  const [back, down] = [negated(v), negated(w)]
  const plus = at(landscape, [v, w]) + at(landscape, [back, down])
  const minus = at(landscape, [v, down]) + at(landscape, [back, w])
  return ((plus - minus) << (2n * stepBits)) / 4n
}

export function exactLoss(landscape: LandscapeCase): number {
  return toNumber(at(landscape, []))
}

/** f(θ + h·Σ moves). */
function at({ name, signs, theta }: LandscapeCase, moves: readonly (readonly number[])[]): bigint {
  const x = theta.map((t, p) => moves.reduce((sum, move) => sum + (fixed(move[p]!) >> stepBits), fixed(t)))
  if (name === 'minMaxSaddle')
    return x.reduce((sum, value, p) => sum + (BigInt(signs[p]!) * times(value, value)) / 2n, 0n)
  return planar(name, x[0]!, x[1]!)
}

function planar(name: Exclude<LandscapeName, 'minMaxSaddle'>, x: bigint, y: bigint): bigint {
  const [xx, yy] = [times(x, x), times(y, y)]
  switch (name) {
    case 'quartic':
      return times(xx, xx) / 4n - 3n * xx + 9n * x + (9n * times(yy, yy)) / 10n + 5n * yy + 40n * one
    case 'monkeySaddle':
      return times(xx, x) - 3n * times(x, yy)
    case 'gutter':
      return times(xx + yy - one, xx + yy - one) / 4n
    case 'plateau':
      return plateau(xx + yy)
  }
}

function plateau(s: bigint): bigint {
  const rise = (t: bigint): bigint => 2n * times(times(t, t), t) - times(times(t, t), times(t, t))
  if (s <= 4n * one) return one - rise((4n * one - s) / 4n)
  if (s <= 9n * one) return one
  if (s <= 16n * one) return one + rise((s - 9n * one) / 7n)
  return 2n * one + (2n * (s - 16n * one)) / 7n
}

function negated(v: readonly number[]): number[] {
  return v.map((x) => -x)
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) >> bits
}

function fixed(x: number): bigint {
  return BigInt(Math.round(x * 2 ** 200)) << (bits - 200n)
}

function toNumber(x: bigint): number {
  return Number(x) / 2 ** Number(bits)
}
