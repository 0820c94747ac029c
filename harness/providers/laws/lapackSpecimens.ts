/** LAPACK's 21 matrix types at a few orders, for the laws. */
import { type LapackMatrix, lapackMatrix, lapackTypeNumbers } from './lapackMatrix.ts'
import type { Specimen } from './specimens.ts'

/** One, the smallest with a choice of pivot, one inside a panel of every kernel, one beyond. */
const orders = [1, 3, 20, 40]

let built: readonly LapackMatrix[] | undefined

/** Built once. Nothing in them may be changed. */
export function lapackMatrices(): readonly LapackMatrix[] {
  built ??= orders.flatMap((n) => lapackTypeNumbers.map((type) => lapackMatrix(type, n, 100 * n + type)))
  return built
}

/** Those whose spectrum is known. */
export function lapackSpecimens(): readonly Specimen[] {
  return lapackMatrices().flatMap((one) =>
    one.spectrum === undefined ? [] : [{ ...one, spectrum: one.spectrum }],
  )
}
