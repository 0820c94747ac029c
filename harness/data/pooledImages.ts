/**
 * Square images made smaller by averaging blocks of pixels: [N, side²] becomes [N, (side / factor)²].
 *
 * A pixel that is zero in every image stays so where its whole block is. A subtracted mean image is averaged too, so the
 * means stay the means.
 */
import { type SparseRows, sparseRows } from '../algebra/sparseRows.ts'
import { ArgumentError } from '../errors.ts'
import { type DataSet, dataSet } from './dataSet.ts'

/** @param data square images, row-major @param factor a divisor of their side */
export function pooledImages(data: DataSet, factor: number): DataSet {
  const { inputs, name, inputDescription } = data
  const side = Math.sqrt(inputs.columns)
  if (!Number.isInteger(side)) {
    throw new ArgumentError('pooledImages', 'inputs', 'square images', `${inputs.columns} pixels`)
  }
  if (!(Number.isInteger(factor) && factor >= 1 && side % factor === 0)) {
    throw new ArgumentError('pooledImages', 'factor', `a divisor of the side ${side}`, String(factor))
  }
  if (factor === 1) return data
  const how = `means of ${factor} × ${factor} pixels`
  return dataSet({
    ...data,
    name: `${name}, ${how}`,
    inputs: pooledRows(inputs, side, factor),
    ...(inputDescription !== undefined && { inputDescription: `${inputDescription}, ${how}` }),
  })
}

function pooledRows(
  { rows, rowStart, columnIndex, values, offset }: SparseRows,
  side: number,
  factor: number,
) {
  const small = side / factor
  const weight = 1 / factor ** 2
  const blockOf = (a: number): number =>
    Math.floor(Math.floor(a / side) / factor) * small + Math.floor((a % side) / factor)
  const pooled = new Float64Array(rows * small ** 2)
  for (let s = 0; s < rows; s++) {
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) {
      pooled[s * small ** 2 + blockOf(columnIndex[p]!)]! += weight * values[p]!
    }
  }
  const means = new Float64Array(small ** 2)
  offset.forEach((mean, a) => {
    means[blockOf(a)]! += weight * mean
  })
  return { ...sparseRows(pooled, rows, small ** 2), offset: means }
}
