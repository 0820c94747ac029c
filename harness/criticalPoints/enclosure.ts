/**
 * A number that is known to lie in an interval, and what that decides when it is compared with a limit.
 *
 * A comparison is decided only when every number of the interval decides it alike. The ends are taken as they come:
 * the bounds that make them are themselves first order in the unit roundoff.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'

/** from ≤ exact value ≤ to. */
export interface Enclosure {
  readonly from: number
  readonly to: number
}

export type Decision = 'holds' | 'fails' | 'undecided'

/** One condition of a definition. */
export interface Condition {
  /** In the definition's letters. */
  readonly what: string
  readonly status: Decision
  readonly value: Enclosure
  readonly limit: number
  /** How far the interval is clear of the limit; 0 when undecided. */
  readonly margin: number
}

/** [value − error, value + error] @throws ArgumentError when either is NaN or the error negative */
export function around(value: number, error = 0): Enclosure {
  if (!(error >= 0)) throw new ArgumentError('around', 'error', 'at least 0', String(error))
  // The sum and the difference round once each.
  const widened = error === 0 ? 0 : error + 2 * unitRoundoff * (Math.abs(value) + error)
  return requireEnclosure('around', 'value', { from: value - widened, to: value + widened })
}

/** @throws ArgumentError unless from ≤ to, which NaN never is */
export function requireEnclosure(where: string, name: string, enclosure: Enclosure): Enclosure {
  const { from, to } = enclosure
  if (!(from <= to)) throw new ArgumentError(where, name, 'an interval from ≤ to', `[${from}, ${to}]`)
  return enclosure
}

/** value ≤ limit */
export function atMost(what: string, value: Enclosure, limit: number): Condition {
  return condition(what, value, limit, value.to <= limit, value.from > limit)
}

/** value < limit */
export function below(what: string, value: Enclosure, limit: number): Condition {
  return condition(what, value, limit, value.to < limit, value.from >= limit)
}

/** value ≥ limit */
export function atLeast(what: string, value: Enclosure, limit: number): Condition {
  return condition(what, value, limit, value.from >= limit, value.to < limit)
}

export function allOf(conditions: readonly Pick<Condition, 'status'>[]): Decision {
  if (conditions.some(({ status }) => status === 'fails')) return 'fails'
  return conditions.every(({ status }) => status === 'holds') ? 'holds' : 'undecided'
}

export function anyOf(conditions: readonly Pick<Condition, 'status'>[]): Decision {
  if (conditions.some(({ status }) => status === 'holds')) return 'holds'
  return conditions.every(({ status }) => status === 'fails') ? 'fails' : 'undecided'
}

/** The conditions that have the status, with their numbers, as one line. */
export function reasonOf(conditions: readonly Condition[], status: Decision): string {
  return conditions
    .filter((one) => one.status === status)
    .map(({ what, value: { from, to }, limit }) => {
      const value = from === to ? show(from) : `within [${show(from)}, ${show(to)}]`
      return `${what} ${status === 'undecided' ? 'is undecided' : status}: ${value} against ${show(limit)}`
    })
    .join('; ')
}

function condition(what: string, value: Enclosure, limit: number, holds: boolean, fails: boolean): Condition {
  requireEnclosure(what, 'the value', value)
  if (Number.isNaN(limit)) throw new ArgumentError(what, 'the limit', 'a number', 'NaN')
  const status = holds ? 'holds' : fails ? 'fails' : 'undecided'
  const margin = status === 'undecided' ? 0 : Math.max(value.from - limit, limit - value.to)
  return { what, status, value, limit, margin }
}

function show(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3)
}
