import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { midranks } from './midranks.ts'

describe('midranks', () => {
  it('share the mean of their ranks where values are equal', () => {
    expect(midranks([3, 1, 4, 1, 5])).toEqual([3, 1.5, 4, 1.5, 5])
    expect(midranks([2, 2, 2])).toEqual([2, 2, 2])
    expect(midranks([-0, 0])).toEqual([1.5, 1.5])
    expect(midranks([])).toEqual([])
  })

  it('are one more than the number of smaller values, and half of the other equal ones', () => {
    const random = seededRandom(1)
    for (let draw = 0; draw < 50; draw++) {
      const values = Array.from({ length: 1 + random.integer(12) }, () => random.integer(6) - 3)
      const expected = values.map((value) => {
        const smaller = values.filter((other) => other < value).length
        const equal = values.filter((other) => other === value).length
        return 1 + smaller + (equal - 1) / 2
      })
      expect(midranks(values)).toEqual(expected)
    }
  })
})
