import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { lossNames, type OutputLoss, outputLoss, softmax } from './losses.ts'

const u = unitRoundoff
const h = 2 ** -10
/** Small enough for the second order to be 2⁻¹⁰ of the first, large enough for rounding to be as little. */
const step = 2 ** -20
const changeBound = 4 * step * (1 + 2 ** -9)

interface Outputs {
  readonly z: Float64Array
  readonly t: Float64Array
}

const pool = (max: number) => fc.array(fc.integer({ min: -max, max }), { minLength: 5, maxLength: 5 })

/** Outputs and targets of 1 to 5 classes; the targets sum to 1 where the loss asks for it. */
function outputs(loss: OutputLoss): fc.Arbitrary<Outputs> {
  return fc
    .record({ classes: fc.integer({ min: 1, max: 5 }), z: pool(64), t: pool(16), label: fc.nat({ max: 4 }) })
    .map(({ classes, z, t, label }) => ({
      z: Float64Array.from({ length: classes }, (_, c) => z[c]! / 8),
      t: Float64Array.from({ length: classes }, (_, c) => {
        if (loss.name !== 'cross-entropy') return t[c]! / 8
        return (c === label % classes ? 0.75 : 0) + (c === 0 ? 0.25 : 0)
      }),
    }))
}

/**
 * Five-point differences in one output: truncation h⁴/30 · |f⁽⁵⁾|, rounding 1.5/h times that of f. Within 1 of the
 * real line every loss and gradient is below 100·m, m = (1 + |z| + |t|)², so by Cauchy |f⁽⁵⁾| ≤ 5!·100·m; they are
 * evaluated to 16 units of m.
 */
function differenceBound({ z, t }: Outputs): number {
  const largest = (x: Float64Array): number => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return (h ** 4 * 400 + (24 * u) / h) * (1 + largest(z) + largest(t)) ** 2
}

