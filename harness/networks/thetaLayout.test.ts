import { describe, expect, it } from 'vitest'
import { architecture } from './architecture.ts'
import { thetaLayout } from './thetaLayout.ts'

describe('thetaLayout', () => {
  it('puts the weights among biases of 0 and takes them out again', () => {
    const shape = architecture([2, 1, 2], 'tanh', { biases: false })
    const { full, kept, embed, restrict } = thetaLayout(shape)
    expect(full).toEqual(architecture([2, 1, 2], 'tanh'))
    expect([...kept]).toEqual([0, 1, 3, 4])
    expect([...embed(Float64Array.of(1, 2, 3, 4))]).toEqual([1, 2, 0, 3, 4, 0, 0])
    expect([...restrict(Float64Array.of(1, 2, 9, 3, 4, 9, 9))]).toEqual([1, 2, 3, 4])
    expect(restrict(Uint8Array.of(1, 0, 9, 1, 0, 9, 9))).toEqual(Uint8Array.of(1, 0, 1, 0))
  })

  it('changes nothing where there are biases', () => {
    const shape = architecture([2, 1], 'tanh')
    const { full, kept, embed, restrict } = thetaLayout(shape)
    const x = Float64Array.of(1, 2, 3)
    expect(full).toBe(shape)
    expect([...kept]).toEqual([0, 1, 2])
    expect(embed(x)).toBe(x)
    expect(restrict(x)).toBe(x)
  })
})
