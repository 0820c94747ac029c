/** Refuses NaN and infinity in a user's file, naming the place as NumPy would index it. */
import { firstNonFinite } from '../algebra/vectors.ts'
import { DataError } from '../errors.ts'
import type { NpyArray } from './npy.ts'

/** @throws DataError at the first value that is not finite; rows and columns count from 0 */
export function requireFinite(file: string, array: NpyArray): void {
  const wrong = firstNonFinite(array.values)
  if (wrong < 0) return
  throw new DataError(
    file,
    'finite values',
    `${array.values[wrong]} at ${placeOf(array.shape, wrong)}`,
    'Find where it comes from: numpy.argwhere(~numpy.isfinite(array))',
  )
}

/** `row 3, column 5` of a matrix, `[7]` of a vector: the position in row-major order, from 0. */
export function placeOf(shape: readonly number[], position: number): string {
  const columns = shape[1]
  if (shape.length !== 2 || columns === undefined) return `[${position}]`
  return `row ${Math.floor(position / columns)}, column ${position % columns}`
}
