/**
 * A law: a name, where it comes from, and measurements of a subject that must stay below limits.
 *
 * The subject is a Provider (contract.ts) or any eigensolver (eigensolverContract.ts). Laws are data and know no
 * test runner, so that `doctor`, a user's own code and a scoreboard can run them.
 */
import { HarnessError } from '../../errors.ts'
import type { Failure, Provider } from '../provider.ts'

export interface Law<Subject = Provider> {
  readonly name: string
  readonly source: string
  check(subject: Subject): Promise<readonly Ratio[]>
}

/** Kept when value < limit. */
export interface Ratio {
  /** The instance and the quantity: "graded 33: residual". */
  readonly what: string
  readonly value: number
  readonly limit: number
}

/**
 * The measurements that break the law; none when it holds.
 *
 * NaN breaks it, an error of the harness (a provider that contradicts itself) breaks it, and so does a
 * check that measured nothing.
 */
export async function breaches<Subject>(law: Law<Subject>, subject: Subject): Promise<readonly Ratio[]> {
  try {
    const ratios = await law.check(subject)
    if (ratios.length === 0) return [failed(`${law.name}: nothing was measured`)]
    return ratios.filter(({ value, limit }) => !(value < limit))
  } catch (error) {
    if (error instanceof HarnessError) return [failed(error.message)]
    throw error
  }
}

/** A ratio that no limit allows, for a result that is not there. */
export function failed(what: string): Ratio {
  return { what, value: Number.NaN, limit: 0 }
}

/** The status of a decomposition that should have succeeded. */
export function failure(what: string, { status, message }: Failure): Ratio {
  return failed(`${what}: ${status}, ${message}`)
}

/** error / bound, which may be 1. A bound of 0 is right when the result is exact. */
export function withinBound(what: string, error: number, bound: number): Ratio {
  return { what, value: error === 0 ? 0 : error / bound, limit: 1 + 2 ** -40 }
}

/** A count that must be 0. */
export function none(what: string, count: number): Ratio {
  return { what, value: count, limit: 1 }
}

/** Positions at which the bits differ, −0 and NaN told apart; all of them when the lengths differ. */
export function differingBits(x: Float64Array, y: Float64Array): number {
  if (x.length !== y.length) return Math.max(x.length, y.length)
  let count = 0
  for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i])) count++
  return count
}

/** max |x − y|; NaN when an entry is NaN or the lengths differ. */
export function largestDifference(x: Float64Array, y: Float64Array): number {
  if (x.length !== y.length) return Number.NaN
  return x.reduce((largest, entry, i) => Math.max(largest, Math.abs(entry - y[i]!)), 0)
}
