/**
 * Disjoint intervals, each with the number of eigenvalues of the exact matrix that it contains: proved, not estimated.
 *
 * Computed eigenvalues only propose: each becomes an interval as wide as its error bound, and those that touch are
 * merged. What decides are counts by LDLᵀ at both ends of every merged interval (certifiedCut.ts). An interval that
 * is to hold eigenvalues i..j must have at most i − 1 of them below its lower end and at least j up to its upper
 * end; ends are moved outward by the bounds of assembly and factorisation. Where intervals that were moved outward
 * touch, they are merged again. When all ends are certain, interval by interval,
 *
 *     λ_i, …, λ_j of T lie in [from, to], the intervals are disjoint and their indices are 1..n without a gap,
 *
 * so each holds exactly its multiplicity, whatever the eigenvalue solver did. An end whose count is another is
 * moved by four times the distance and counted again; after six times the result is `undecided`.
 *
 * An interval of one eigenvalue is 2·(assemblyError + solver's bound + factors' bound) wide; without an assembly
 * error that is some 100·n·u·‖A‖_F in the median of matrices of order 1 to 8 (certifiedCounts.test.ts).
 *
 * It costs a factorisation, n³/3, for every end: for orders up to some hundreds, or few clusters. For the three
 * signs of a large matrix alone see certifiedSigns.ts.
 *
 * Source: LAPACK's test programme (Working Note 41): computed eigenvalues are widened, merged, and Sturm counts
 * taken at both ends of each interval.
 * Differs from the source: counts are of the dense matrix, by LDLᵀ, with a bound of their own error.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import type { Failure, Provider } from '../providers/provider.ts'
import { type CertifiedCut, certifiedCut, requireAssemblyError, unbounded } from './certifiedCut.ts'

export interface CertifiedCounts {
  readonly status: 'certified'
  /** Ascending and disjoint; the multiplicities add up to n. */
  readonly intervals: readonly CertifiedInterval[]
  /** Eigenvalues in intervals below 0. */
  readonly negative: number
  /** Eigenvalues in the interval that contains 0, if there is one: of either sign, or zero. */
  readonly undecided: number
  /** Eigenvalues in intervals above 0. */
  readonly positive: number
}

export interface CertifiedInterval {
  readonly from: number
  readonly to: number
  /** Exactly so many eigenvalues of the exact matrix lie within [from, to]. */
  readonly multiplicity: number
}

/** The counts contradict the computed eigenvalues, however far the ends are moved. */
export interface UndecidedCounts {
  readonly status: 'undecided'
  readonly message: string
}

const widenings = 6
const wideningFactor = 4

/**
 * @param matrix order n, the computed one
 * @param assemblyError bound of ‖computed − exact‖₂, ≥ 0; one that is infinite or NaN gives `nonFinite`
 */
export async function certifiedCounts(
  matrix: SymmetricMatrix,
  assemblyError: number,
  provider: Provider,
  options: RunOptions = {},
): Promise<CertifiedCounts | UndecidedCounts | Failure> {
  requireAssemblyError('certifiedCounts', assemblyError)
  const result = await provider.eigenvalues(matrix, { signal: options.signal })
  if (result.status !== 'converged') return result
  const { values, errorBound } = result
  const reach = errorBound + assemblyError
  if (!(errorBound >= 0 && reach < Number.POSITIVE_INFINITY)) return unbounded(reach)
  let groups = merged(Array.from(values, (value, k) => proposal(value, k, reach)))
  for (let round = 0; round <= widenings; round++) {
    const distance = errorBound * wideningFactor ** round
    for (const [done, group] of groups.entries()) {
      options.onProgress?.(done, groups.length)
      const failure = await countEnds(group, values, distance, (shift) =>
        certifiedCut(matrix, assemblyError, shift, provider, { signal: options.signal }),
      )
      if (failure) return failure
    }
    groups = merged(groups)
    if (groups.every(({ lower, upper }) => lower.certain && upper.certain)) return certificate(groups)
  }
  return contradiction(groups, values)
}

/** Eigenvalues first..last, 0-based, and where the ends of their interval are. */
interface Group {
  readonly first: number
  last: number
  lower: End
  upper: End
}

interface End {
  readonly at: number
  /** Proved by a count. */
  readonly certain: boolean
}

function proposal(value: number, k: number, reach: number): Group {
  const end = (at: number): End => ({ at, certain: false })
  return { first: k, last: k, lower: end(value - reach), upper: end(value + reach) }
}

/** Counts at the ends that are not certain yet. @returns what went wrong, if anything did */
async function countEnds(
  group: Group,
  values: Float64Array,
  distance: number,
  countAt: (shift: number) => Promise<CertifiedCut | Failure>,
): Promise<Failure | undefined> {
  if (!group.lower.certain) {
    const cut = await countWithin(values[group.first]! - distance, countAt)
    if (cut.status !== 'counted') return cut
    group.lower = { at: cut.from, certain: cut.below === group.first }
  }
  if (!group.upper.certain) {
    const cut = await countWithin(values[group.last]! + distance, countAt)
    if (cut.status !== 'counted') return cut
    group.upper = { at: cut.to, certain: cut.notAbove === group.last + 1 }
  }
  return undefined
}

/** Near the largest float64 an end may leave the range. */
async function countWithin(
  shift: number,
  countAt: (shift: number) => Promise<CertifiedCut | Failure>,
): Promise<CertifiedCut | Failure> {
  return Number.isFinite(shift) ? countAt(shift) : unbounded(shift)
}

/** Neighbours that touch become one, with the outer ends of both. @param groups ascending */
function merged(groups: readonly Group[]): Group[] {
  const apart: Group[] = []
  for (const group of groups) {
    const before = apart.at(-1)
    if (before === undefined || before.upper.at < group.lower.at) {
      apart.push(group)
      continue
    }
    before.last = group.last
    before.upper = group.upper
  }
  return apart
}

function certificate(groups: readonly Group[]): CertifiedCounts {
  const intervals = groups.map(({ first, last, lower, upper }) => ({
    from: lower.at,
    to: upper.at,
    multiplicity: last - first + 1,
  }))
  const total = (applies: (interval: CertifiedInterval) => boolean): number =>
    intervals.filter(applies).reduce((sum, { multiplicity }) => sum + multiplicity, 0)
  return {
    status: 'certified',
    intervals,
    negative: total(({ to }) => to < 0),
    undecided: total(({ from, to }) => from <= 0 && to >= 0),
    positive: total(({ from }) => from > 0),
  }
}

function contradiction(groups: readonly Group[], values: Float64Array): UndecidedCounts {
  const { first, last } = groups.find(({ lower, upper }) => !(lower.certain && upper.certain))!
  const where = `computed eigenvalues ${first + 1} to ${last + 1}, from ${values[first]} to ${values[last]},`
  return {
    status: 'undecided',
    message: `counts contradict the ${where} even ${wideningFactor ** widenings} error bounds away: the solver's bound is wrong`,
  }
}
