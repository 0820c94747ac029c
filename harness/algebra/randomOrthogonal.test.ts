import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { seededRandom } from './random.ts'
import { randomOrthogonal } from './randomOrthogonal.ts'
import { dot, unitRoundoff } from './vectors.ts'

describe('randomOrthogonal', () => {
  it.each([
    [1, 1],
    [7, 7],
    [60, 60],
    [200, 25],
    [25, 200],
    [1, 9],
    [9, 1],
  ])('[%d, %d] has orthonormal columns, or rows where those are fewer', (rows, columns) => {
    const matrix = randomOrthogonal(rows, columns, seededRandom(1))
    const [n, m] = [Math.max(rows, columns), Math.min(rows, columns)]
    const vectors = Array.from({ length: m }, (_, k) =>
      Float64Array.from({ length: n }, (_, i) => matrix[rows < columns ? k * columns + i : i * columns + k]!),
    )
    // The second time takes out m shares, each known to (n + 2)·u of a length that it leaves at least half of;
    // dividing by a norm has n/2 + 3 roundings, this product n more.
    const rounding = (2 * m * (n + 4) + 2 * (n + 4)) * unitRoundoff
    vectors.forEach((q, k) => {
      for (let l = 0; l <= k; l++) expect(dot(q, vectors[l]!)).toBeWithin(k === l ? 1 : 0, rounding)
    })
  })

  it('is spread evenly over all rotations and reflections', () => {
    const random = seededRandom(2)
    const draws = 2000
    const traces = Float64Array.from({ length: draws }, () => {
      const q = randomOrthogonal(3, 3, random)
      return q[0]! + q[4]! + q[8]!
    })
    const moment = (k: number): number => traces.reduce((sum, x) => sum + x ** k, 0) / draws
    // Of Haar's measure on O(n) the trace has the first 2n + 1 moments of a normal (Diaconis and Shahshahani 1994):
    // 0, 1, 0, 3; five standard errors, with 15 − … for the sixth. R_ii < 0 would make the mean about −1.6.
    expect(moment(1)).toBeWithin(0, 5 * Math.sqrt(1 / draws))
    expect(moment(2)).toBeWithin(1, 5 * Math.sqrt(2 / draws))
    expect(moment(3)).toBeWithin(0, 5 * Math.sqrt(15 / draws))
  })

  it('draws the same from the same stream', () => {
    expect(randomOrthogonal(5, 3, seededRandom(3))).toEqual(randomOrthogonal(5, 3, seededRandom(3)))
    expect(randomOrthogonal(5, 3, seededRandom(3))).not.toEqual(randomOrthogonal(5, 3, seededRandom(4)))
  })

  it('needs rows and columns', () => {
    expect(() => randomOrthogonal(0, 3, seededRandom(1))).toThrow(ArgumentError)
    expect(() => randomOrthogonal(3, 1.5, seededRandom(1))).toThrow('columns')
  })
})
