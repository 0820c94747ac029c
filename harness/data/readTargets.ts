/**
 * A user's targets, an NPY file: labels [N] or one-hot rows [N, C] for a classifier, values [N, C] for a
 * regression.
 *
 * Labels count from 0 and may be stored in any real type as long as they are whole.
 */
import { DataError } from '../errors.ts'
import { placeOf, requireFinite } from './finiteValues.ts'
import { type NpyArray, readNpy } from './npy.ts'

/**
 * @param samples N, rows of the inputs @param classes C, outputs of the network
 * @param wants `labels` [N] for a classification loss, `values` [N, C] for squared error
 * @throws DataError when shape or values do not fit
 */
export function readTargets(file: string, samples: number, classes: number, wants: 'labels'): Int32Array
export function readTargets(file: string, samples: number, classes: number, wants: 'values'): Float64Array
export function readTargets(
  file: string,
  samples: number,
  classes: number,
  wants: 'labels' | 'values',
): Int32Array | Float64Array {
  const array = readNpy(file)
  if (wants === 'values') return checkedValues(file, array, samples, classes)
  const isOneHot = array.shape.length === 2
  return isOneHot ? oneHotLabels(file, array, samples, classes) : plainLabels(file, array, samples, classes)
}

function checkedValues(file: string, array: NpyArray, samples: number, classes: number): Float64Array {
  requireShape(
    file,
    array,
    [samples, classes],
    'values',
    'One row a sample: y.reshape(-1, 1) for one output, numpy.eye(classes)[y] for labels',
  )
  requireFinite(file, array)
  return array.values
}

function plainLabels(file: string, array: NpyArray, samples: number, classes: number): Int32Array {
  requireShape(file, array, [samples], 'labels', 'One label for each row of the inputs')
  const wrong = array.values.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes))
  if (wrong >= 0) {
    throw new DataError(
      file,
      `labels that are whole numbers in 0..${classes - 1}`,
      `${array.values[wrong]} at ${placeOf(array.shape, wrong)}`,
      'Labels count from 0 and stay below the number of outputs of the network',
    )
  }
  return Int32Array.from(array.values)
}

function oneHotLabels(file: string, array: NpyArray, samples: number, classes: number): Int32Array {
  requireShape(file, array, [samples, classes], 'labels (one-hot)', 'Or save plain labels of shape [samples]')
  const labels = new Int32Array(samples)
  for (let s = 0; s < samples; s++) {
    const row = array.values.subarray(s * classes, (s + 1) * classes)
    labels[s] = row.indexOf(1)
    const ones = row.reduce((count, value) => count + (value === 1 ? 1 : 0), 0)
    if (ones === 1 && row.every((value) => value === 0 || value === 1)) continue
    throw new DataError(
      file,
      'one-hot rows: a single 1 and else 0',
      `another row ${s}`,
      'Or save plain labels of shape [samples]',
    )
  }
  return labels
}

function requireShape(
  file: string,
  array: NpyArray,
  wanted: readonly number[],
  role: string,
  hint: string,
): void {
  const { shape } = array
  if (shape.length === wanted.length && shape.every((size, k) => size === wanted[k])) return
  throw new DataError(file, `${role} of shape [${wanted.join(', ')}]`, `shape [${shape.join(', ')}]`, hint)
}