describe.each(lossNames)('%s', (name) => {
  const loss = outputLoss(name)

  it('has its slopes as gradient and their slopes as Hessian', () => {
    assertProperty(
      fc.property(outputs(loss), ({ z, t }) => {
        const bound = differenceBound({ z, t })
        const slopes = z.map((_, c) => fivePoint((at) => [loss.value(at, t)], z, c)[0]!)
        expect(gradient(loss, { z, t })).toBeWithin(slopes, bound)
        const rows = [...z.keys()].flatMap((c) => fivePoint((at) => gradient(loss, { z: at, t }), z, c))
        expect(hessian(loss, { z, t })).toBeWithin(rows, bound)
      }),
      { numRuns: 300 },
    )
  })

  it('has a symmetric Hessian, positive semidefinite if convex in the outputs', () => {
    const { convexInOutputs } = loss
    assertProperty(
      fc.property(outputs(loss), pool(8), ({ z, t }, pooled) => {
        const n = z.length
        const s = hessian(loss, { z, t })
        // Mirror images are the same sum taken in another order.
        expect(s).toBeWithin(
          s.map((_, p) => s[(p % n) * n + Math.floor(p / n)]!),
          8 * u * 100,
        )
        let form = 0
        for (let p = 0; p < s.length; p++) form += s[p]! * pooled[Math.floor(p / n)]! * pooled[p % n]!
        if (convexInOutputs) expect(form).toBeGreaterThanOrEqual(-(n ** 2) * 8 * u * 64)
      }),
    )
  })

  it('has a diagonal Hessian, if it says so', () => {
    if (loss.hessianDiagonal === undefined) return
    assertProperty(
      fc.property(outputs(loss), ({ z, t }) => {
        const n = z.length
        const diagonal = new Float64Array(n)
        loss.hessianDiagonal?.(z, t, diagonal)
        const square = new Float64Array(n * n)
        diagonal.forEach((value, c) => {
          square[c * (n + 1)] = value
        })
        expect(square).toEqual(hessian(loss, { z, t }))
      }),
    )
  })

  it('does not see a shift of all outputs, if it says so', () => {
    assertProperty(
      fc.property(outputs(loss), ({ z, t }) => {
        const n = z.length
        const sum = gradient(loss, { z, t }).reduce((a, b) => a + b)
        const rowSums = z.map((_, c) =>
          hessian(loss, { z, t })
            .subarray(c * n, (c + 1) * n)
            .reduce((a, b) => a + b),
        )
        // Terms up to 100: |t| ≤ 2, five classes.
        if (loss.shiftInvariant) expect([sum, ...rowSums]).toBeWithin(new Float64Array(n + 1), 16 * u * 100)
        else expect(rowSums).toBeWithin(new Float64Array(n).fill(2 / n), 0)
      }),
    )
  })

  it('has magnitudes that its gradient and Hessian do not exceed', () => {
    assertProperty(
      fc.property(outputs(loss), ({ z, t }) => {
        const delta = new Float64Array(z.length)
        const s = new Float64Array(z.length ** 2)
        loss.magnitudes(z, t, delta, s)
        const above = (x: Float64Array, size: Float64Array): boolean =>
          x.every((value, p) => Math.abs(value) <= size[p]! * (1 + 8 * u))
        expect(above(gradient(loss, { z, t }), delta)).toBe(true)
        expect(above(hessian(loss, { z, t }), s)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is finite for outputs at which exp overflows', () => {
    const z = Float64Array.of(1e3, 0, -1e3)
    const t = Float64Array.of(0, 1, 0)
    const all = [loss.value(z, t), ...gradient(loss, { z, t }), ...hessian(loss, { z, t })]
    expect(all.every(Number.isFinite)).toBe(true)
  })
})

describe('the magnitudes of a loss of softmax', () => {
  it.each(['cross-entropy', 'squared-error-softmax'])(
    'bound a quarter of what a relative change of every e^z does to derivatives: %s',
    (name) => {
      const loss = outputLoss(name)
      assertProperty(
        fc.property(outputs(loss), fc.boolean(), pool(1), ({ z, t }, fitted, signs) => {
          // Where p = t the gradient vanishes and what it is made of does not.
          const target = fitted ? softmax(z, new Float64Array(z.length)) : t
          const delta = new Float64Array(z.length)
          const s = new Float64Array(z.length ** 2)
          loss.magnitudes(z, target, delta, s)
          const [here, there] = [z, z.map((x, c) => x + step * signs[c]!)].map((at) => ({ z: at, t: target }))
          const within = (before: Float64Array, after: Float64Array, size: Float64Array): boolean =>
            before.every((x, p) => Math.abs(after[p]! - x) <= changeBound * size[p]!)
          expect(within(gradient(loss, here!), gradient(loss, there!), delta)).toBe(true)
          expect(within(hessian(loss, here!), hessian(loss, there!), s)).toBe(true)
        }),
        { numRuns: 1000 },
      )
    },
  )
})

describe('a confident prediction', () => {
  const z = Float64Array.of(0, 30, -2)
  const t = Float64Array.of(0, 1, 0)
  // Everything but class 1: 1 − p_1 without cancellation.
  const others = [Math.exp(-30), Math.exp(-32)] as const
  const total = 1 + others[0] + others[1]
  const rest = (others[0] + others[1]) / total

  it('has derivatives of cross-entropy that are right to the last digits, small as they are', () => {
    const loss = outputLoss('cross-entropy')
    const [first, last] = others.map((x) => x / total) as [number, number]
    const slopes = gradient(loss, { z, t })
    expect(slopes[1]!).toBeWithin(-rest, 16 * u * rest)
    expect(slopes[0]!).toBeWithin(first, 16 * u * first)
    const s = hessian(loss, { z, t })
    expect(s[4]!).toBeWithin(rest / total, 16 * u * rest)
    expect(s[8]!).toBeWithin(last * (1 - last), 16 * u * last)
  })

  it('has derivatives of squared error on softmax that err by u·(1 − p), not by u', () => {
    const loss = outputLoss('squared-error-softmax')
    const [first, last] = others.map((x) => x / total) as [number, number]
    // δ_1 = p_1(q_1 − s) with q = (2/3)(p_0, −rest, p_2): (2/3)·p_1·(−rest·(1 − p_1) − p_0² − p_2²).
    const slope = (-2 / 3 / total) * (rest * rest + first * first + last * last)
    expect(gradient(loss, { z, t })[1]!).toBeWithin(slope, 32 * u * rest)
    const magnitudes = new Float64Array(9)
    loss.magnitudes(z, t, new Float64Array(3), magnitudes)
    expect(Math.max(...magnitudes)).toBeLessThan(8 * rest)
  })
})

describe('known values', () => {
  const zero = Float64Array.of(0, 0)
  const first = Float64Array.of(1, 0)

  it('of cross-entropy', () => {
    const loss = outputLoss('cross-entropy')
    expect(loss.value(zero, first)).toBe(Math.LN2)
    expect([...gradient(loss, { z: zero, t: first })]).toEqual([-0.5, 0.5])
    expect([...hessian(loss, { z: zero, t: first })]).toEqual([0.25, -0.25, -0.25, 0.25])
    // p = (¾, ¼)
    const z = Float64Array.of(Math.log(3), 0)
    expect(loss.value(z, first)).toBeWithin(Math.log(4 / 3), 8 * u)
    expect(hessian(loss, { z, t: first })).toBeWithin([3 / 16, -3 / 16, -3 / 16, 3 / 16], 4 * u)
    expect(loss.value(Float64Array.of(1e3, 0), Float64Array.of(0, 1))).toBe(1000)
  })

  it('of squared error, a mean over outputs', () => {
    const loss = outputLoss('squared-error')
    const z = Float64Array.of(3, -1)
    expect(loss.value(z, first)).toBe(2.5)
    expect([...gradient(loss, { z, t: first })]).toEqual([2, -1])
    expect([...hessian(loss, { z, t: first })]).toEqual([1, 0, 0, 1])
  })

  it('of squared error on softmax, a mean over outputs', () => {
    const loss = outputLoss('squared-error-softmax')
    // p = ½: q = p − t = (−½, ½), r = (−¼, ¼), s = 0.
    expect(loss.value(zero, first)).toBe(0.25)
    expect([...gradient(loss, { z: zero, t: first })]).toEqual([-0.25, 0.25])
    expect([...hessian(loss, { z: zero, t: first })]).toEqual([0.125, -0.125, -0.125, 0.125])
    // Nearly certain of the wrong class: negative curvature, f = (1 − p_0)² with p_0 = σ(z_0 − z_1).
    const z = Float64Array.of(-3, 0)
    const [p0, p1] = softmax(z, new Float64Array(2)) as unknown as [number, number]
    const curvature = 2 * p0 * p1 * p1 * (p0 - p1) + 2 * p0 * p0 * p1 * p1
    expect(hessian(loss, { z, t: first })[0]!).toBeWithin(curvature, 16 * u)
    expect(curvature).toBeLessThan(-0.01)
  })

  it('of the magnitudes', () => {
    const at = (name: string) => {
      const delta = new Float64Array(2)
      const s = new Float64Array(4)
      outputLoss(name).magnitudes(zero, Float64Array.of(-1, 0), delta, s)
      return { delta: [...delta], s: [...s] }
    }
    // |p − t| + p(1 − p)
    expect(at('cross-entropy')).toEqual({ delta: [1.75, 0.75], s: [0.25, 0.25, 0.25, 0.25] })
    expect(at('squared-error')).toEqual({ delta: [1, 0], s: [1, 0, 0, 1] })
    // |r| + p²(1 − p) = (7/8, 3/8), s = 5/4.
    const softmaxError = { delta: [1.5, 1], s: [3.125, 1.375, 1.375, 2.125] }
    expect(at('squared-error-softmax')).toEqual(softmaxError)
  })
})

describe('softmax', () => {
  it('sums to 1 and does not overflow', () => {
    expect([...softmax(Float64Array.of(1e3, 1e3), new Float64Array(2))]).toEqual([0.5, 0.5])
    expect([...softmax(Float64Array.of(-1e3, 0), new Float64Array(2))]).toEqual([0, 1])
    const p = softmax(Float64Array.of(0, Math.log(2), Math.log(5)), new Float64Array(3))
    expect(p).toBeWithin([1 / 8, 2 / 8, 5 / 8], 8 * u)
  })
})

describe('an unknown name', () => {
  it.each(['hinge', '', 'toString'])('%j is refused with the known ones', (name) => {
    expect(() => outputLoss(name)).toThrow(ArgumentError)
    expect(() => outputLoss(name)).toThrow('cross-entropy, squared-error, squared-error-softmax')
  })
})

function gradient(loss: OutputLoss, { z, t }: Outputs): Float64Array {
  const delta = new Float64Array(z.length)
  loss.gradient(z, t, delta)
  return delta
}

function hessian(loss: OutputLoss, { z, t }: Outputs): Float64Array {
  const s = new Float64Array(z.length ** 2).fill(Number.NaN)
  loss.hessian(z, t, s)
  return s
}

/** ∂f/∂z_c entry by entry. */
function fivePoint(f: (z: Float64Array) => ArrayLike<number>, z: Float64Array, c: number): number[] {
  const at = (steps: number) => f(z.map((value, k) => (k === c ? value + steps * h : value)))
  const [near, far] = [
    [at(1), at(-1)],
    [at(2), at(-2)],
  ] as const
  return Array.from(
    near[0],
    (_, k) => (8 * (near[0][k]! - near[1][k]!) - (far[0][k]! - far[1][k]!)) / (12 * h),
  )
}
