/** That a name is given exactly when it holds whatever is undecided stands in properties/certificates. */
import { describe, expect, it } from 'vitest'
import { norm } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { gutter } from '../landscapes/gutter.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import { monkeySaddle } from '../landscapes/monkeySaddle.ts'
import { plateau } from '../landscapes/plateau.ts'
import { quartic, quarticCriticalPoint } from '../landscapes/quartic.ts'
import type { Objective } from '../networks/objective.ts'
import type { CertifiedInertia } from '../spectra/certifiedInertia.ts'
import { type Classification, classify } from './classify.ts'

describe('classify', () => {
  it.each([
    [{ positive: 3 }, 'minimum', 'excluded'],
    [{ negative: 3 }, 'maximum', 'excluded'],
    [{ positive: 2, negative: 1 }, 'saddle', 'excluded'],
    [{ positive: 2, negative: 1, structural: 1 }, 'saddle', 'proved'],
    [{ positive: 2, negative: 1, undecided: 1 }, 'saddle', 'undecided'],
    [{ positive: 2, undecided: 1 }, 'undecided', 'undecided'],
    [{ negative: 2, undecided: 1 }, 'undecided', 'undecided'],
    [{ undecided: 1 }, 'undecided', 'undecided'],
    [{ positive: 2, structural: 1 }, 'semidefinite', 'proved'],
    [{ structural: 2 }, 'semidefinite', 'proved'],
    [{ structural: 1, undecided: 1 }, 'semidefinite', 'proved'],
    [{ structural: 1, undecided: 2 }, 'undecided', 'proved'],
    [{ structural: 1, undecided: 1, positive: 1 }, 'undecided', 'proved'],
  ] as const)('names %o a %s, degeneracy %s', (counts, status, degenerate) => {
    expect(classify(0, certified(counts))).toMatchObject({ status, degenerate })
  })

  it('names nothing at a point that is not critical, and says how far it is', () => {
    expect(classify(3.3e-2, certified({ positive: 2, negative: 1 }))).toEqual({
      status: 'notCritical',
      stationarity: { status: 'notCritical', gradientNorm: 3.3e-2, bound: 1e-5, ratio: 3.3e-2 / 1e-5 },
    })
  })

  it('takes another bound for critical', () => {
    const counts = certified({ positive: 1 })
    expect(classify(0.5, counts, 1)).toEqual({
      status: 'minimum',
      degenerate: 'excluded',
      stationarity: { status: 'critical', gradientNorm: 0.5, bound: 1, ratio: 0.5 },
    })
    expect(classify(2, counts, 1).status).toBe('notCritical')
  })

  it('refuses counts that are none', () => {
    expect(() => classify(0, certified({}))).toThrow(ArgumentError)
    expect(() => classify(0, certified({ negative: -1, positive: 2 }))).toThrow('inertia.negative')
    expect(() => classify(0, certified({ undecided: 0.5 }))).toThrow(ArgumentError)
    expect(() => classify(0, certified({ structural: Number.NaN }))).toThrow(ArgumentError)
    expect(() => classify(Number.NaN, certified({ positive: 1 }))).toThrow(ArgumentError)
  })
})

describe('classify on landscapes', () => {
  it.each([
    ['quartic', quartic, quarticCriticalPoint, 'minimum'],
    ['quartic', quartic, [1, 1], 'notCritical'],
    ['min-max saddle', minMaxSaddle({ negative: 1, positive: 1 }), [0, 0], 'saddle'],
    ['gutter, on the circle', gutter, [1, 0], 'semidefinite'],
    ['gutter, at the origin', gutter, [0, 0], 'maximum'],
    ['monkey saddle', monkeySaddle, [0, 0], 'semidefinite'],
    ['plateau', plateau, [0, 2.5], 'semidefinite'],
    ['plateau, at the origin', plateau, [0, 0], 'minimum'],
  ] as const)('%s at %o', async (_, objective, at, status) => {
    expect((await classifyDiagonal(objective, at)).status).toBe(status)
  })
})

function certified(counts: Partial<CertifiedInertia>): CertifiedInertia {
  return { structural: 0, negative: 0, undecided: 0, positive: 0, ...counts }
}

/** Where the Hessian is diagonal and exact, its zeros are structural. */
async function classifyDiagonal(objective: Objective, at: readonly number[]): Promise<Classification> {
  const theta = Float64Array.from(at)
  const [xx, xy, , yy] = (await objective.hessian(theta)).matrix.entries
  if (xy !== 0) throw new Error('the Hessian is not diagonal here')
  const of = (wanted: number) => [xx, yy].filter((value) => Math.sign(value!) === wanted).length
  return classify(
    norm(objective.gradient(theta)),
    certified({ structural: of(0), negative: of(-1), positive: of(1) }),
  )
}
