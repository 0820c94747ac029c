import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { gaussianSpectrum } from './gaussianSpectrum.ts'
import { semicircleCdf, semicircleDistance } from './semicircle.ts'
import { semicircleFit } from './semicircleFit.ts'

describe('semicircleFit', () => {
  it.each([
    [0, 2],
    [5, 1e-3],
    [-1e4, 30],
  ])('finds centre %d and radius %d from quantiles, at distance 1/2n', (centre, radius) => {
    const n = 200
    const values = Float64Array.from({ length: n }, (_, k) => centre + radius * quantile((k + 0.5) / n))
    const fit = semicircleFit(values)
    expect(fit.distance).toBeWithin(1 / (2 * n), fit.slack)
    // Moving the law by δ·R, or its radius by as much, moves the distribution function by up to δ·2/π: 1 % is seen.
    expect(fit.centre).toBeWithin(centre, 0.01 * radius)
    expect(fit.radius).toBeWithin(radius, 0.01 * radius)
  })

  it.each(spectra())('is no further than any law of a grid from %s', (_name, values) => {
    const fit = semicircleFit(values)
    expect(distanceAt(values, fit.centre, fit.radius)).toBe(fit.distance)
    const range = values.at(-1)! - values[0]!
    for (let i = 0; i <= 40; i++) {
      for (let j = -30; j <= 8; j++) {
        const centre = values[0]! + (i / 40) * range
        // A law of the grid at most as near as the best one, of which the fit may lack the slack.
        expect(fit.distance - fit.slack).toBeLessThanOrEqual(distanceAt(values, centre, range * 2 ** (j / 2)))
      }
    }
  })

  it('does not depend on where the spectrum lies and how wide it is', () => {
    const values = spectra()[0]![1]
    const moved = semicircleFit(values.map((value) => 100 - 8 + 8 * value))
    const fit = semicircleFit(values)
    expect(moved.distance).toBeWithin(fit.distance, fit.slack)
  })

  it('refuses what has no width', () => {
    for (const values of [[], [1], [2, 2], [0, Number.POSITIVE_INFINITY], [Number.NaN, 1]]) {
      expect(() => semicircleFit(Float64Array.from(values))).toThrow(ArgumentError)
    }
  })
})

function spectra(): [string, Float64Array][] {
  const tail = Array.from({ length: 60 }, (_, k) => 10 ** (-6 + k / 10))
  return [
    ['a drawn spectrum', gaussianSpectrum(50, 3) as Float64Array],
    ['a uniform one', Float64Array.from({ length: 40 }, (_, k) => k)],
    ['one that is nearly all zero', Float64Array.from([...tail.map((x) => -x / 1e3).reverse(), ...tail])],
    ['two values', Float64Array.of(0, 0, 0, 1)],
  ]
}

function distanceAt(values: Float64Array, centre: number, radius: number): number {
  return semicircleDistance(
    values.map((value) => value - centre),
    radius,
  )
}

/** By bisection, of radius 1. */
function quantile(p: number): number {
  let low = -1
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (semicircleCdf(middle, 1) < p) low = middle
    else high = middle
  }
  return low
}
