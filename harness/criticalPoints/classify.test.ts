import fc from 'fast-check'
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

const count = fc.nat({ max: 4 })
const inertia: fc.Arbitrary<CertifiedInertia> = fc
  .record({ structural: count, negative: count, undecided: count, positive: count })
  .filter((counts) => Object.values(counts).some((value) => value > 0))

/** Counts of a Hessian about which everything is known. */
interface Exact {
  readonly zero: number
  readonly negative: number
  readonly positive: number
}

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

  it('says exactly what holds for every completion of the undecided eigenvalues', () => {
    fc.assert(
      fc.property(inertia, (counts) => {
        const all = completions(counts)
        expect(classify(0, counts)).toMatchObject({
          status: common(all.map(definition1), 'undecided'),
          degenerate: common(
            all.map(({ zero }) => (zero > 0 ? 'proved' : 'excluded')),
            'undecided',
          ),
        })
      }),
    )
  })

  it('never contradicts itself when one more eigenvalue is decided', () => {
    const decision = fc.constantFrom('structural' as const, 'negative' as const, 'positive' as const)
    fc.assert(
      fc.property(inertia, decision, (before, name) => {
        fc.pre(before.undecided > 0)
        const after = { ...before, undecided: before.undecided - 1, [name]: before[name] + 1 }
        const [earlier, later] = [atCriticalPoint(before), atCriticalPoint(after)]
        if (earlier.status !== 'undecided') expect(later.status).toBe(earlier.status)
        if (earlier.degenerate !== 'undecided') expect(later.degenerate).toBe(earlier.degenerate)
      }),
    )
  })

  it('names nothing at a point that is not critical, and says how far it is', () => {
    fc.assert(
      fc.property(inertia, fc.double({ min: 1e-5, noNaN: true }), (counts, gradientNorm) => {
        expect(classify(gradientNorm, counts)).toEqual({
          status: 'notCritical',
          stationarity: { status: 'notCritical', gradientNorm, bound: 1e-5, ratio: gradientNorm / 1e-5 },
        })
      }),
    )
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

function atCriticalPoint(counts: CertifiedInertia): Exclude<Classification, { status: 'notCritical' }> {
  const classification = classify(0, counts)
  if (classification.status === 'notCritical') throw new Error('a gradient of 0 is critical')
  return classification
}

/** Every way in which the undecided eigenvalues may turn out. */
function completions({ structural, negative, undecided, positive }: CertifiedInertia): Exact[] {
  const all: Exact[] = []
  for (let down = 0; down <= undecided; down++) {
    for (let up = 0; up <= undecided - down; up++) {
      const zero = structural + undecided - down - up
      all.push({ zero, negative: negative + down, positive: positive + up })
    }
  }
  return all
}

/** Sankar and Balasubramanian 2017, Definition 1, and a name for what it leaves out. */
function definition1({ zero, negative, positive }: Exact): string {
  if (negative > 0 && positive > 0) return 'saddle'
  if (zero > 0) return 'semidefinite'
  return negative > 0 ? 'maximum' : 'minimum'
}

function common(values: readonly string[], otherwise: string): string {
  return new Set(values).size === 1 ? values[0]! : otherwise
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
