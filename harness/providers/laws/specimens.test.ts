import { describe, expect, it } from 'vitest'
import { InternalError } from '../../errors.ts'
import { reflectors, scaledSpecimen, specimenNamed, specimens } from './specimens.ts'

/** 2^100 times an entry, exactly. */
function fixedPoint(value: number): bigint {
  let [mantissa, exponent] = [value, 100]
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent--
  }
  return BigInt(mantissa) << BigInt(exponent)
}

/** trace(A^power) in units of 2^(−100·power): the power sums determine the spectrum. */
function traces(entries: Float64Array, n: number): [bigint, bigint] {
  const a = Array.from(entries, fixedPoint)
  let [first, second] = [0n, 0n]
  for (let i = 0; i < n; i++) first += a[i * n + i]!
  for (const entry of a) second += entry * entry
  return [first, second]
}

describe('a rotated specimen', () => {
  it.each([
    'distinct 33',
    'clustered 150',
    'clustered around zero 150',
    'graded 150',
    'one large 150',
    'rank one 16',
  ])('has exactly the traces of its spectrum: %s', (name) => {
    const { matrix, spectrum, spectrumError } = specimenNamed(name)
    const expected = Array.from(spectrum, fixedPoint)
    expect(spectrumError).toBe(0)
    expect(traces(matrix.entries, matrix.order)).toEqual([
      expected.reduce((sum, value) => sum + value, 0n),
      expected.reduce((sum, value) => sum + value * value, 0n),
    ])
  })

  it.each(['distinct', 'graded', 'clustered'])(
    'returns to its diagonal when the reflections are undone: %s',
    (name) => {
      const n = 33
      const { matrix, spectrum } = specimenNamed(`${name} ${n}`)
      const a = Array.from(matrix.entries, fixedPoint)
      for (const v of reflectors(n, name === 'distinct' ? 3 : 2).reverse()) reflectExactly(a, n, v)
      expect(a.every((entry, p) => p % (n + 1) === 0 || entry === 0n)).toBe(true)
      const diagonal = Array.from({ length: n }, (_, i) => a[i * (n + 1)]!)
      expect(diagonal.sort(ascending)).toEqual(Array.from(spectrum, fixedPoint).sort(ascending))
    },
  )

  it.each(['distinct 16', 'graded 33', 'repeated 150'])('is mostly full: %s', (name) => {
    const { matrix } = specimenNamed(name)
    const filled = matrix.entries.filter((entry) => entry !== 0).length
    expect(filled).toBeGreaterThan(0.4 * matrix.entries.length)
  })
})

it('no name stands for two specimens, and an unknown one is an error', () => {
  expect(new Set(specimens().map(({ name }) => name)).size).toBe(specimens().length)
  expect(() => specimenNamed('graded 151')).toThrow(InternalError)
})

it('scaling by 2^-1070 and back is exact for small integers', () => {
  const original = specimenNamed('order 2')
  const there = scaledSpecimen(original, -1070)
  expect(there.matrix.entries[1]).toBe(2 ** -1069)
  expect(scaledSpecimen(there, 1070).matrix.entries).toEqual(original.matrix.entries)
})

/** A ← S A S with S = I − (2/s) v vᵀ in fixed point; 100 binary places are enough for no division to have a rest. */
function reflectExactly(a: bigint[], n: number, v: Float64Array): void {
  const signs = Array.from(v, BigInt)
  const support = signs.reduce((sum, x) => sum + x * x, 0n)
  const halves = (rows: boolean) => {
    for (let i = 0; i < n; i++) {
      const at = (j: number) => (rows ? j * n + i : i * n + j)
      let dot = 0n
      for (let j = 0; j < n; j++) dot += signs[j]! * a[at(j)]!
      for (let j = 0; j < n; j++) a[at(j)]! -= (2n * dot * signs[j]!) / support
    }
  }
  halves(true)
  halves(false)
}

function ascending(x: bigint, y: bigint): number {
  return x < y ? -1 : x > y ? 1 : 0
}
