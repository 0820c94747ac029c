import { ArgumentError } from '../errors.ts'

/** @throws ArgumentError unless min ≤ value ≤ max and value is an integer */
export function requireCount(where: string, name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    const range =
      max === Number.POSITIVE_INFINITY ? `an integer of at least ${min}` : `an integer in ${min}..${max}`
    throw new ArgumentError(where, name, range, String(value))
  }
}
