/**
 * JSON that loses nothing: NaN, ±Infinity, −0 and Float64Array survive a round trip bit by bit.
 *
 * Numbers that JSON cannot hold become {"$number": "NaN"}, arrays {"$float64": base64, little endian}.
 */
import { ArgumentError } from '../errors.ts'

export function encodePlainData(value: unknown, indent = 0): string {
  return JSON.stringify(value, replacer, indent)
}

/** @throws SyntaxError on text that is not JSON */
export function decodePlainData(text: string): unknown {
  return JSON.parse(text, reviver)
}

/** The same text for equal values, whatever the order of their fields: what content keys are made of. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (key, field: unknown) => {
    const plain = replacer(key, field)
    if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) return plain
    return Object.fromEntries(Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function replacer(key: string, value: unknown): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (value instanceof Float64Array) {
    return { $float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  }
  if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set) {
    throw new ArgumentError(
      'encodePlainData',
      key || 'value',
      'plain data or a Float64Array',
      value.constructor.name,
    )
  }
  return value
}

function reviver(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if ('$number' in value) return Number(value.$number)
  if ('$float64' in value) {
    const bytes = Buffer.from(String(value.$float64), 'base64')
    const array = new Float64Array(bytes.length / 8)
    new Uint8Array(array.buffer).set(bytes)
    return array
  }
  return value
}
