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
