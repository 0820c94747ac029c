/** Checks of an optimizer's constants. NaN fails both: each test asks for what must hold. */
import { ArgumentError } from '../errors.ts'

/** A learning rate, or an epsilon that has to keep 0/0 away. */
export function requirePositive(where: string, name: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(where, name, 'positive and finite', String(value))
  }
}

/** A momentum or the decay of a moving average: at 1 or more the past never fades. */
export function requireDecay(where: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new ArgumentError(where, name, 'within [0, 1)', String(value))
}

/** An amplitude, a radius, or an epsilon that divides nothing: 0 switches it off. */
export function requireNotNegative(where: string, name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(where, name, 'at least 0 and finite', String(value))
  }
}

/** A count of steps. */
export function requireSteps(where: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new ArgumentError(where, name, `an integer of at least ${least}`, String(value))
  }
}
