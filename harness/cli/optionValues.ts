/**
 * Values of command-line options: the whole text in its canonical form, or a refusal that names the option.
 *
 * Number() would also take '', ' 7', '0x10' and '1e3', so that a slip of the hand becomes another experiment.
 * Each reader is made for one flag; all throw ArgumentError.
 */
import { ArgumentError } from '../errors.ts'

export type ValueReader<T> = (text: string) => T

/** Widths from the inputs to the outputs: `784,25,10`. No blanks, no leading zeros, two at least. */
export function layerWidths(flag: string): ValueReader<number[]> {
  const expected =
    'widths from the inputs to the outputs, separated by commas without blanks, as in 784,25,10'
  return (text) => {
    const widths = /^[1-9]\d*(,[1-9]\d*)+$/.test(text) ? text.split(',').map(Number) : []
    if (widths.length === 0 || !widths.every(Number.isSafeInteger)) throw refusal(flag, expected, text)
    return widths
  }
}

/** Decimal digits only. */
export function wholeNumber(
  flag: string,
  lowest: number,
  highest = Number.MAX_SAFE_INTEGER,
): ValueReader<number> {
  const range = highest === Number.MAX_SAFE_INTEGER ? `of at least ${lowest}` : `in ${lowest}..${highest}`
  return (text) => {
    const value = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= lowest && value <= highest)) throw refusal(flag, `a whole number ${range}`, text)
    return value
  }
}

/** A decimal number ≥ 0 such as 0.001 or 1e-3; one that float64 would round to 0 or infinity is refused. */
export function nonNegativeNumber(flag: string): ValueReader<number> {
  return (text) => {
    const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
    const vanished = value === 0 && /[1-9]/.test(text.split(/e/i)[0]!)
    if (!Number.isFinite(value) || vanished) {
      throw refusal(flag, 'a finite decimal number of at least 0, as in 0.001 or 1e-3', text)
    }
    return value
  }
}

/** Decimal numbers > 0 separated by commas: `1e-6,1e-4`. */
export function tolerances(flag: string): ValueReader<number[]> {
  const read = nonNegativeNumber(flag)
  return (text) => {
    const values = text.split(',').map(read)
    if (values.some((value) => value === 0))
      throw refusal(flag, 'numbers above 0 separated by commas, as in 1e-6,1e-4', text)
    return values
  }
}

export function oneOf<T extends string>(flag: string, names: readonly T[]): ValueReader<T> {
  return (text) => {
    const known = names.find((name) => name === text)
    if (known === undefined) throw refusal(flag, `one of ${names.join(', ')}`, text)
    return known
  }
}

/** A name that begins with a dash is far more often an option whose value was forgotten. */
export function filePath(flag: string): ValueReader<string> {
  return (text) => {
    if (text === '' || text.startsWith('-'))
      throw refusal(flag, 'a path (one that begins with - as ./-)', text)
    return text
  }
}

/** The path to a counterexample as fast-check prints it: `12:0:3`. */
export function counterexamplePath(flag: string): ValueReader<string> {
  return (text) => {
    if (!/^\d+(:\d+)*$/.test(text)) throw refusal(flag, 'numbers separated by colons, as in 12:0:3', text)
    return text
  }
}

function refusal(flag: string, expected: string, text: string): ArgumentError {
  return new ArgumentError('saddlecheck', flag, expected, JSON.stringify(text))
}
