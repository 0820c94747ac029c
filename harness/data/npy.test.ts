import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { dump, parse } from 'npyjs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { DataError, ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { chunkBytes } from './dataFile.ts'
import { readNpy, writeNpy } from './npy.ts'

const root = mkdtempSync(join(tmpdir(), 'saddlecheck-npy-'))
let folder = root
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  file = join(folder, 'array.npy')
})
afterAll(() => rmSync(root, { recursive: true }))

/** Writes version 1.0 with this header; `values` are the raw bytes after it. */
function store(descr: string, shape: string, values: Uint8Array, fortran = 'False'): void {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`
  const length = Buffer.alloc(2)
  length.writeUInt16LE(text.length)
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), length, Buffer.from(text), values]),
  )
}

function bytesOf(count: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(count)
  fill(new DataView(bytes.buffer))
  return bytes
}

function refusal(act: () => unknown = () => readNpy(file)): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    expect((error as DataError).message).toMatch(/^[^\n]+$/)
    return (error as DataError).message
  }
  return 'nothing was refused'
}

const bits = (values: Float64Array): BigUint64Array =>
  new BigUint64Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength))

describe('writeNpy and readNpy', () => {
  it('keep every bit of every float64: NaN payloads, -0, infinities, subnormals', () => {
    const special = fc.constantFrom(0x7ff8000000000001n, 0xfff0000000000001n, 1n << 63n, 0x7ffn << 52n, 1n)
    const pattern = fc.oneof(special, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
    assertProperty(
      fc.property(fc.array(pattern, { maxLength: 40 }), (patterns) => {
        const written = BigUint64Array.from(patterns)
        writeNpy(file, new Float64Array(written.buffer), [patterns.length])
        expect(bits(readNpy(file).values)).toEqual(written)
      }),
    )
  })

  it('keep any shape, the empty and the scalar ones included', () => {
    assertProperty(
      fc.property(fc.array(fc.nat(4), { maxLength: 5 }), (shape) => {
        const count = shape.reduce((product, size) => product * size, 1)
        const values = Float64Array.from({ length: count }, (_, k) => k / 3)
        writeNpy(file, values, shape)
        expect(readNpy(file)).toEqual({ shape, dtype: 'float64', values })
      }),
    )
  })

  it('keep the values across the border of a chunk', () => {
    const count = chunkBytes / 8 + 3
    const values = Float64Array.from({ length: count }, (_, k) => k + 0.5)
    writeNpy(file, values.subarray(1), [count - 1])
    const got = readNpy(file).values
    expect(Buffer.compare(Buffer.from(got.buffer), Buffer.from(values.buffer, 8))).toBe(0)
    store('>f8', `(${count},)`, Buffer.from(values.buffer.slice(0)).swap64())
    expect(Buffer.compare(Buffer.from(readNpy(file).values.buffer), Buffer.from(values.buffer))).toBe(0)
    store('|u1', `(${chunkBytes + 2},)`, new Uint8Array(chunkBytes + 2).fill(7, chunkBytes - 1))
    expect([...readNpy(file).values.subarray(chunkBytes - 2)]).toEqual([0, 7, 7, 7])
  })
})

describe('readNpy', () => {
  const types: [string, string, number[], (view: DataView, at: number, value: number) => void][] = [
    ['<f8', 'float64', [1.5, -1e300], (v, at, x) => v.setFloat64(at, x, true)],
    ['>f8', 'float64', [1.5, -1e300], (v, at, x) => v.setFloat64(at, x)],
    ['<f4', 'float32', [1.5, Math.fround(0.1)], (v, at, x) => v.setFloat32(at, x, true)],
    ['>f4', 'float32', [-0, Number.NEGATIVE_INFINITY], (v, at, x) => v.setFloat32(at, x)],
    ['|i1', 'int8', [-128, 127], (v, at, x) => v.setInt8(at, x)],
    ['<i2', 'int16', [-32768, 258], (v, at, x) => v.setInt16(at, x, true)],
    ['>i2', 'int16', [-32768, 258], (v, at, x) => v.setInt16(at, x)],
    ['<i4', 'int32', [-(2 ** 31), 16909060], (v, at, x) => v.setInt32(at, x, true)],
    ['>i4', 'int32', [-(2 ** 31), 16909060], (v, at, x) => v.setInt32(at, x)],
    ['<i8', 'int64', [-(2 ** 53), 2 ** 53], (v, at, x) => v.setBigInt64(at, BigInt(x), true)],
    ['>i8', 'int64', [-1, 2 ** 40 + 7], (v, at, x) => v.setBigInt64(at, BigInt(x))],
    ['|u1', 'uint8', [0, 255], (v, at, x) => v.setUint8(at, x)],
    ['<u2', 'uint16', [65535, 258], (v, at, x) => v.setUint16(at, x, true)],
    ['>u2', 'uint16', [65535, 258], (v, at, x) => v.setUint16(at, x)],
    ['<u4', 'uint32', [2 ** 32 - 1, 16909060], (v, at, x) => v.setUint32(at, x, true)],
    ['>u4', 'uint32', [2 ** 32 - 1, 16909060], (v, at, x) => v.setUint32(at, x)],
    ['<u8', 'uint64', [2 ** 53, 2 ** 40 + 7], (v, at, x) => v.setBigUint64(at, BigInt(x), true)],
    ['>u8', 'uint64', [2 ** 53, 2 ** 40 + 7], (v, at, x) => v.setBigUint64(at, BigInt(x))],
    ['|b1', 'bool', [1, 0], (v, at, x) => v.setUint8(at, x)],
  ]
  it.each(types)('reads %s as %s, exactly', (descr, dtype, values, write) => {
    const itemBytes = Number(descr[2])
    const bytes = bytesOf(2 * itemBytes, (view) => {
      for (const [k, value] of values.entries()) write(view, k * itemBytes, value)
    })
    store(descr, '(2,)', bytes)
    expect(readNpy(file)).toEqual({ shape: [2], dtype, values: Float64Array.from(values) })
  })

  const wide: [string, bigint][] = [
    ['<i8', 2n ** 53n + 1n],
    ['<i8', -(2n ** 53n) - 1n],
    ['<i8', 2n ** 62n],
    ['<u8', 2n ** 53n + 1n],
    ['<u8', 2n ** 64n - 1n],
  ]
  it.each(wide)('refuses the %s %d, which float64 would round', (descr, value) => {
    const write = descr === '<i8' ? DataView.prototype.setBigInt64 : DataView.prototype.setBigUint64
    store(
      descr,
      '(2,)',
      bytesOf(16, (view) => write.call(view, 8, value, true)),
    )
    expect(refusal()).toMatch(/at most 2\^53 .* got a larger u?int64 as value number 1 \(from 0\)/)
  })

  it('puts Fortran order into C order, for bytes that are copied and bytes that are converted', () => {
    const columns = [1, 2, 3, 4, 5, 6]
    store('<f8', '(2, 3)', new Uint8Array(Float64Array.from(columns).buffer), 'True')
    expect([...readNpy(file).values]).toEqual([1, 3, 5, 2, 4, 6])
    store('|u1', '(2, 3)', Uint8Array.from(columns), 'True')
    expect([...readNpy(file).values]).toEqual([1, 3, 5, 2, 4, 6])
  })

  it('refuses missing values and bytes left over', () => {
    writeNpy(file, Float64Array.of(1, 2, 3), [3])
    truncateSync(file, 128 + 23)
    expect(refusal()).toMatch(/24 bytes of values for float64 of shape \[3\], got 23\. The file is cut off/)
    truncateSync(file, 128)
    expect(refusal()).toMatch(/got 0\. The file is cut off/)
    writeNpy(file, Float64Array.of(1, 2, 3), [3])
    appendFileSync(file, 'x')
    expect(refusal()).toMatch(/got 25\. A file must hold one array/)
  })

  it('refuses any cut of a file', () => {
    writeNpy(file, Float64Array.of(1, 2), [2])
    const whole = readFileSync(file)
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length))
      expect(refusal()).toContain(file)
    }
  })

  it('refuses a shape that promises more than any memory, before making room for it', () => {
    store('<f8', '(4503599627370496, 4503599627370496)', new Uint8Array(8))
    expect(refusal()).toMatch(/bytes of values for float64 of shape .* got 8\./)
    store('|u1', `(${2 ** 36},)`, new Uint8Array(0))
    const headerBytes = readFileSync(file).length
    truncateSync(file, headerBytes + 2 ** 36)
    expect(refusal()).toMatch(/an array that fits in memory, got .*array/i)
  })

  it('refuses what is no file, and what is compressed', () => {
    expect(refusal()).toMatch(/array\.npy: expected an NPY file, got no such file or folder/)
    expect(refusal(() => readNpy(folder))).toMatch(/got a directory/)
    expect(refusal(() => readNpy('/dev/null'))).toMatch(/got a pipe or device/)
    expect(refusal(() => readNpy('a\0b'))).toMatch(/ERR_INVALID_ARG_VALUE/)
    writeFileSync(file, gzipSync('anything'))
    expect(refusal()).toMatch(/got a gzip-compressed file/)
    writeFileSync(file, Buffer.from('PK\x03\x04 and so on'))
    expect(refusal()).toMatch(/got a zip archive \(an \.npz file is one\)/)
  })
})

describe('writeNpy', () => {
  const misfits: [number[]][] = [[[4]], [[]], [[2, 2]], [[-3]], [[-1, -3]], [[1.5, 2]], [[3, Number.NaN]]]
  it.each(misfits)('refuses three values as shape %j and writes nothing', (shape) => {
    expect(() => writeNpy(file, Float64Array.of(1, 2, 3), shape)).toThrow(ShapeError)
    expect(readdirSync(folder)).toEqual([])
  })

  it('names the folder that is missing', () => {
    const lost = join(folder, 'missing', 'array.npy')
    expect(refusal(() => writeNpy(lost, new Float64Array(1), [1]))).toMatch(/no such file or folder/)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('npyjs, an independent reader and writer', () => {
  it('reads what writeNpy writes', () => {
    const values = Float64Array.of(Math.PI, -0, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324, 1e308)
    writeNpy(file, values, [2, 3])
    const whole = new Uint8Array(readFileSync(file))
    expect(parse(whole.buffer)).toEqual({ data: values, shape: [2, 3], dtype: 'f8', fortranOrder: false })
  })

  const arrays = [
    Float64Array.of(0.1, -7, 1e-310, Number.POSITIVE_INFINITY),
    Float32Array.of(0.1, -7, 1e-40, Number.NaN),
    Int8Array.of(-128, 127, 0, 1),
    Uint8Array.of(0, 255, 1, 2),
    Int16Array.of(-32768, 32767, 0, 1),
    Uint16Array.of(65535, 0, 1, 2),
    Int32Array.of(-2147483648, 2147483647, 0, 1),
    Uint32Array.of(4294967295, 0, 1, 2),
    BigInt64Array.of(-9007199254740992n, 9007199254740992n, 0n, 1n),
    BigUint64Array.of(9007199254740992n, 0n, 1n, 2n),
  ]
  it.each(arrays.map((array) => ({ name: array.constructor.name, array })))(
    'writes $name, and readNpy reads it',
    ({ array }) => {
      writeFileSync(file, new Uint8Array(dump(array, [2, 2])))
      const { shape, values } = readNpy(file)
      expect(shape).toEqual([2, 2])
      expect(values).toEqual(Float64Array.from(array, Number))
    },
  )
})

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0

describe.skipIf(!hasNumpy)('NumPy itself (skipped where python3 has no numpy)', () => {
  const python = (code: string): string =>
    execFileSync('python3', ['-c', `import numpy as np\n${code}`, file]).toString()

  it('reads what writeNpy writes, to the bit', () => {
    const values = Float64Array.of(Math.PI, -0, Number.NaN, 5e-324, 1e308, 2)
    writeNpy(file, values, [3, 2])
    const got = python('import sys\na = np.load(sys.argv[1])\nprint(a.shape, a.dtype, a.tobytes().hex())')
    expect(got.trim()).toBe(`(3, 2) float64 ${Buffer.from(values.buffer).toString('hex')}`)
  })

  it('writes Fortran order, big endian and versions 2.0 and 3.0, and readNpy reads them', () => {
    const expected = { shape: [2, 3], values: Float64Array.of(0, 1, 2, 3, 4, 5) }
    const array = 'np.arange(6).reshape(2, 3)'
    for (const made of [`np.asfortranarray(${array})`, `${array}.astype(">f4")`, `${array}.astype("<u2")`]) {
      for (const version of ['(1, 0)', '(2, 0)', '(3, 0)']) {
        python(
          `import sys\nwith open(sys.argv[1], "wb") as f: np.lib.format.write_array(f, ${made}, version=${version})`,
        )
        expect(readNpy(file)).toMatchObject(expected)
      }
    }
  })
})
