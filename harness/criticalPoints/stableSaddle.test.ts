import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import type { CertifiedInertia } from '../spectra/certifiedInertia.ts'
import { goodSaddle } from './goodSaddle.ts'
import { stableSaddle } from './stableSaddle.ts'

const constants = { kappa: 2, epsilon: 1e-5, rho: 6 }
const exactly = (value: number) => ({ from: value, to: value })
const counts = (given: Partial<CertifiedInertia>): CertifiedInertia => ({
  structural: 0,
  negative: 0,
  undecided: 0,
  positive: 0,
  ...given,
})
const point = {
  gradientNorm: exactly(0),
  inertia: counts({ structural: 1, negative: 1, positive: 1 }),
  hessianLipschitz: exactly(6),
}

describe('stableSaddle', () => {
  it.each([
    ['two non-zero eigenvalues of three', {}, 'holds'],
    ['a gradient of ε', { gradientNorm: exactly(1e-5) }, 'fails'],
    ['a gradient that may be ε', { gradientNorm: { from: 0, to: 1e-5 } }, 'undecided'],
    ['three non-zero eigenvalues', { inertia: counts({ structural: 1, positive: 3 }) }, 'fails'],
    ['two and one undecided', { inertia: counts({ structural: 1, positive: 2, undecided: 1 }) }, 'undecided'],
    ['one and one undecided', { inertia: counts({ structural: 1, positive: 1, undecided: 1 }) }, 'holds'],
    ['three and many undecided', { inertia: counts({ undecided: 9, positive: 3 }) }, 'fails'],
    ['no negative eigenvalue at all', { inertia: counts({ structural: 1, positive: 2 }) }, 'holds'],
    ['a Hessian that changes faster', { hessianLipschitz: exactly(6.1) }, 'fails'],
    [
      'an estimate without a proof',
      { hessianLipschitz: { from: 1, to: Number.POSITIVE_INFINITY } },
      'undecided',
    ],
    ['an estimate that refutes', { hessianLipschitz: { from: 7, to: Number.POSITIVE_INFINITY } }, 'fails'],
  ] as const)('%s', (_, change, status) => {
    const result = stableSaddle(constants, { ...point, ...change })
    expect(result.status).toBe(status)
    expect(result.reason).not.toBe('')
  })

  it('asks for 0 < κ < N, as the definition does', () => {
    for (const kappa of [0, 3, Number.NaN]) {
      expect(() => stableSaddle({ ...constants, kappa }, point)).toThrow(
        'kappa must be positive and below N = 3',
      )
    }
  })

  it('lets no NaN pass', () => {
    const nan = { from: Number.NaN, to: Number.NaN }
    expect(() => stableSaddle(constants, { ...point, gradientNorm: nan })).toThrow(ArgumentError)
    expect(() => stableSaddle(constants, { ...point, hessianLipschitz: nan })).toThrow(ArgumentError)
    const inertia = counts({ structural: 3, negative: Number.NaN })
    expect(() => stableSaddle(constants, { ...point, inertia })).toThrow('inertia.negative')
    expect(() => stableSaddle({ ...constants, epsilon: Number.NaN }, point)).toThrow('epsilon')
    expect(() => stableSaddle({ ...constants, rho: Number.NaN }, point)).toThrow('rho')
  })
})

describe('goodSaddle', () => {
  const good = { ...constants, delta: 1 }
  const unknown = { from: 0, to: Number.POSITIVE_INFINITY }

  it.each([
    ['a loss of δ above the least that is possible', exactly(1), unknown, 'holds'],
    ['a larger one, when no point is known to be better', exactly(1.5), unknown, 'undecided'],
    ['a larger one, when one is', exactly(1.5), { from: 0, to: 0.25 }, 'fails'],
    ['a larger one, when the least is known to be close', exactly(1.5), { from: 0.5, to: 0.75 }, 'holds'],
    ['a loss that rounding leaves open', { from: 0.9, to: 1.1 }, exactly(0), 'undecided'],
  ] as const)('%s', (_, loss, leastLoss, status) => {
    expect(goodSaddle(good, { ...point, loss, leastLoss }).status).toBe(status)
  })

  it('asks for a stable saddle besides', () => {
    const steep = { ...point, gradientNorm: exactly(1), loss: exactly(0), leastLoss: exactly(0) }
    expect(goodSaddle(good, steep)).toMatchObject({ status: 'fails', conditions: { length: 4 } })
  })

  it('lets no NaN pass, and no lower bound above the loss', () => {
    const nan = { from: Number.NaN, to: Number.NaN }
    expect(() => goodSaddle(good, { ...point, loss: nan, leastLoss: unknown })).toThrow(ArgumentError)
    expect(() => goodSaddle(good, { ...point, loss: exactly(1), leastLoss: nan })).toThrow(ArgumentError)
    const above = { ...point, loss: exactly(1), leastLoss: exactly(2) }
    expect(() => goodSaddle(good, above)).toThrow('leastLoss.from')
    const noDelta = { ...constants, delta: Number.NaN }
    expect(() => goodSaddle(noDelta, { ...point, loss: exactly(1), leastLoss: unknown })).toThrow('delta')
  })
})
