/**
 * What eigensolvers are asked: the specimens by what is hard about them, and matrices that are to be refused.
 *
 * Every matrix is in exactly one family, a specimen's told from its spectrum, so that a new one finds its law.
 * Scale comes first: a solver that cannot do 2^-565 · A says nothing about repeated eigenvalues there.
 */
import { largestMagnitude } from '../../algebra/symmetricMatrix.ts'
import { lapackMatrices } from './lapackSpecimens.ts'
import { type NamedMatrix, rescaledSpecimens, type Specimen, specimenNamed, specimens } from './specimens.ts'

export type EigenFamily = SpecimenFamily | 'lapackType' | 'almostSymmetric' | 'notFinite'

export type SpecimenFamily =
  | 'separated'
  | 'repeated'
  | 'clustered'
  | 'graded'
  | 'orderOneOrZero'
  | 'tiny'
  | 'huge'

export interface EigenProblem {
  readonly name: string
  readonly family: EigenFamily
  /** n */
  readonly order: number
  /** [n, n] row-major, as the solver is given it */
  readonly entries: Float64Array
  /** The symmetric matrix whose eigenpairs are right; none when only a refusal is. */
  readonly truth?: EigenTruth
}

export interface EigenTruth extends NamedMatrix {
  /** [n] ascending; undefined where residual and orthogonality must do */
  readonly spectrum: Float64Array | undefined
  /** Bound of |spectrum − exact|. */
  readonly spectrumError: number
}

let built: readonly EigenProblem[] | undefined

/** All problems, built once, each with a name of its own. Nothing in them may be changed. */
export function eigenProblems(): readonly EigenProblem[] {
  built ??= [
    ...[...specimens(), ...rescaledSpecimens()].map((specimen) => problemOf(specimen, familyOf(specimen))),
    ...lapackMatrices().map((one) => problemOf(one, 'lapackType')),
    ...almostSymmetric(),
    ...notFinite(),
  ]
  return built
}

function problemOf(truth: EigenTruth, family: EigenFamily): EigenProblem {
  const { name, matrix } = truth
  return { name, family, order: matrix.order, entries: matrix.entries, truth }
}

/**
 * 2^±60: beyond every absolute tolerance in use, and far from where squares over- or underflow.
 *
 * Clustered: neighbours that agree to more than 20 bits. Graded: magnitudes over more than 14 binary orders.
 */
export function familyOf({ matrix, spectrum, spectrumError }: Specimen): SpecimenFamily {
  const largest = largestMagnitude(matrix.entries)
  if (largest > 2 ** 60) return 'huge'
  if (largest < 2 ** -60 && largest > 0) return 'tiny'
  if (matrix.order === 1 || largest === 0) return 'orderOneOrZero'
  const neighbours = [...spectrum.subarray(1)].map((above, k) => ({ below: spectrum[k]!, above }))
  if (neighbours.some(({ below, above }) => above - below <= 2 * spectrumError)) return 'repeated'
  const magnitude = (x: number, y: number) => Math.max(Math.abs(x), Math.abs(y))
  const agree = neighbours.some(({ below, above }) => above - below < 2 ** -20 * magnitude(below, above))
  if (agree) return 'clustered'
  const magnitudes = [...spectrum].map(Math.abs).filter((value) => value > spectrumError)
  return Math.max(...magnitudes) > 2 ** 14 * Math.min(...magnitudes) ? 'graded' : 'separated'
}

/** One entry below the diagonal an ulp further from zero than its mirror image: what rounding leaves behind. */
function almostSymmetric(): EigenProblem[] {
  return ['all ones', 'order 2', 'distinct 5', 'positive definite 33'].map((name) => {
    const specimen = specimenNamed(name)
    const n = specimen.matrix.order
    const entries = specimen.matrix.entries.slice()
    const place = entries.findIndex((entry, p) => p % n < Math.floor(p / n) && entry !== 0)
    const change = 2 ** -52 * entries[place]!
    entries[place]! += change
    // Whichever triangle is read, or their mean: Weyl.
    const spectrumError = specimen.spectrumError + Math.abs(change)
    const marked = `${name}, one ulp from symmetric`
    return {
      name: marked,
      family: 'almostSymmetric',
      order: n,
      entries,
      truth: { ...specimen, name: marked, spectrumError },
    }
  })
}

function notFinite(): EigenProblem[] {
  const problem = (name: string, entries: ArrayLike<number>): EigenProblem => ({
    name,
    family: 'notFinite',
    order: Math.sqrt(entries.length),
    entries: Float64Array.from(entries),
  })
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number
  const replaced = specimenNamed('distinct 16').matrix.entries.slice()
  replaced[16 * 9 + 4] = replaced[16 * 4 + 9] = nan
  return [
    problem('NaN of order 1', [nan]),
    problem('NaN beside the diagonal', [1, nan, nan, 1]),
    problem('NaN in one triangle', [1, 2, nan, 1]),
    problem('NaN in the middle', [1, 2, 3, 2, nan, 1, 3, 1, 1]),
    problem('Infinity on the diagonal', [1, 2, 2, infinity]),
    problem('NaN in distinct 16', replaced),
  ]
}
