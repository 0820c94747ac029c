import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import {
  counterexamplePath,
  filePath,
  layerWidths,
  nonNegativeNumber,
  oneOf,
  tolerances,
  wholeNumber,
} from './optionValues.ts'

const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const widths = fc.array(positive, { minLength: 2, maxLength: 6 })
/** Near misses: the letters of numbers and lists, and what slips in between them. */
const almost = fc.string({ unit: fc.constantFrom(...'0123456789,.-+exE \n'), maxLength: 8 })

describe('tolerances', () => {
  const read = tolerances('--tolerances')

  it('reads numbers above 0 separated by commas', () => {
    expect(read('1e-6,0.001,2')).toEqual([1e-6, 1e-3, 2])
  })

  it.each(['', ',', '1e-6,', '0', '1e-6,0.0', '-1', '1e-6 1e-4', '1e-400', 'NaN', 'Infinity'])(
    'refuses %j',
    (text) => {
      expect(() => read(text)).toThrow(ArgumentError)
    },
  )
})

describe('layerWidths', () => {
  const read = layerWidths('--layers')

  it('reads every canonical list', () => {
    assertProperty(fc.property(widths, (list) => void expect(read(list.join(','))).toEqual(list)))
  })

  it('accepts nothing else: what it takes prints as it was written', () => {
    assertProperty(
      fc.property(fc.oneof(almost, fc.string()), (text) => {
        const got = outcome(() => read(text))
        if (got === undefined) return
        expect(got.join(',')).toBe(text)
        expect(got.length).toBeGreaterThan(1)
        for (const width of got) expect(Number.isSafeInteger(width) && width > 0).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ...['784,,10', '784,25.5,10', '784, 25', ' 784,10', '784,10\n', '784', '', ',', '784,', ',784', '784;10'],
    ...['0x10,2', '1e3,2', 'abc', '0,1', '-1,2', '+1,2', '007,2', 'NaN,2', 'Infinity,2', '[784,10]', '٣,2'],
    ...['9007199254740993,2', `${'9'.repeat(400)},2`],
  ])('refuses %j and quotes it', (text) => {
    expect(() => read(text)).toThrow(ArgumentError)
    expect(() => read(text)).toThrow(`as in 784,25,10, got ${JSON.stringify(text)}`)
  })
})

describe('wholeNumber', () => {
  const read = wholeNumber('--seed', 0, 2 ** 32 - 1)

  it('reads what prints as it was written, within its range, and nothing else', () => {
    assertProperty(
      fc.property(fc.oneof(almost, fc.nat().map(String), fc.maxSafeInteger().map(String)), (text) => {
        const value = Number(text)
        const canonical = String(value) === text && Number.isInteger(value) && !Object.is(value, -0)
        const inRange = value >= 0 && value <= 2 ** 32 - 1
        expect(outcome(() => read(text))).toBe(canonical && inRange ? value : undefined)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['0x10', '1e3', '', ' ', 'abc', 'NaN', 'Infinity', '-1', '1.0', '4294967296', '00'])(
    'refuses %j',
    (text) => {
      expect(() => read(text)).toThrow(`--seed must be a whole number in 0..4294967295, got "${text}"`)
    },
  )

  it('says only the lower end of a range that has no other', () => {
    expect(() => wholeNumber('--samples', 1)('0')).toThrow('a whole number of at least 1, got "0"')
    expect(() => wholeNumber('--samples', 1)('9007199254740992')).toThrow(ArgumentError)
    expect(wholeNumber('--samples', 1)('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('nonNegativeNumber', () => {
  const read = nonNegativeNumber('--l2')

  it('reads every finite number of at least 0 as JavaScript prints it', () => {
    const value = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })
    assertProperty(fc.property(value, (x) => void expect(read(String(x))).toBe(x === 0 ? 0 : x)))
  })

  it.each([
    ['0', 0],
    ['0.0', 0],
    ['0e5', 0],
    ['1E-3', 0.001],
    ['2e+1', 20],
  ])('reads %j', (text, value) => {
    expect(read(text)).toBe(value)
  })

  it.each([
    '',
    ' 1',
    '-1',
    '-0',
    '.5',
    '5.',
    '1,5',
    'NaN',
    'Infinity',
    '0x1',
    '1e',
    '1e999',
    '1e-400',
    '1_000',
  ])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(`--l2 must be a finite decimal number of at least 0`)
  })
})

describe('oneOf', () => {
  const read = oneOf('--loss', ['cross-entropy', 'squared-error'])

  it('takes a name in full and lists the names otherwise', () => {
    expect(read('squared-error')).toBe('squared-error')
    for (const text of ['', 'squared', 'Cross-Entropy', 'toString', ' cross-entropy']) {
      const got = JSON.stringify(text)
      expect(() => read(text)).toThrow(`--loss must be one of cross-entropy, squared-error, got ${got}`)
    }
  })
})

describe('filePath', () => {
  it('refuses what is no path or looks like an option', () => {
    const read = filePath('--theta')
    expect(read('a b/theta.npy')).toBe('a b/theta.npy')
    expect(read('./-theta.npy')).toBe('./-theta.npy')
    for (const text of ['', '-', '--l2']) expect(() => read(text)).toThrow(`--theta must be a path`)
  })
})

describe('counterexamplePath', () => {
  it('takes what fast-check prints', () => {
    const read = counterexamplePath('--path')
    const failing = fc.property(fc.integer(), (n) => n < 5)
    const printed = fc.check(failing, { seed: 1 }).counterexamplePath!
    expect(read(printed)).toBe(printed)
    expect(read('12')).toBe('12')
    for (const text of ['', ':', '1:', '1::2', 'a', '1,2', '-1']) {
      expect(() => read(text)).toThrow('--path must be numbers separated by colons')
    }
  })
})

/** What `read` returns, undefined when it refuses. */
function outcome<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError)
    return undefined
  }
}
