/**
 * Column-major (Fortran) values put into row-major (C) order.
 *
 *     out[((i_0 · s_1 + i_1) · s_2 + i_2) ...] = values[i_0 + s_0 · (i_1 + s_1 · (i_2 + ...))]
 *
 * @param values [product of shape] first index fastest
 * @returns [product of shape] last index fastest, new
 */
export function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const ordered = new Float64Array(values.length)
  const strides = columnMajorStrides(shape)
  const index = new Array<number>(shape.length).fill(0)
  let from = 0
  for (let to = 0; to < ordered.length; to++) {
    ordered[to] = values[from]!
    for (let k = shape.length - 1; k >= 0; k--) {
      from += strides[k]!
      if (++index[k]! < shape[k]!) break
      from -= strides[k]! * shape[k]!
      index[k] = 0
    }
  }
  return ordered
}

function columnMajorStrides(shape: readonly number[]): number[] {
  const strides: number[] = []
  let stride = 1
  for (const size of shape) {
    strides.push(stride)
    stride *= size
  }
  return strides
}
