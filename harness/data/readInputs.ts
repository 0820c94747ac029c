/** A user's inputs X: an NPY file of shape [N, d], one sample a row, of any real type. */
import { type SparseRows, sparseRows } from '../algebra/sparseRows.ts'
import { DataError } from '../errors.ts'
import { requireFinite } from './finiteValues.ts'
import { readNpy } from './npy.ts'

/** @returns [N, d] with zeros left out @throws DataError on another shape, an empty matrix, NaN or infinity */
export function readInputs(file: string): SparseRows {
  const array = readNpy(file)
  const [rows = 0, columns = 0] = array.shape
  if (array.shape.length !== 2 || rows === 0 || columns === 0) {
    throw new DataError(
      file,
      'inputs of shape [samples, features]',
      `shape [${array.shape.join(', ')}]`,
      'Reshape them to one row a sample: X.reshape(len(X), -1)',
    )
  }
  requireFinite(file, array)
  return sparseRows(array.values, rows, columns)
}
