import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import { gutter } from './gutter.ts'
import { hessianLipschitzBounds } from './hessianLipschitzBounds.ts'
import { minMaxSaddle } from './minMaxSaddle.ts'
import { monkeySaddle } from './monkeySaddle.ts'
import { plateau } from './plateau.ts'
import { quartic } from './quartic.ts'

const landscapes = [
  { name: 'quartic', objective: quartic, attained: 0.9 },
  { name: 'minMaxSaddle', objective: minMaxSaddle({ negative: 1, positive: 1 }), attained: 1 },
  { name: 'monkeySaddle', objective: monkeySaddle, attained: 0.9 },
  { name: 'gutter', objective: gutter, attained: 0.9 },
  // 21 is for the whole slope; its parts attain less.
  { name: 'plateau', objective: plateau, attained: 0.5 },
] as const

describe.each(landscapes)('the bound of $name', ({ name, objective, attained }) => {
  it('is met by all pairs of a ball, and nearly attained by one', async () => {
    const random = seededRandom(1)
    let largest = 0
    for (let k = 0; k < 2000; k++) {
      const theta = Float64Array.of(8 * random.uniform() - 4, 8 * random.uniform() - 4)
      const radius = 2 ** -random.integer(8)
      const bound = hessianLipschitzBounds[name](theta, radius)
      const quotient = await quotientOf(objective, within(theta, radius), within(theta, radius))
      expect(quotient.least).toBeLessThanOrEqual(bound)
      if (bound > 0) largest = Math.max(largest, quotient.least / bound)
      else largest = Math.max(largest, name === 'minMaxSaddle' ? 1 : 0)
    }
    expect(largest).toBeGreaterThanOrEqual(attained)

    function within(theta: Float64Array, radius: number): Float64Array {
      const angle = 2 * Math.PI * random.uniform()
      const length = radius * (1 - 2 ** -20) * Math.sqrt(random.uniform())
      return Float64Array.of(theta[0]! + length * Math.cos(angle), theta[1]! + length * Math.sin(angle))
    }
  })
})

describe('hessianLipschitzBounds', () => {
  it('are 0 where the plateau is flat and in its bowl, up to the edges', () => {
    const { plateau: bound } = hessianLipschitzBounds
    expect(bound(Float64Array.of(0, 2.5), 0.5)).toBe(0)
    expect(bound(Float64Array.of(0, 2.5), 0.51)).toBe(21)
    expect(bound(Float64Array.of(5, 0), 1)).toBe(0)
    expect(bound(Float64Array.of(5, 0), 1.01)).toBe(21)
  })

  it('refuse what is no ball', () => {
    const origin = new Float64Array(2)
    for (const radius of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => hessianLipschitzBounds.gutter(origin, radius)).toThrow(ArgumentError)
    }
    expect(() => hessianLipschitzBounds.quartic(new Float64Array(3), 1)).toThrow(ShapeError)
  })
})

/** ‖H(a) − H(b)‖₂/‖a − b‖ less its errors: those of both Hessians, and some 16 roundings. */
async function quotientOf(
  objective: Objective,
  a: Float64Array,
  b: Float64Array,
): Promise<{ least: number }> {
  const [first, second] = [await objective.hessian(a), await objective.hessian(b)]
  const [p, q, , r] = first.matrix.entries.map((entry, i) => entry - second.matrix.entries[i]!)
  const size = Math.abs(p! + r!) / 2 + Math.hypot((p! - r!) / 2, q!)
  const distance = norm(a.map((x, i) => x - b[i]!))
  const error = first.errorBound + second.errorBound + 16 * unitRoundoff * size
  return { least: Math.max(0, size - error) / distance }
}
