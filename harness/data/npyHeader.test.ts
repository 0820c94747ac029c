import { describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import type { DataFile } from './dataFile.ts'
import { formatNpyHeader, type NpyHeader, readNpyHeader } from './npyHeader.ts'

function inMemory(bytes: Uint8Array): DataFile {
  return {
    file: 'x.npy',
    lengthBytes: bytes.length,
    read: (target, at) => {
      const into = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      into.set(bytes.subarray(at, at + target.byteLength))
    },
  }
}

function fileWith(text: string, version = 1): Uint8Array {
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  length.writeUIntLE(text.length, 0, length.length)
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1'),
    length,
    Buffer.from(text, 'latin1'),
  ])
}

const parse = (text: string, version = 1): NpyHeader => readNpyHeader(inMemory(fileWith(text, version)))

function refusal(bytes: Uint8Array): string {
  try {
    readNpyHeader(inMemory(bytes))
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    return (error as DataError).message
  }
  return 'nothing was refused'
}

const usual = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }"

describe('readNpyHeader', () => {
  it('reads type, byte order, memory order, shape and where the values lie', () => {
    const { type, ...rest } = parse(usual)
    expect(type.dtype).toBe('float64')
    expect(rest).toEqual({
      littleEndian: true,
      fortranOrder: false,
      shape: [3, 4],
      valuesAt: 10 + usual.length,
    })
  })

  it('reads versions 2.0 and 3.0, whose length field is wider', () => {
    expect(parse(usual, 2).valuesAt).toBe(12 + usual.length)
    expect(parse(usual, 3).shape).toEqual([3, 4])
  })

  it('reads the ways in which other writers spell the same dict', () => {
    expect(parse('{"shape":(5,),"fortran_order":True,"descr":">i2"}\n')).toMatchObject({
      type: { dtype: 'int16' },
      littleEndian: false,
      fortranOrder: true,
      shape: [5],
    })
    expect(parse("{'descr': '|u1', 'fortran_order': False, 'shape': (3L, 4L)}").shape).toEqual([3, 4])
    expect(parse("{'descr': '<f4', 'fortran_order': False, 'shape': ()}   \n").shape).toEqual([])
  })

  const dict = (descr: string, order: string, shape: string): string =>
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`
  const broken: [string, string, RegExp][] = [
    ['no dict', 'hello', /got "hello"\. The file is damaged/],
    ['an open dict', usual.replace('}', ''), /NPY header \{'descr'/],
    ['a missing key', "{'descr': '<f8', 'shape': (3,)}", /NPY header \{'descr'/],
    ['an unknown key', usual.replace('shape', 'shapes'), /NPY header \{'descr'/],
    ['a key too many', usual.replace('}', "'shape': (3,)}"), /NPY header \{'descr'/],
    ['text after the last key', usual.replace('}', 'rest}'), /NPY header \{'descr'/],
    ['text after the dict', `${usual} rest`, /NPY header \{'descr'/],
    ['text between the keys', usual.replace("'shape'", "; 'shape'"), /NPY header \{'descr'/],
    ['fortran_order as text', dict("'<f8'", "'True'", '(3,)'), /NPY header \{'descr'/],
    ['a shape that is a flag', dict("'<f8'", 'True', 'True'), /NPY header \{'descr'/],
    ['a negative size', dict("'<f8'", 'True', '(-3,)'), /NPY header \{'descr'/],
    [
      'a number in parentheses',
      dict("'<f8'", 'True', '(3)'),
      /shape of whole numbers up to 2\^53, got "\(3\)"/,
    ],
    ['digits without a comma', dict("'<f8'", 'True', '(3 4,)'), /shape of whole numbers/],
    ['a size beyond 2^53', dict("'<f8'", 'True', '(9007199254740993,)'), /shape of whole numbers/],
    ['control characters', '{\x1b[31m\x9b}', /got "\{\?\[31m\?\}"/],
  ]
  it.each(broken)('refuses %s', (_, text, message) => {
    expect(refusal(fileWith(text))).toMatch(message)
  })

  const types = [
    "'|O'",
    "'<c16'",
    "'<U5'",
    "'|S3'",
    "'<f2'",
    "'<f16'",
    "'<M8[ns]'",
    "'|V8'",
    "'|f8'",
    "'f8'",
    "[('a', '<f8'), ('shape', '<i4')]",
    'True',
  ]
  it.each(types)('refuses the element type %s and says how to convert', (descr) => {
    const message = refusal(fileWith(dict(descr, 'False', '(3,)')))
    expect(message).toMatch(/expected numbers: bool, int8 .* got element type .*astype\('float64'\)/)
  })

  it('refuses what is not NPY, an unknown version and a header longer than the file', () => {
    expect(refusal(new Uint8Array(0))).toMatch(/an NPY file, got an empty file/)
    expect(refusal(Buffer.from('plain text, long enough'))).toMatch(/begins with the bytes 706c61696e20/)
    expect(refusal(fileWith(usual).subarray(0, 11))).toMatch(/with a header, got 11 bytes in all/)
    expect(refusal(fileWith(usual, 4))).toMatch(/version 1\.0, 2\.0 or 3\.0, got 4\.0/)
    expect(refusal(fileWith(usual, 0))).toMatch(/got 0\.0/)
    expect(refusal(fileWith(usual).subarray(0, 40))).toMatch(/NPY header within 30 bytes, got one of 59/)
    const absurd = fileWith(usual.padEnd(70_000), 2)
    expect(refusal(absurd)).toMatch(/NPY header within 65535 bytes, got one of 70000/)
  })

  it('keeps a long damaged header out of the message', () => {
    expect(refusal(fileWith('x'.repeat(5000))).length).toBeLessThan(250)
  })
})

describe('formatNpyHeader', () => {
  const shapes: [number[], string][] = [
    [[], '()'],
    [[7], '(7,)'],
    [[60000, 784], '(60000, 784)'],
    [new Array<number>(12).fill(1000), `(${new Array<number>(12).fill(1000).join(', ')})`],
  ]
  it.each(shapes)('writes shape %j as NumPy does, padded to 64 bytes', (shape, tuple) => {
    const bytes = formatNpyHeader(shape)
    const text = Buffer.from(bytes).toString('latin1', 10)
    expect(bytes.length % 64).toBe(0)
    expect(text.trimEnd()).toBe(`{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`)
    expect(text).toMatch(/ *\n$/)
    expect(readNpyHeader(inMemory(bytes))).toMatchObject({ shape, valuesAt: bytes.length })
  })
})
