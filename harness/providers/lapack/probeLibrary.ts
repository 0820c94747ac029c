/** What a library tells of itself when tried on small problems: whether it is sound, and in which order it adds. */
import { integer } from './checkedArguments.ts'
import { panelArguments } from './denseProducts.ts'
import type { NativeFunction } from './nativeLibrary.ts'

/** Buffers are large enough for 64-bit integers; the upper half of `info` betrays them. */
export function probe(dsyevd: NativeFunction): string | undefined {
  const a = Float64Array.of(2, 1, 1, 2)
  const values = new Float64Array(2)
  const [work, counters] = [new Float64Array(64), new Int32Array(64)]
  const info = Int32Array.of(-7, -7)
  dsyevd.now(
    'N',
    'L',
    integer(2),
    a,
    integer(2),
    values,
    work,
    integer(64),
    counters,
    integer(32),
    info,
    1,
    1,
  )
  if (info[1] !== -7) return 'it works with 64-bit integers (ILP64)'
  if (info[0] !== 0) return `dsyevd of [[2, 1], [1, 2]] ends with info = ${info[0]}`
  const error = Math.max(Math.abs(values[0]! - 1), Math.abs(values[1]! - 3))
  return error < 2 ** -48 ? undefined : `dsyevd finds ${values.join(' and ')} for [[2, 1], [1, 2]]`
}

/** −2⁵³ − 1 rounds to −2⁵³: products of 1 vanish one by one in it, and together do not. */
export function sumsFirst(dgemm: NativeFunction, order: number): boolean {
  const depth = 64
  const ones = new Float64Array(depth * order).fill(1)
  const c = new Float64Array(order * order).fill(-(2 ** 53))
  const extents = { xRow: order, yRow: order, cRow: order, rows: order, columns: order, depth }
  dgemm.now(...panelArguments({ alpha: -1, x: ones, y: ones, beta: 1, c, ...extents }))
  return c.every((entry) => entry === -(2 ** 53) - depth)
}
