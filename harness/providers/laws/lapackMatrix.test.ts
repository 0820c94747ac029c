import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../../errors.ts'
import { lapackMatrix, lapackTypeNumbers } from './lapackMatrix.ts'

const n = 6
const ulp = 2 ** -52
const build = (type: number) => lapackMatrix(type, n, 7)
const sizes = (type: number) => [...build(type).spectrum!].map(Math.abs).sort((x, y) => y - x)

function isDiagonal(type: number): boolean {
  return build(type).matrix.entries.every((entry, p) => entry === 0 || p % (n + 1) === 0)
}

function isFull(type: number): boolean {
  return build(type).matrix.entries.filter((entry) => entry !== 0).length > 0.8 * n * n
}

describe('the 21 types', () => {
  it.each(lapackTypeNumbers)('%i: the same again, finite and symmetric, also at order 1', (type) => {
    expect(build(type)).toEqual(build(type))
    expect(build(type).matrix.order).toBe(n)
    expect(lapackMatrix(type, 1, 7).matrix.order).toBe(1)
  })

  it('begin with the zero matrix and the identity', () => {
    expect(build(1).matrix.entries.every((entry) => entry === 0)).toBe(true)
    expect([...build(2).spectrum!]).toEqual([1, 1, 1, 1, 1, 1])
  })

  it('are diagonal from 2 to 7 and full from 8 to 20', () => {
    expect(lapackTypeNumbers.filter(isDiagonal)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(lapackTypeNumbers.filter(isFull)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
  })

  it.each([3, 8, 11, 12])('%i is spaced evenly', (type) => {
    const [largest, ...rest] = sizes(type)
    const steps = rest.map((size, k) => sizes(type)[k]! - size)
    for (const step of steps) expect(step / largest!).toBeWithin(1 / (n - 1), 4 * ulp)
  })

  it.each([
    [4, ulp],
    [9, ulp],
    [17, 10 * n * ulp],
  ])('%i is spaced geometrically', (type, smallest) => {
    const quotients = sizes(type)
      .slice(1)
      .map((size, k) => size / sizes(type)[k]!)
    for (const quotient of quotients) expect(quotient).toBeWithin(smallest ** (1 / (n - 1)), 1e-12)
  })

  it.each([5, 10])('%i is clustered at ulp', (type) => {
    expect(sizes(type)).toEqual([1, ulp, ulp, ulp, ulp, ulp])
  })

  it('have random signs up to 12, and are positive definite from 16', () => {
    const signs = (type: number) => new Set(build(type).spectrum!.map(Math.sign))
    for (const type of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) expect(signs(type)).toEqual(new Set([-1, 1]))
    for (const type of [16, 17, 18, 19, 20]) expect(signs(type)).toEqual(new Set([1]))
  })

  it.each([
    [6, 1e137, 1e139],
    [11, 1e137, 1e139],
    [14, 1e136, 1e139],
    [19, 1e137, 1e139],
    [7, 1e-138, 1e-137],
    [12, 1e-138, 1e-137],
    [15, 1e-139, 1e-137],
    [20, 1e-138, 1e-137],
  ])('%i is scaled towards an end of float64', (type, least, most) => {
    const largest = Math.max(...build(type).matrix.entries.map(Math.abs))
    const size = build(type).spectrum === undefined ? largest : sizes(type)[0]!
    expect(size).toBeGreaterThan(least)
    expect(size).toBeLessThan(most)
  })

  it('end with a tridiagonal one whose every coupling is below half the geometric mean of its neighbours', () => {
    const { matrix, spectrum } = build(21)
    expect(spectrum).toBeUndefined()
    const at = (i: number, j: number) => matrix.entries[i * n + j]!
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i - 1; j++) expect(at(i, j)).toBe(0)
      if (i > 0) expect(at(i, i - 1)).toBeLessThan(0.5 * Math.sqrt(at(i, i) * at(i - 1, i - 1)))
    }
  })

  it.each([0, 22, 1.5])('there is no type %d', (type) => {
    expect(() => lapackMatrix(type, 3, 1)).toThrow(ArgumentError)
  })

  it('have a positive order', () => {
    expect(() => lapackMatrix(3, 0, 1)).toThrow(ArgumentError)
  })
})
