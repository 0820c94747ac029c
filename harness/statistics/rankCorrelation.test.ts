import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import { fewestPairs, rankCorrelation } from './rankCorrelation.ts'

const u = 2 ** -53

describe('worked examples', () => {
  it("Bonett's own package, statpsych, ci.spear: 0.86996 in [0.58410, 0.96383], with ties", () => {
    const y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
    const x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]
    const { spearman } = rankCorrelation(x, y, 0.05)
    // Printed with seven places.
    expect(spearman.coefficient).toBeWithin(0.8699639, 5e-8)
    expect(spearman.low).toBeWithin(0.5840951, 5e-8)
    expect(spearman.high).toBeWithin(0.9638297, 5e-8)
    expect(spearman).toMatchObject({ status: 'interval', method: 'normal' })
  })

  it('Kendall 1938, ten ranked twice: τ = 5/45, printed as 0.11', () => {
    const first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    const second = [4, 7, 2, 10, 3, 6, 8, 1, 5, 9]
    const { kendall, spearman } = rankCorrelation(first, second, 0.05)
    // 25 pairs in order, 20 not; Σd² = 142.
    expect(kendall.coefficient).toBeWithin(5 / 45, 4 * u)
    expect(spearman.coefficient).toBeWithin(1 - (6 * 142) / 990, 16 * u)
    const half = 1.959963984540054 * Math.sqrt(0.437 / 6)
    expect(kendall.low).toBeWithin(Math.tanh(Math.atanh(5 / 45) - half), 1e-12)
    expect(kendall.high).toBeWithin(Math.tanh(Math.atanh(5 / 45) + half), 1e-12)
  })
})

describe('the probabilities', () => {
  it('are those of all pairings, with ties and without', () => {
    const random = seededRandom(5)
    for (let draw = 0; draw < 20; draw++) {
      const n = 3 + random.integer(4)
      const values = 2 + random.integer(9)
      const [x, y] = [0, 1].map(() => Array.from({ length: n }, () => random.integer(values)))
      const { spearman, kendall } = rankCorrelation(x!, y!, 0.05)
      const pairings = permutations(y!)
      for (const [got, statistic] of [
        [spearman, rankProducts],
        [kendall, concordance],
      ] as const) {
        const observed = statistic(x!, y!)
        const all = pairings.map((other) => statistic(x!, other))
        expect(got.method).toBe('exact')
        expect(got.pRising).toBeWithin(all.filter((s) => s >= observed).length / all.length, 100 * u)
        expect(got.pFalling).toBeWithin(all.filter((s) => s <= observed).length / all.length, 100 * u)
      }
    }
  })
})

describe('the intervals', () => {
  it.each([
    [20, 0.5],
    [40, 0],
    [40, -0.7],
  ])('of %d pairs that are normal with correlation %d hold what they should', (n, rho) => {
    const random = seededRandom(6)
    const [draws, errorRate] = [1000, 0.1]
    // Population values of a bivariate normal: Kruskal 1958.
    const rhoS = (6 / Math.PI) * Math.asin(rho / 2)
    const tau = (2 / Math.PI) * Math.asin(rho)
    const missed = { spearman: 0, kendall: 0 }
    for (let draw = 0; draw < draws; draw++) {
      const x = Array.from({ length: n }, () => random.normal())
      const y = x.map((value) => rho * value + Math.sqrt(1 - rho ** 2) * random.normal())
      const { spearman, kendall } = rankCorrelation(x, y, errorRate)
      if (!(spearman.low <= rhoS && rhoS <= spearman.high)) missed.spearman++
      if (!(kendall.low <= tau && tau <= kendall.high)) missed.kendall++
    }
    // Five deviations of a share of 0.1 in 1000 draws are 0.047; the approximation itself is good to about 0.01.
    expect(missed.spearman / draws).toBeWithin(errorRate, 0.06)
    expect(missed.kendall / draws).toBeWithin(errorRate, 0.06)
  })

  it('say nothing below ten pairs, however perfect', () => {
    const x = Array.from({ length: fewestPairs - 1 }, (_, i) => i)
    const { spearman, kendall } = rankCorrelation(x, x, 0.05)
    for (const correlation of [spearman, kendall]) {
      expect(correlation).toMatchObject({
        coefficient: 1,
        low: -1,
        high: 1,
        status: 'tooFew',
        method: 'exact',
      })
      expect(correlation.pRising).toBeWithin(1 / 362_880, 100 * u)
    }
  })

  it('have a width at a perfect correlation', () => {
    const x = Array.from({ length: 20 }, (_, i) => i)
    const falling = x.map((value) => -value)
    for (const [name, coefficient, y] of [
      ['rising', 1, x],
      ['falling', -1, falling],
    ] as const) {
      for (const got of Object.values(rankCorrelation(x, y, 0.05)).filter((one) => typeof one === 'object')) {
        expect(got.coefficient).toBe(coefficient)
        expect(name === 'rising' ? got.high : -got.low).toBe(1)
        expect(name === 'rising' ? got.low : -got.high).toBeGreaterThan(0.9)
        expect(name === 'rising' ? got.low : -got.high).toBeLessThan(0.999)
      }
    }
  })

  it('are everything where x or y is constant', () => {
    const x = Array.from({ length: 20 }, (_, i) => i)
    const constant = x.map(() => 1675)
    for (const { spearman, kendall } of [
      rankCorrelation(x, constant, 0.05),
      rankCorrelation(constant, x, 0.05),
    ]) {
      for (const got of [spearman, kendall]) {
        expect(got).toMatchObject({ coefficient: 0, low: -1, high: 1, status: 'constant' })
        expect(got).toMatchObject({ pRising: 1, pFalling: 1 })
      }
    }
  })
})

describe('rankCorrelation', () => {
  it('refuses lengths that differ, too few pairs, NaN and impossible rates', () => {
    expect(() => rankCorrelation([1, 2, 3], [1, 2, 3, 4], 0.05)).toThrow(ArgumentError)
    expect(() => rankCorrelation([1, 2], [1, 2], 0.05)).toThrow(ArgumentError)
    expect(() => rankCorrelation([1, 2, 3], [1, Number.NaN, 3], 0.05)).toThrow('y[1]')
    expect(() => rankCorrelation([1, 2, 3], [1, 2, 3], 1)).toThrow('errorRate')
  })
})

/** Σ of the products of mean ranks, each counted anew. */
function rankProducts(x: readonly number[], y: readonly number[]): number {
  const rank = (values: readonly number[], i: number): number =>
    values.reduce((sum, other) => sum + (1 + Math.sign(values[i]! - other)) / 2, 0)
  return x.reduce((sum, _, i) => sum + rank(x, i) * rank(y, i), 0)
}

function concordance(x: readonly number[], y: readonly number[]): number {
  let sum = 0
  x.forEach((a, i) => {
    x.forEach((b, j) => {
      sum += Math.sign(a - b) * Math.sign(y[i]! - y[j]!)
    })
  })
  return sum
}

function permutations(x: readonly number[]): number[][] {
  if (x.length === 0) return [[]]
  return x.flatMap((value, i) => permutations(x.toSpliced(i, 1)).map((rest) => [value, ...rest]))
}
