import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { hessianLipschitzBounds } from '../landscapes/hessianLipschitzBounds.ts'
import { strictSaddle } from './strictSaddle.ts'

const constants = { alpha: 1, gamma: 1, epsilon: 1, delta: 2 ** -4 }
const exactly = (value: number) => ({ from: value, to: value })
const at = (gradient: number, eigenvalue: number, hessianLipschitz?: number) => ({
  gradientNorm: exactly(gradient),
  smallestEigenvalue: exactly(eigenvalue),
  hessianLipschitz,
})

describe('strictSaddle', () => {
  it.each([
    ['a large gradient', at(1, 0), 'holds', ['holds', 'fails', 'fails']],
    ['negative curvature', at(0, -1), 'holds', ['fails', 'holds', 'fails']],
    ['too little of both', at(0.5, -0.5), 'fails', ['fails', 'fails', 'fails']],
    ['flatness', at(0, 0), 'fails', ['fails', 'fails', 'fails']],
    ['a minimum with a Hessian that cannot change', at(0, 1, 0), 'holds', ['fails', 'fails', 'holds']],
    ['a minimum of unknown surroundings', at(0, 1), 'undecided', ['fails', 'fails', 'undecided']],
    ['a minimum that may flatten within 3δ', at(0, 2, 6), 'undecided', ['fails', 'fails', 'undecided']],
    ['a minimum that cannot', at(0, 2, 5), 'holds', ['fails', 'fails', 'holds']],
    [
      'a gradient that may lead further than δ',
      at(2 ** -4, 1, 0),
      'undecided',
      ['fails', 'fails', 'undecided'],
    ],
    ['one that cannot', at(2 ** -4 - 2 ** -20, 1, 0), 'holds', ['fails', 'fails', 'holds']],
  ] as const)('%s', (_, point, status, conditions) => {
    const result = strictSaddle(constants, point)
    expect(result.status).toBe(status)
    expect(result.conditions.map((one) => one.status)).toEqual(conditions)
    expect(result.reason).not.toBe('')
  })

  it('decides only what every number of an interval decides', () => {
    const around = (from: number, to: number) =>
      strictSaddle(constants, { gradientNorm: exactly(0), smallestEigenvalue: { from, to } })
    expect(around(-3, -1)).toMatchObject({ status: 'holds', conditions: [{}, { margin: 0 }, {}] })
    expect(around(-1.5, -0.5).status).toBe('undecided')
    expect(around(-0.5, 0.5)).toMatchObject({
      status: 'fails',
      conditions: [{ margin: 1 }, { margin: 0.5 }, { margin: 0.5 }],
    })
    expect(around(0.5, 1.5).status).toBe('undecided')
  })

  it('finds the minimum of the quartic from its closed form', () => {
    const theta = Float64Array.of(-3, 0)
    const point = at(0, 10, hessianLipschitzBounds.quartic(theta, 3 * constants.delta))
    expect(strictSaddle(constants, point).status).toBe('holds')
    expect(strictSaddle({ ...constants, alpha: 9 }, point).status).toBe('undecided')
    expect(strictSaddle({ ...constants, alpha: 11 }, point).status).toBe('fails')
  })

  it('lets no NaN pass', () => {
    const nan = { from: Number.NaN, to: Number.NaN }
    expect(() => strictSaddle(constants, { ...at(0, 1), gradientNorm: nan })).toThrow(ArgumentError)
    expect(() => strictSaddle(constants, { ...at(0, 1), smallestEigenvalue: nan })).toThrow(ArgumentError)
    expect(() => strictSaddle(constants, at(0, 1, Number.NaN))).toThrow('hessianLipschitz')
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const name of Object.keys(constants)) {
        expect(() => strictSaddle({ ...constants, [name]: bad }, at(0, 1))).toThrow(name)
      }
    }
  })
})
