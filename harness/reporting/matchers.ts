/**
 * `expect(got).toBeWithin(bound).of(expected)` in one call: toBeWithin(expected, bound).
 *
 * Replaces toBeCloseTo, whose tolerance is in decimal digits whatever the size of the problem. The
 * bound is the caller's, derived from norm × n × eps; the failure text shows error, bound, their ratio and
 * the worst index. NaN fails: the test is `!(error <= bound)`.
 */
import { expect } from 'vitest'

type Numbers = number | ArrayLike<number>

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares the type parameter this way
  interface Matchers<T = any> {
    /** Largest entrywise |got − expected| must not exceed `bound`. */
    toBeWithin(expected: T extends unknown ? Numbers : never, bound: number): void
  }
}

expect.extend({
  toBeWithin(received: Numbers, expected: Numbers, bound: number) {
    const got = typeof received === 'number' ? [received] : received
    const wanted = typeof expected === 'number' ? [expected] : expected
    if (got.length !== wanted.length) {
      return { pass: false, message: () => `lengths differ: got ${got.length}, expected ${wanted.length}` }
    }
    if (got.length === 0) return { pass: false, message: () => 'nothing to compare: both are empty' }
    let worst = 0
    let error = 0
    for (let i = 0; i < got.length; i++) {
      const difference = Math.abs(got[i]! - wanted[i]!)
      if (!(difference <= error)) {
        worst = i
        error = difference
        if (Number.isNaN(difference)) break
      }
    }
    const text = () =>
      `error ${error} at index ${worst} (got ${got[worst]}, expected ${wanted[worst]}); bound ${bound}, ratio ${error / bound}`
    return { pass: error <= bound, message: text }
  },
})
