/**
 * Arguments of the native routines: integers as these read them, and arrays of checked type and length.
 *
 * The foreign interface checks nothing: a Float32Array would pass for double *, a short one for a long
 * one. Every integer is passed as 8 bytes with a zero upper half, so that even a library with 64-bit
 * integers reads the right number until the probe has found it out.
 */
import { InternalError } from '../../errors.ts'

export function integer(value: number): Int32Array {
  return Int32Array.of(value, value < 0 ? -1 : 0)
}

export function requireDoubles(routine: string, name: string, x: unknown, length: number): void {
  if (x instanceof Float64Array && x.length === length) return
  throw new InternalError(routine, `${name} is not a Float64Array of length ${length}`)
}

export function requireAtLeast(routine: string, name: string, x: unknown, length: number): void {
  if (x instanceof Float64Array && x.length >= length) return
  throw new InternalError(routine, `${name} is not a Float64Array of at least ${length} numbers`)
}
