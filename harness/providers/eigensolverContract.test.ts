import { describe, expect, test } from 'vitest'
import { symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import {
  askEigensolver,
  type Eigensolver,
  eigenProblems,
  eigensolverLaws,
  type SolvedPairs,
} from './eigensolverContract.ts'
import { familyOf } from './laws/eigenProblems.ts'
import { breaches } from './laws/law.ts'
import { rescaledSpecimens, specimens } from './laws/specimens.ts'
import type { Provider } from './provider.ts'
import { findProviders } from './registry.ts'

const [found] = (await findProviders({ SADDLECHECK_LAPACK: 'none' })).filter(
  ({ name }) => name === 'embedded',
)
const sound = asEigensolver((found as { provider: Provider }).provider)

function asEigensolver(provider: Provider): Eigensolver {
  return async (entries, order) => {
    const result = await provider.eigenpairs(symmetricMatrix(entries, order))
    if (result.status !== 'converged') throw new RangeError(result.message)
    return result
  }
}

const lawNamed = (name: string) => eigensolverLaws.find((law) => law.name === name)!

describe('the laws of eigensolvers', () => {
  test('are thirteen, each with a name of its own, a source and a matrix to judge by', () => {
    expect(new Set(eigensolverLaws.map(({ name }) => name)).size).toBe(13)
    for (const law of eigensolverLaws) {
      expect(law.source).not.toBe('')
      expect(eigenProblems().some(law.appliesTo), law.name).toBe(true)
    }
  })

  test('every matrix has a name of its own and a law about its numbers', () => {
    const problems = eigenProblems()
    expect(new Set(problems.map(({ name }) => name)).size).toBe(problems.length)
    expect(problems.length).toBeGreaterThan(specimens().length + rescaledSpecimens().length)
    const about = eigensolverLaws.filter((law) => law.about === 'numbers')
    for (const problem of problems) {
      expect(
        about.filter((law) => law.appliesTo(problem)),
        problem.name,
      ).toHaveLength(1)
    }
  })

  test.each([
    ['order 1', 'orderOneOrZero'],
    ['zero of order 7', 'orderOneOrZero'],
    ['identity', 'repeated'],
    ['one large 16', 'repeated'],
    ['clustered 33', 'clustered'],
    ['apart by 2^-40', 'clustered'],
    ['graded 16', 'graded'],
    ['clustered around zero 33', 'graded'],
    ['second difference 40', 'separated'],
    ['1e-170 · path of 3', 'tiny'],
    ['2^565 · repeated 5', 'huge'],
  ])('%s is in the family %s', (name, family) => {
    const specimen = [...specimens(), ...rescaledSpecimens()].find((one) => one.name === name)!
    expect(familyOf(specimen)).toBe(family)
  })
})

describe('embedded as a bare eigensolver keeps the law:', () => {
  test.each(eigensolverLaws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    expect(await breaches(law, sound)).toEqual([])
  })
})

