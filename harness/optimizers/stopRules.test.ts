import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { epochs, lossChange, sankar2017Epochs, sankar2017LossChange } from './stopRules.ts'

describe('epochs', () => {
  it('stops after the count, not before', () => {
    const rule = epochs(2)
    expect(rule.maxEpochs).toBe(2)
    expect(rule.decide([3]).status).toBe('continue')
    expect(rule.decide([3, 3]).status).toBe('continue')
    expect(rule.decide([3, 3, 3])).toEqual({ status: 'stopped', because: '2 epochs are done' })
  })

  it('stops at once when the count is 0', () => {
    expect(epochs(0).decide([3]).status).toBe('stopped')
  })

  it('says in words what it does', () => {
    expect(epochs(sankar2017Epochs).describe()).toBe('after 100 epochs')
  })

  it.each([-1, 1.5, Number.NaN])('refuses %d epochs', (count) => {
    expect(() => epochs(count)).toThrow(ArgumentError)
  })
})

describe('lossChange', () => {
  const rule = lossChange(0.5, 3)

  it('needs two losses', () => {
    expect(rule.decide([1]).status).toBe('continue')
  })

  it('stops when the last change is below the threshold, up or down', () => {
    expect(rule.decide([3, 2.75])).toEqual({
      status: 'stopped',
      because: 'the full-batch loss changed by 0.25 in epoch 1, less than 0.5',
    })
    expect(rule.decide([3, 1, 1.25]).status).toBe('stopped')
  })

  it('goes on when the change is the threshold itself or more', () => {
    expect(rule.decide([3, 2.5]).status).toBe('continue')
    expect(rule.decide([3, 2.75, 1]).status).toBe('continue')
    expect(rule.decide([3, 4]).status).toBe('continue')
  })

  it('tells the last epoch from convergence', () => {
    expect(rule.maxEpochs).toBe(3)
    expect(rule.decide([9, 8, 7, 6])).toEqual({
      status: 'epochLimit',
      because: 'the full-batch loss changed by 1 in epoch 3, not less than 0.5, and it was the last one',
    })
    expect(rule.decide([9, 8, 7, 6.75]).status).toBe('stopped')
  })

  it('says in words what it does', () => {
    expect(sankar2017LossChange).toBe(0.001)
    expect(lossChange(sankar2017LossChange, 200).describe()).toBe(
      'when the full-batch loss changes by less than 0.001 in an epoch, after 200 epochs at most',
    )
  })

  it.each([
    [0, 3],
    [-1, 3],
    [Number.NaN, 3],
    [Number.POSITIVE_INFINITY, 3],
    [0.5, 0],
    [0.5, 1.5],
    [0.5, Number.NaN],
  ])('refuses the threshold %d with %d epochs', (threshold, maxEpochs) => {
    expect(() => lossChange(threshold, maxEpochs)).toThrow(ArgumentError)
  })
})
