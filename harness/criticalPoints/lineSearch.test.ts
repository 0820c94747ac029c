/** Single searches by hand. What holds in general is in harness/properties. */
import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { type LineSearchOptions, lineSearch } from './lineSearch.ts'

const square = (theta: Float64Array) => theta.reduce((sum, x) => sum + x * x, 0)
const theta = Float64Array.of(1, -2)
const downhill = Float64Array.of(-1, 2)
/** 2 θ·p */
const slope = -10

describe('lineSearch', () => {
  it('takes the unit step where that is good enough', () => {
    const found = lineSearch(square, theta, downhill, slope)
    expect(found).toEqual({ status: 'accepted', theta: Float64Array.of(0, 0), step: 1, merit: 0, trials: 1 })
  })

  it('goes on from α when the unit step is not, and halves it', () => {
    const far = Float64Array.of(-100, 200)
    // m(θ + tp) = 5(1 − 100t)², slope −1000: 1, 0.1 and 0.05 overshoot, and so does 0.025.
    const found = lineSearch(square, theta, far, 100 * slope)
    expect(found).toMatchObject({ status: 'accepted', step: 0.1 / 8, trials: 5 })
    expect(found.theta).toEqual(theta.map((x, i) => x + (0.1 / 8) * far[i]!))
  })

  it.each([
    ['notDescent', square, downhill, 0],
    ['notDescent', square, downhill, 10],
    ['notDescent', square, downhill, Number.NaN],
    ['notFinite', () => Number.NaN, downhill, slope],
    ['notFinite', () => Number.NEGATIVE_INFINITY, downhill, slope],
    ['noProgress', square, Float64Array.of(0, 0), slope],
    ['noProgress', square, Float64Array.of(-1e-17, 1e-17), slope],
    ['trialsExhausted', square, Float64Array.of(1, -2), slope],
    ['trialsExhausted', (at: Float64Array) => (at[0] === 1 ? 1 : Number.NaN), downhill, slope],
  ] as const)('%s: fails where it began', (because, merit, direction, along) => {
    const found = lineSearch(merit, theta, direction, along, { maxTrials: 20 })
    expect(found).toMatchObject({ status: 'failed', because, step: 0, merit: merit(theta), theta })
    expect(found.theta).not.toBe(theta)
  })

  it('hands the merit a copy, so that one that writes into it changes nothing', () => {
    const greedy = (at: Float64Array) => {
      const value = square(at)
      at.fill(0)
      return value
    }
    expect(lineSearch(greedy, theta, downhill, slope, { unitStepDecrease: 'none' })).toEqual(
      lineSearch(square, theta, downhill, slope, { unitStepDecrease: 'none' }),
    )
    expect(theta).toEqual(Float64Array.of(1, -2))
  })

  it('calls the merit no more often than allowed', () => {
    let calls = 0
    const up = () => ++calls
    expect(lineSearch(up, theta, downhill, slope, { maxTrials: 7 })).toMatchObject({ trials: 7 })
    expect(calls).toBe(8)
  })

  it('refuses what makes no sense', () => {
    expect(() => lineSearch(square, theta, Float64Array.of(1), slope)).toThrow(ShapeError)
    const bad: readonly LineSearchOptions[] = [
      { firstStep: 0 },
      { firstStep: Number.POSITIVE_INFINITY },
      { contraction: 1 },
      { contraction: 0 },
      { decrease: 1 },
      { decrease: Number.NaN },
      { unitStepDecrease: 2 },
      { maxTrials: 0 },
    ]
    for (const options of bad) {
      expect(() => lineSearch(square, theta, downhill, slope, options)).toThrow(ArgumentError)
      expect(() => lineSearch(square, theta, downhill, slope, options)).toThrow(Object.keys(options)[0])
    }
  })
})
