/**
 * The landscapes' Hessians and their error bounds against the same formulas in fixed point.
 *
 * A number x is the bigint x · 2²⁴⁰. Products are cut there, so the reference errs by about 2⁻²³⁵.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Objective } from '../networks/objective.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { gutter } from './gutter.ts'
import { minMaxSaddle } from './minMaxSaddle.ts'
import { monkeySaddle } from './monkeySaddle.ts'
import { plateau } from './plateau.ts'
import { quartic } from './quartic.ts'

interface FixedHessian {
  readonly xx: bigint
  readonly xy: bigint
  readonly yy: bigint
}

const one = 1n << 240n

/** A multiple of 2⁻⁵³, so that fixed point is exact: anywhere, or within ulps of the plateau's seams. */
const coordinate = fc.oneof(
  fc.maxSafeInteger().map((mantissa) => (mantissa * 5) / 2 ** 53),
  fc
    .tuple(fc.constantFrom(-4, -3, -2, 2, 3, 4), fc.integer({ min: -8, max: 8 }))
    .map(([edge, ulps]) => edge * (1 + ulps * 2 ** -52)),
)
const point = fc.tuple(coordinate, fc.oneof(coordinate, fc.constant(0)))

const landscapes: readonly {
  name: string
  objective: Objective
  reference: (x: bigint, y: bigint) => FixedHessian
}[] = [
  {
    name: 'quartic',
    objective: quartic,
    reference: (x, y) => ({
      xx: 3n * times(x, x) - 6n * one,
      xy: 0n,
      yy: (54n * times(y, y)) / 5n + 10n * one,
    }),
  },
  {
    name: 'minMaxSaddle',
    objective: minMaxSaddle({ negative: 1, positive: 1 }),
    reference: () => ({ xx: -one, xy: 0n, yy: one }),
  },
  {
    name: 'monkeySaddle',
    objective: monkeySaddle,
    reference: (x, y) => ({ xx: 6n * x, xy: -6n * y, yy: -6n * x }),
  },
  {
    name: 'gutter',
    objective: gutter,
    reference: (x, y) => ({
      xx: 3n * times(x, x) + times(y, y) - one,
      xy: 2n * times(x, y),
      yy: times(x, x) + 3n * times(y, y) - one,
    }),
  },
  { name: 'plateau', objective: plateau, reference: plateauReference },
]

describe.each(landscapes)('$name', ({ objective, reference }) => {
  it('is within its error bound, which is small', async () => {
    await assertProperty(
      fc.asyncProperty(point, async ([x, y]) => {
        const { matrix, errorBound } = await objective.hessian(Float64Array.of(x, y))
        const exact = reference(fixed(x), fixed(y))
        const [xx, xy, , yy] = [...matrix.entries] as [number, number, number, number]
        const error = spectralNorm(apart(xx, exact.xx), apart(xy, exact.xy), apart(yy, exact.yy))
        expect(error).toBeLessThanOrEqual(errorBound)
        expect(errorBound).toBeLessThan(1e-12)
      }),
      { numRuns: 1000 },
    )
  })
})

/** 2q′ I + 4q″ wwᵀ with q′ = (6t² − 4t³)/d and q″ = ±12t(1 − t)/d². */
function plateauReference(x: bigint, y: bigint): FixedHessian {
  const { slope, bend } = profile(times(x, x) + times(y, y))
  return {
    xx: 2n * slope + 4n * times(bend, times(x, x)),
    xy: 4n * times(bend, times(x, y)),
    yy: 2n * slope + 4n * times(bend, times(y, y)),
  }
}

function profile(s: bigint): { slope: bigint; bend: bigint } {
  if (s <= 4n * one) return along((4n * one - s) / 4n, 4n, -1n)
  if (s <= 9n * one) return { slope: 0n, bend: 0n }
  return s >= 16n * one ? { slope: (2n * one) / 7n, bend: 0n } : along((s - 9n * one) / 7n, 7n, 1n)
}

function along(t: bigint, width: bigint, direction: bigint) {
  const square = times(t, t)
  return {
    slope: (6n * square - 4n * times(square, t)) / width,
    bend: (direction * 12n * (t - square)) / (width * width),
  }
}

function fixed(x: number): bigint {
  return BigInt(Math.round(x * 2 ** 240))
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) / one
}

function apart(computed: number, exact: bigint): number {
  return Number(fixed(computed) - exact) / 2 ** 240
}

/** ‖[[a, b], [b, d]]‖₂ */
function spectralNorm(a: number, b: number, d: number): number {
  return Math.abs(a + d) / 2 + Math.hypot((a - d) / 2, b)
}
