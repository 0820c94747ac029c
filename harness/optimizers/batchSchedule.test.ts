/** That every epoch sees each sample once stands in properties/optimizers. */
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import type { SampledObjective } from '../networks/objective.ts'
import { batchSchedule } from './batchSchedule.ts'

describe('batchSchedule', () => {
  it('cuts the data in order, the last batch short, and makes the batches once', () => {
    const made: number[][] = []
    const next = batchSchedule(recording(5, made), 2)
    const first = [...next()]
    expect(made).toEqual([[0, 1], [2, 3], [4]])
    expect(first.map((batch) => batch.samples)).toEqual([2, 2, 1])
    expect([...next()]).toEqual(first)
    expect(made.length).toBe(3)
  })

  it('draws another order for another epoch or seed, and the same for the same seed', () => {
    const orders = (seed: number) => {
      const made: number[][] = []
      const next = batchSchedule(recording(50, made), 7, seed)
      const [first, second] = [[...next()], [...next()]]
      expect(first.length + second.length).toBe(16)
      return [made.slice(0, 8).flat(), made.slice(8).flat()]
    }
    const [first, second] = orders(1)
    expect(first).not.toEqual(second)
    expect(orders(1)).toEqual([first, second])
    expect(orders(2)[0]).not.toEqual(first)
  })

  it('makes a shuffled batch only when it is its turn', () => {
    const made: number[][] = []
    const batches = batchSchedule(recording(6, made), 2, 7)()[Symbol.iterator]()
    expect(made.length).toBe(0)
    batches.next()
    expect(made.length).toBe(1)
  })

  it.each([undefined, 3])('uses the objective itself for a batch of all samples (seed %s)', (seed) => {
    const made: number[][] = []
    const objective = recording(4, made)
    const [batch, ...rest] = batchSchedule(objective, 4, seed)()
    expect(batch).toBe(objective)
    expect(rest).toEqual([])
    expect(made).toEqual([])
  })

  it.each([0, -1, 6, 1.5, Number.NaN])('refuses a batch of %d of 5 samples', (batchSize) => {
    expect(() => batchSchedule(recording(5, []), batchSize)).toThrow(ArgumentError)
  })

  it('refuses a seed that is none', () => {
    expect(() => batchSchedule(recording(5, []), 2, -1)).toThrow(ArgumentError)
  })
})

/** Zero everywhere; notes which batches it was asked for. */
function recording(samples: number, made: number[][]): SampledObjective {
  return {
    dimension: 1,
    samples,
    loss: () => 0,
    gradient: () => new Float64Array(1),
    hvp: () => new Float64Array(1),
    hessian: () => Promise.reject(new Error('not needed')),
    onBatch(indices) {
      made.push(Array.from(indices))
      return recording(indices.length, made)
    },
  }
}
