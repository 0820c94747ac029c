/**
 * The structural zeros of classifiers of MNIST: 67 pixels are zero in all training images, 65 in all images.
 * Five more pixels depend on others, as they are lit in the same one or two of the 60,000 training images:
 * rank [X, 1] = 785 − 72.
 */
import { describe, expect, it } from 'vitest'
import { loadMnist } from '../data/mnist.ts'
import { initialTheta } from './initializers.ts'
import { type NetworkObjective, networkObjective } from './networkObjective.ts'

function classifier(
  variant: 'mnist-centered' | 'mnist-centered-70k',
  hidden: number,
  activation = 'tanh',
): NetworkObjective {
  const { inputs, labels } = loadMnist(variant, 'train')
  const layers = [784, hidden, 10]
  return networkObjective({ layers, activation, loss: 'cross-entropy', inputs, targets: { labels } })
}

describe('784-h-10 on the 60,000 training images', () => {
  it.each([1, 3])(
    'minus their mean: 67·h silent rows, 5·h collinear inputs and h + 1 shifts, h = %d',
    (h) => {
      const objective = classifier('mnist-centered', h)
      const zeros = objective.structuralZeros(initialTheta(objective.shape, 'xavier-normal', 1))
      expect(zeros).toMatchObject({ silentCount: 67 * h, constantInputs: 0, collinearInputs: 5 * h })
      expect(zeros.softmaxShift).toBe(h + 1)
      expect(zeros.total).toBe(73 * h + 1)
    },
  )

  it.each([1, 3])('minus the mean of all 70,000: 65·h silent rows and 2·h constant inputs, h = %d', (h) => {
    const objective = classifier('mnist-centered-70k', h)
    const zeros = objective.structuralZeros(initialTheta(objective.shape, 'xavier-normal', 1))
    expect(zeros).toMatchObject({ silentCount: 65 * h, constantInputs: 2 * h, collinearInputs: 5 * h })
    expect(zeros.softmaxShift).toBe(h + 1)
    expect(zeros.total).toBe(73 * h + 1)
  })

  it('has 67 silent rows for each ReLU unit where none is dead', () => {
    const objective = classifier('mnist-centered', 2, 'relu')
    const zeros = objective.structuralZeros(initialTheta(objective.shape, 'he-normal', 1))
    expect(zeros).toMatchObject({ silentCount: 67 * 2, softmaxShift: 3, deadUnits: [0] })
  })
})
