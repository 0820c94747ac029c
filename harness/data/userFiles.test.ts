import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'npyjs'
import { afterAll, describe, expect, it } from 'vitest'
import { denseRows } from '../algebra/sparseRows.ts'
import { DataError } from '../errors.ts'
import { writeNpy } from './npy.ts'
import { readInputs } from './readInputs.ts'
import { readTargets } from './readTargets.ts'
import { readTheta } from './readTheta.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-user-'))
const file = join(folder, 'mine.npy')
afterAll(() => rmSync(folder, { recursive: true }))

type Numbers = Float64Array | Float32Array | Uint8Array | Int32Array | BigInt64Array

function store(array: Numbers, shape: number[]): string {
  if (array instanceof Float64Array) writeNpy(file, array, shape)
  else writeFileSync(file, new Uint8Array(dump(array, shape)))
  return file
}

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    expect((error as DataError).message).toMatch(/^[^\n]+$/)
    expect((error as DataError).message).toContain(`${file}: expected`)
    return (error as DataError).message
  }
  return 'nothing was refused'
}

describe('readInputs', () => {
  const inputs = [Float64Array.of(0, 1, 2, 0), Float32Array.of(0, 1, 2, 0), Uint8Array.of(0, 1, 2, 0)]
  it.each(inputs.map((array) => ({ name: array.constructor.name, array })))(
    'reads a matrix of $name and leaves its zeros out',
    ({ array }) => {
      const matrix = readInputs(store(array, [2, 2]))
      expect([...denseRows(matrix)]).toEqual([0, 1, 2, 0])
      expect(matrix.values).toHaveLength(2)
    },
  )

  it.each([[[4]], [[2, 2, 1]], [[]], [[0, 3]], [[3, 0]]])('refuses the shape %j', (shape) => {
    const count = shape.reduce((product, size) => product * size, 1)
    const text = refusal(() => readInputs(store(new Float64Array(count), shape)))
    expect(text).toContain(`shape [samples, features], got shape [${shape.join(', ')}]`)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'names row and column of %d',
    (bad) => {
      const text = refusal(() => readInputs(store(Float64Array.of(1, 2, 3, 4, 5, bad), [2, 3])))
      expect(text).toContain(`finite values, got ${bad} at row 1, column 2`)
    },
  )
})

describe('readTargets, labels', () => {
  const plain = [
    Uint8Array.of(2, 0, 1),
    Int32Array.of(2, 0, 1),
    BigInt64Array.of(2n, 0n, 1n),
    Float64Array.of(2, 0, 1),
  ]
  it.each(plain.map((array) => ({ name: array.constructor.name, array })))('reads $name [N]', ({ array }) => {
    expect(readTargets(store(array, [3]), 3, 3, 'labels')).toEqual(Int32Array.of(2, 0, 1))
  })

  it('reads one-hot rows', () => {
    const rows = Uint8Array.of(0, 0, 1, 1, 0, 0)
    expect(readTargets(store(rows, [2, 3]), 2, 3, 'labels')).toEqual(Int32Array.of(2, 0))
  })

  it('reads more than 256 classes', () => {
    expect(readTargets(store(Int32Array.of(999), [1]), 1, 1000, 'labels')).toEqual(Int32Array.of(999))
  })

  it.each([3, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the label %d and says where',
    (bad) => {
      const text = refusal(() => readTargets(store(Float64Array.of(0, bad), [2]), 2, 3, 'labels'))
      expect(text).toContain(`whole numbers in 0..2, got ${bad} at [1]`)
    },
  )

  it.each([[[0, 0, 0]], [[1, 1, 0]], [[0.5, 0.5, 0]], [[1, 0, Number.NaN]], [[1, 0.5, 0]], [[2, 0, 0]]])(
    'refuses the one-hot row %j',
    (row) => {
      const text = refusal(() => readTargets(store(Float64Array.of(1, 0, 0, ...row), [2, 3]), 2, 3, 'labels'))
      expect(text).toContain('one-hot rows: a single 1 and else 0, got another row 1')
    },
  )

  it.each([[[4]], [[3, 1]], [[2, 3]], [[3, 2, 1]], [[]]])(
    'refuses the shape %j for 3 samples of 2 classes',
    (shape) => {
      const count = shape.reduce((product, size) => product * size, 1)
      const text = refusal(() => readTargets(store(new Float64Array(count), shape), 3, 2, 'labels'))
      expect(text).toContain(`got shape [${shape.join(', ')}]`)
    },
  )
})

describe('readTargets, values', () => {
  it('reads [N, C] as it is', () => {
    const values = Float64Array.of(0.5, -1, 2, 1e-300)
    expect(readTargets(store(values, [2, 2]), 2, 2, 'values')).toEqual(values)
  })

  it.each([[[4]], [[4, 1]], [[1, 4]], [[2, 2, 1]]])('refuses the shape %j for [2, 2]', (shape) => {
    const text = refusal(() => readTargets(store(new Float64Array(4), shape), 2, 2, 'values'))
    expect(text).toContain(`values of shape [2, 2], got shape [${shape.join(', ')}]`)
  })

  it('names row and column of a NaN', () => {
    const text = refusal(() =>
      readTargets(store(Float64Array.of(0, 0, Number.NaN, 0), [2, 2]), 2, 2, 'values'),
    )
    expect(text).toContain('got NaN at row 1, column 0')
  })
})

describe('readTheta', () => {
  it('reads float64 and float32 exactly', () => {
    expect(readTheta(store(Float64Array.of(0.1, -0, 3), [3]), 3)).toEqual(Float64Array.of(0.1, -0, 3))
    expect(readTheta(store(Float32Array.of(0.1), [1]), 1)).toEqual(Float64Array.of(Math.fround(0.1)))
  })

  it.each([[[3]], [[4, 1]], [[1, 4]], [[2, 2]], [[]]])('refuses the shape %j for 4 parameters', (shape) => {
    const count = shape.reduce((product, size) => product * size, 1)
    const text = refusal(() => readTheta(store(new Float64Array(count), shape), 4))
    expect(text).toContain(`parameters of shape [4], got shape [${shape.join(', ')}]`)
  })

  it('refuses integers and what is not finite', () => {
    expect(refusal(() => readTheta(store(Int32Array.of(1), [1]), 1))).toContain('float32, got int32')
    const infinite = Float64Array.of(1, Number.POSITIVE_INFINITY)
    expect(refusal(() => readTheta(store(infinite, [2]), 2))).toContain('got Infinity at [1]')
  })
})
