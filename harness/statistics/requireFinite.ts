import { ArgumentError } from '../errors.ts'

/** Throws unless there are `least` values, all of them finite. @param values [n] */
export function requireFinite(where: string, name: string, values: readonly number[], least: number): void {
  if (values.length < least) {
    throw new ArgumentError(where, name, `at least ${least} numbers`, String(values.length))
  }
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new ArgumentError(where, `${name}[${bad}]`, 'finite', String(values[bad]))
}
