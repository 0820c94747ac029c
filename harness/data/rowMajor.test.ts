import { describe, expect, it } from 'vitest'
import { rowMajor } from './rowMajor.ts'

describe('rowMajor', () => {
  it('transposes a matrix', () => {
    // columns [1, 2], [3, 4], [5, 6] of a [2, 3] matrix
    expect([...rowMajor(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])]).toEqual([1, 3, 5, 2, 4, 6])
  })

  it('orders three dimensions as the two formulas of the indices say', () => {
    const shape = [2, 3, 4]
    const ordered = rowMajor(
      Float64Array.from({ length: 24 }, (_, p) => p),
      shape,
    )
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 4; k++) expect(ordered[(i * 3 + j) * 4 + k]).toBe(i + 2 * (j + 3 * k))
  })

  it('keeps vectors, scalars and arrays without values', () => {
    expect([...rowMajor(Float64Array.of(1, 2, 3), [3])]).toEqual([1, 2, 3])
    expect([...rowMajor(Float64Array.of(8), [])]).toEqual([8])
    expect(rowMajor(new Float64Array(0), [3, 0]).length).toBe(0)
  })
})
