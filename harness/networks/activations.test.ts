import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { activation, activationNames } from './activations.ts'

const u = unitRoundoff
const smooth = ['linear', 'tanh', 'sigmoid', 'swish', 'softplus'] as const
const arguments_ = fc.double({ min: -20, max: 20, noNaN: true })
const h = 2 ** -10

/**
 * Five-point differences: truncation h⁴/30 · |f⁽⁵⁾|, rounding 1.5/h times that of f. All six functions and their
 * derivatives are analytic within 1 of the real line and at most 10(1 + |z|) there, so that by Cauchy's estimate
 * |f⁽⁵⁾| ≤ 5!·10(1 + |z|); they are evaluated to 8 units of 1 + |z|.
 */
const bound = (z: number): number => (h ** 4 * 40 + (12 * u) / h) * (1 + Math.abs(z))

describe.each(smooth)('%s', (name) => {
  const phi = activation(name)

  it("has the slope φ' and the bend φ''", () => {
    assertProperty(
      fc.property(arguments_, (z) => {
        expect(phi.first(z)).toBeWithin(fivePoint(phi.value, z), bound(z))
        expect(phi.second(z)).toBeWithin(fivePoint(phi.first, z), bound(z))
      }),
      { numRuns: 500 },
    )
  })
})

describe('relu', () => {
  const relu = activation('relu')

  it('is the positive part, with its slope', () => {
    assertProperty(
      fc.property(arguments_, (z) => {
        expect(relu.value(z)).toBe(Math.max(z, 0))
        if (Math.abs(z) > 2 * h) expect(relu.first(z)).toBeWithin(fivePoint(relu.value, z), bound(z))
        expect(relu.second(z)).toBe(0)
      }),
    )
  })

  it('is off at 0, from both sides', () => {
    for (const z of [0, -0]) expect([relu.value(z), relu.first(z), relu.second(z)]).toEqual([0, 0, 0])
  })
})

describe('every activation', () => {
  it.each(activationNames)('%s is finite for large arguments, and NaN stays NaN', (name) => {
    const phi = activation(name)
    for (const z of [-1e6, -750, -710, -37, 37, 710, 750, 1e6]) {
      for (const value of [phi.value(z), phi.first(z), phi.second(z)])
        expect(value).toSatisfy(Number.isFinite)
    }
    expect(phi.value(Number.NaN)).toBeNaN()
  })

  it('has its known values', () => {
    const at = (name: string, z: number): number[] => {
      const phi = activation(name)
      return [phi.value(z), phi.first(z), phi.second(z)]
    }
    expect(at('linear', 3)).toEqual([3, 1, 0])
    expect(at('tanh', 0)).toBeWithin([0, 1, 0], 0)
    expect(at('sigmoid', 0)).toEqual([0.5, 0.25, 0])
    expect(at('swish', 0)).toEqual([0, 0.5, 0.5])
    expect(at('softplus', 0)).toEqual([Math.LN2, 0.5, 0.25])
    // At z = log 3: σ = 3/4, tanh = 4/5.
    const z = Math.log(3)
    expect(at('sigmoid', z)).toBeWithin([3 / 4, 3 / 16, -3 / 32], 8 * u)
    expect(at('tanh', z)).toBeWithin([4 / 5, 9 / 25, -72 / 125], 16 * u)
    expect(at('softplus', z)).toBeWithin([Math.log(4), 3 / 4, 3 / 16], 8 * u)
    expect(at('swish', z)).toBeWithin([0.75 * z, 0.75 + (3 * z) / 16, 3 / 8 - (3 * z) / 32], 16 * u)
  })

  it('tends to 0 or to the identity where it should, without cancellation', () => {
    expect(activation('softplus').value(-40)).toBeWithin(Math.exp(-40), 4 * u * Math.exp(-40))
    expect(activation('sigmoid').value(-40)).toBeWithin(Math.exp(-40), 4 * u * Math.exp(-40))
    expect(activation('softplus').value(750)).toBe(750)
    expect(activation('swish').value(750)).toBe(750)
    expect(activation('swish').first(750)).toBe(1)
  })

  it('says truly whether it is piecewise linear', () => {
    for (const name of activationNames) {
      const bends = [-2, -0.5, 0.25, 1].some((z) => activation(name).second(z) !== 0)
      expect(activation(name).piecewiseLinear).toBe(!bends)
      expect(activation(name).name).toBe(name)
    }
  })
})

describe('an unknown name', () => {
  it.each(['gelu', '', 'toString', '__proto__'])('%j is refused with the known ones', (name) => {
    expect(() => activation(name)).toThrow(ArgumentError)
    expect(() => activation(name)).toThrow('linear, relu, tanh, sigmoid, swish, softplus')
  })
})

function fivePoint(f: (z: number) => number, z: number): number {
  return (8 * (f(z + h) - f(z - h)) - (f(z + 2 * h) - f(z - 2 * h))) / (12 * h)
}
