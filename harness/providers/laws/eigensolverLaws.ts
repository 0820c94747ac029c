/**
 * What any symmetric eigensolver must do, measured in LAPACK's units: about 1 is as good as float64 allows, 60 is
 * a failure.
 *
 *     eigenvalue error   max |λ̂ − λ| / (‖A‖₁ · n · ulp)
 *     residual           ‖A − Z Λ Zᵀ‖₁ / (‖A‖₁ · n · ulp)
 *     orthogonality      ‖I − Z Zᵀ‖₁ / (n · ulp)
 *
 * Source: eigenpairRatios.ts for the last two. Differs from the source: the error is against a spectrum known
 * exactly, where LAPACK compares two of its own routines.
 */
import { largestMagnitude } from '../../algebra/symmetricMatrix.ts'
import { eigenpairRatioLimit, eigenpairRatios } from '../eigenpairRatios.ts'
import { rowSumNorm } from '../ldltFactors.ts'
import { scaleAll } from '../scaledCopy.ts'
import { type EigenFamily, type EigenProblem, type EigenTruth, eigenProblems } from './eigenProblems.ts'
import {
  type Answered,
  askEigensolver,
  type Eigensolver,
  type EigensolverAnswer,
  type Unanswered,
} from './eigensolverAnswer.ts'
import { failed, type Law, largestDifference, none, type Ratio } from './law.ts'

/** A law that can also be judged matrix by matrix, for who has the answers already. */
export interface EigensolverLaw extends Law<Eigensolver> {
  /** `numbers`: who breaks it has not solved the matrix. `conduct`: the numbers may still be right. */
  readonly about: 'numbers' | 'conduct'
  appliesTo(problem: EigenProblem): boolean
  /** The measurements that are not below their limits. */
  faults(problem: EigenProblem, answer: EigensolverAnswer): Promise<readonly EigensolverFault[]>
}

export interface EigensolverFault extends Ratio {
  readonly kind: FaultKind
}

export type FaultKind =
  | 'wrong values'
  | 'wrong vectors'
  | 'not orthogonal'
  | 'not finite'
  | 'wrong shape'
  | 'accepted NaN'
  | 'unsorted'
  | 'argument changed'
  | 'not repeatable'
  | Unanswered['status']

type Measure = (problem: EigenProblem, answer: EigensolverAnswer) => Promise<readonly EigensolverFault[]>

const lapackRatios = "LAPACK's TESTING/EIG/dsyt21.f with its threshold of 60; spectra by construction"

export const eigensolverLaws: readonly EigensolverLaw[] = [
  numbersLaw('separated eigenvalues and their vectors', lapackRatios, 'separated', decomposition),
  numbersLaw('repeated eigenvalues and their vectors', lapackRatios, 'repeated', decomposition),
  numbersLaw('clustered eigenvalues and their vectors', lapackRatios, 'clustered', decomposition),
  numbersLaw('graded eigenvalues and their vectors', lapackRatios, 'graded', decomposition),
  numbersLaw('order 1 and the zero matrix', 'a matrix too', 'orderOneOrZero', decomposition),
  numbersLaw(
    'the same ratios at tiny scales',
    'they have no unit; absolute tolerances and vanishing squares',
    'tiny',
    decomposition,
  ),
  numbersLaw('the same ratios at huge scales', 'they have no unit; squares overflow', 'huge', decomposition),
  numbersLaw('LAPACK’s 21 matrix types', 'LAPACK TESTING/EIG/dchkst.f', 'lapackType', decomposition),
  numbersLaw(
    'one ulp of asymmetry is symmetric, or refused',
    'Weyl: it moves no eigenvalue by more than an ulp of an entry',
    'almostSymmetric',
    async (problem, answer) => (answer.status === 'refused' ? [] : decomposition(problem, answer)),
  ),
  numbersLaw(
    'NaN and Infinity are refused, or come out again',
    'LAPACK releases answer NaN with finite numbers and info = 0',
    'notFinite',
    refusal,
  ),
  conductLaw('values ascend', 'unsorted', ({ descents }) => descents),
  conductLaw('the argument is not changed', 'argument changed', ({ changedEntries }) => changedEntries),
  conductLaw(
    'the same input gives the same bits again',
    'not repeatable',
    ({ differingNumbers }) => differingNumbers,
  ),
]

function numbersLaw(name: string, source: string, family: EigenFamily, measure: Measure): EigensolverLaw {
  return eigensolverLaw({ name, source, about: 'numbers' }, family, measure)
}

