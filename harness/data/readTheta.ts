/** A user's parameters theta: an NPY file of shape [P], float64 or float32, in the order of the networks. */
import { DataError } from '../errors.ts'
import { requireFinite } from './finiteValues.ts'
import { readNpy } from './npy.ts'

/**
 * @param dimension P of the network @returns theta [P]
 * @throws DataError on another shape or type, NaN or infinity
 */
export function readTheta(file: string, dimension: number): Float64Array {
  const array = readNpy(file)
  const { shape, dtype } = array
  if (shape.length !== 1 || shape[0] !== dimension) {
    throw new DataError(
      file,
      `parameters of shape [${dimension}]`,
      `shape [${shape.join(', ')}]`,
      'Concatenate, layer after layer, weights [fanIn, fanOut].ravel() and bias; check the layers of the network',
    )
  }
  if (dtype !== 'float64' && dtype !== 'float32') {
    throw new DataError(file, 'parameters as float64 or float32', dtype, "Save theta.astype('float64')")
  }
  requireFinite(file, array)
  return array.values
}
