import { ArgumentError } from '../errors.ts'

/** Throws unless it is the probability of an error that somebody may want to accept. */
export function requireErrorRate(where: string, errorRate: number): void {
  if (!(errorRate > 0 && errorRate < 1)) {
    throw new ArgumentError(where, 'errorRate', 'a number in (0, 1)', String(errorRate))
  }
}