/** The flaw, and the law that it must break. */
const flawed: readonly (readonly [flaw: string, law: string, solver: Eigensolver])[] = [
  ['a value is off by 1e-9 of itself', 'separated eigenvalues and their vectors', overPairs(offByABillionth)],
  [
    'vectors are rows',
    'separated eigenvalues and their vectors',
    overPairs(({ values, vectors }, n) => ({
      values,
      vectors: vectors.map((_, p) => vectors[(p % n) * n + Math.floor(p / n)]!),
    })),
  ],
  [
    'vectors of repeated eigenvalues are not orthogonal',
    'repeated eigenvalues and their vectors',
    overPairs(repeatedColumns),
  ],
  [
    'eigenvalues below an absolute tolerance are 0',
    'the same ratios at tiny scales',
    overPairs(({ values, vectors }) => ({
      values: values.map((value) => (Math.abs(value) < 1e-10 ? 0 : value)),
      vectors,
    })),
  ],
  [
    'squares overflow',
    'the same ratios at huge scales',
    (entries, n) => {
      const isBeyond = entries.some((entry) => !Number.isFinite(entry * entry))
      return isBeyond ? { values: new Float64Array(n).fill(Number.NaN) } : sound(entries, n)
    },
  ],
  [
    'order 1 is refused',
    'order 1 and the zero matrix',
    (entries, n) => {
      if (n === 1) throw new RangeError('order 1')
      return sound(entries, n)
    },
  ],
  [
    'NaN counts as 0',
    'NaN and Infinity are refused, or come out again',
    (entries, n) =>
      sound(
        entries.map((entry) => (Number.isFinite(entry) ? entry : 0)),
        n,
      ),
  ],
  [
    'an asymmetric matrix gets its general treatment, and complex pairs',
    'one ulp of asymmetry is symmetric, or refused',
    (entries, n) => {
      const isSymmetric = entries.every((entry, p) =>
        Object.is(entry, entries[(p % n) * n + Math.floor(p / n)]),
      )
      return isSymmetric ? sound(entries, n) : { values: new Float64Array(n).fill(Number.NaN) }
    },
  ],
  [
    'values descend, with their vectors',
    'values ascend',
    overPairs(({ values, vectors }, n) => ({
      values: values.toReversed(),
      vectors: vectors.map((_, p) => vectors[p - (p % n) + n - 1 - (p % n)]!),
    })),
  ],
  [
    'the argument is workspace',
    'the argument is not changed',
    async (entries, n) => {
      const pairs = await sound(entries.slice(), n)
      entries.fill(0)
      return pairs
    },
  ],
  ['an answer depends on how often one asks', 'the same input gives the same bits again', drifting()],
  [
    'the last value is missing',
    'separated eigenvalues and their vectors',
    overPairs(({ values, vectors }) => ({ values: values.slice(1), vectors })),
  ],
]

describe('a law is broken when', () => {
  test.each(flawed)('%s: %s', async (_, law, solver) => {
    expect(await breaches(lawNamed(law), solver)).not.toEqual([])
  })

  test('but not a law about numbers by one that merely does not sort', async () => {
    const [, , unsorted] = flawed.find(([flaw]) => flaw.startsWith('values descend'))!
    expect(await breaches(lawNamed('clustered eigenvalues and their vectors'), unsorted)).toEqual([])
  })
})

describe('a solver', () => {
  test('without vectors is judged by its values', async () => {
    const valuesOnly: Eigensolver = async (entries, n) => ({ values: (await sound(entries, n)).values })
    for (const name of ['clustered eigenvalues and their vectors', 'LAPACK’s 21 matrix types']) {
      expect(await breaches(lawNamed(name), valuesOnly)).toEqual([])
    }
  })

  test('may hand out memory that its next call overwrites', async () => {
    const shared = new Float64Array(2)
    const answer = await askEigensolver(
      (entries) => {
        shared.set(entries.subarray(0, 2))
        return { values: shared }
      },
      Float64Array.of(1, 2, 2, 4),
      2,
    )
    expect(answer).toMatchObject({ status: 'answered', values: Float64Array.of(1, 2), differingNumbers: 0 })
  })

  test('that answers nothing at all has refused', async () => {
    const nothing = (() => undefined) as unknown as Eigensolver
    expect(await askEigensolver(nothing, Float64Array.of(1), 1)).toMatchObject({ status: 'refused' })
  })
})

interface Pairs {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

function overPairs(change: (pairs: Pairs, n: number) => SolvedPairs): Eigensolver {
  return async (entries, n) => change((await sound(entries, n)) as Pairs, n)
}

function offByABillionth({ values, vectors }: Pairs): SolvedPairs {
  return { values: values.map((value, k) => (k === 0 ? value * (1 + 1e-9) : value)), vectors }
}

/** The first of equal neighbours' vectors for both: as good a residual as the right ones. */
function repeatedColumns({ values, vectors }: Pairs, n: number): SolvedPairs {
  const same = (k: number) => k > 0 && Math.abs(values[k]! - values[k - 1]!) < 1e-12
  return { values, vectors: vectors.map((entry, p) => (same(p % n) ? vectors[p - 1]! : entry)) }
}

function drifting(): Eigensolver {
  let calls = 0
  return overPairs(({ values, vectors }) => ({
    values: values.map((value) => value * (1 + (calls++ % 2) * 2 ** -52)),
    vectors,
  }))
}