/** On matrices that hardly anybody fails for their numbers. */
function conductLaw(name: string, kind: FaultKind, count: (answer: Answered) => number): EigensolverLaw {
  const text = { name, source: 'provider.ts', about: 'conduct' } as const
  return eigensolverLaw(text, 'separated', async (problem, answer) =>
    answer.status === 'answered'
      ? broken(kind, none(`${problem.name}: ${kind}`, count(answer)))
      : [unanswered(problem, answer)],
  )
}

function eigensolverLaw(
  text: Pick<EigensolverLaw, 'name' | 'source' | 'about'>,
  family: EigenFamily,
  faults: Measure,
): EigensolverLaw {
  const appliesTo = (problem: EigenProblem) => problem.family === family
  return {
    ...text,
    appliesTo,
    faults,
    async check(solver) {
      const found: Ratio[] = []
      for (const problem of eigenProblems().filter(appliesTo)) {
        const answer = await askEigensolver(solver, problem.entries, problem.order)
        const here = await faults(problem, answer)
        found.push(...(here.length > 0 ? here : [none(`${problem.name}: faults`, 0)]))
      }
      return found
    },
  }
}

async function decomposition(
  problem: EigenProblem,
  answer: EigensolverAnswer,
): Promise<readonly EigensolverFault[]> {
  const { name, order: n, truth } = problem
  if (answer.status !== 'answered' || truth === undefined) return [unanswered(problem, answer)]
  const { values, vectors } = answer
  if (values.length !== n || (vectors !== undefined && vectors.length !== n * n)) {
    const got = `${values.length} values and ${vectors?.length ?? 'no'} numbers for the vectors`
    return [{ ...failed(`${name}: ${got}`), kind: 'wrong shape' }]
  }
  if (![...values, ...(vectors ?? [])].every(Number.isFinite)) {
    return [{ ...failed(`${name}: a NaN or infinite number`), kind: 'not finite' }]
  }
  return pairFaults(truth, values, vectors)
}

/**
 * Measured with the largest entry scaled to [1, 2), so that the measurement cannot under- or overflow. A value
 * below the smallest normal number is a multiple of 2⁻¹⁰⁷⁴ and so off by half of that on top of the 60; in the
 * row sums of the residual, up to √n times as much.
 */
async function pairFaults(
  { name, matrix, spectrum, spectrumError }: EigenTruth,
  values: Float64Array,
  vectors: Float64Array | undefined,
): Promise<EigensolverFault[]> {
  const n = matrix.order
  const exponent = -Math.floor(Math.log2(largestMagnitude(matrix.entries) || 1))
  const entries = scaled(matrix.entries, exponent)
  const computed = scaled(values, exponent)
  const norm = rowSumNorm(entries, n)
  const inUnits = (error: number) => (error === 0 ? 0 : error / (norm * n * 2 ** -52))
  const limit = eigenpairRatioLimit + inUnits(norm === 0 ? 0 : Math.sqrt(n) * 2 ** (exponent - 1075))
  const faults =
    spectrum === undefined
      ? []
      : broken('wrong values', {
          what: `${name}: eigenvalue error`,
          value: inUnits(largestDifference(computed, scaled(spectrum, exponent))),
          limit: limit + inUnits(scaled(Float64Array.of(spectrumError), exponent)[0]!),
        })
  if (vectors === undefined) return faults
  const { residual, orthogonality } = await eigenpairRatios(entries, n, computed, vectors)
  return [
    ...faults,
    ...broken('wrong vectors', { what: `${name}: residual`, value: residual, limit }),
    ...broken('not orthogonal', {
      what: `${name}: orthogonality`,
      value: orthogonality,
      limit: eigenpairRatioLimit,
    }),
  ]
}

/** NaN that comes out as NaN has misled nobody. */
async function refusal(
  problem: EigenProblem,
  answer: EigensolverAnswer,
): Promise<readonly EigensolverFault[]> {
  if (answer.status === 'refused') return []
  if (answer.status !== 'answered') return [unanswered(problem, answer)]
  const misleads = answer.values.every(Number.isFinite)
  return broken('accepted NaN', none(`${problem.name}: answered with finite numbers`, misleads ? 1 : 0))
}

function unanswered({ name }: EigenProblem, answer: EigensolverAnswer): EigensolverFault {
  if (answer.status === 'answered')
    return { ...failed(`${name}: no spectrum to compare with`), kind: 'wrong shape' }
  return { ...failed(`${name}: ${answer.status}, ${answer.message}`), kind: answer.status }
}

function broken(kind: FaultKind, ratio: Ratio): EigensolverFault[] {
  return ratio.value < ratio.limit ? [] : [{ ...ratio, kind }]
}

function scaled(x: Float64Array, exponent: number): Float64Array {
  const copy = x.slice()
  scaleAll(copy, exponent)
  return copy
}
