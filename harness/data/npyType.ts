/**
 * The element types of NPY files that are read, each with how it becomes a float64.
 *
 * float64 keeps its bits, float32 and integers up to 2^53 in magnitude keep their value. An int64 or
 * uint64 beyond 2^53 has no exact float64 and decodes to NaN, which no integer is.
 */
export interface NpyType {
  readonly dtype: NpyTypeName
  readonly itemBytes: number
  /** One element as float64, NaN for an integer beyond ±2^53. */
  readonly decode: (view: DataView, position: number, littleEndian: boolean) => number
}

export type NpyTypeName =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'

/** By the letter and the size in bytes that a header names them with. */
export const npyTypes: ReadonlyMap<string, NpyType> = new Map<string, NpyType>([
  ['b1', { dtype: 'bool', itemBytes: 1, decode: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) }],
  ['i1', { dtype: 'int8', itemBytes: 1, decode: (view, at) => view.getInt8(at) }],
  ['i2', { dtype: 'int16', itemBytes: 2, decode: (view, at, little) => view.getInt16(at, little) }],
  ['i4', { dtype: 'int32', itemBytes: 4, decode: (view, at, little) => view.getInt32(at, little) }],
  ['i8', { dtype: 'int64', itemBytes: 8, decode: decodeInt64 }],
  ['u1', { dtype: 'uint8', itemBytes: 1, decode: (view, at) => view.getUint8(at) }],
  ['u2', { dtype: 'uint16', itemBytes: 2, decode: (view, at, little) => view.getUint16(at, little) }],
  ['u4', { dtype: 'uint32', itemBytes: 4, decode: (view, at, little) => view.getUint32(at, little) }],
  ['u8', { dtype: 'uint64', itemBytes: 8, decode: decodeUint64 }],
  ['f4', { dtype: 'float32', itemBytes: 4, decode: (view, at, little) => view.getFloat32(at, little) }],
  ['f8', { dtype: 'float64', itemBytes: 8, decode: (view, at, little) => view.getFloat64(at, little) }],
])

function decodeInt64(view: DataView, at: number, little: boolean): number {
  return fromHalves(view.getInt32(little ? at + 4 : at, little), view.getUint32(little ? at : at + 4, little))
}

function decodeUint64(view: DataView, at: number, little: boolean): number {
  return fromHalves(
    view.getUint32(little ? at + 4 : at, little),
    view.getUint32(little ? at : at + 4, little),
  )
}

/** The halves are compared, not their sum: 2^53 + 1 rounds to 2^53 and would pass. */
function fromHalves(high: number, low: number): number {
  const exact = (high >= -(2 ** 21) && high < 2 ** 21) || (high === 2 ** 21 && low === 0)
  return exact ? high * 2 ** 32 + low : Number.NaN
}
