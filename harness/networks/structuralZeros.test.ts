import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { type ActivationName, activationNames } from './activations.ts'
import { architecture } from './architecture.ts'
import { initialTheta } from './initializers.ts'
import { type LossName, lossNames } from './losses.ts'
import { networkObjective } from './networkObjective.ts'

const provider = checkedProvider(embeddedKernels())

// [4, 4]: a zero column, a constant one, two that vary.
const stored = sparseRows([0, 2, 1, 0, 0, 2, 0, 3, 0, 2, -1, 1, 0, 2, 5, -2], 4, 4)
const labels = [0, 1, 2, 0]

describe('the counts', () => {
  it.each(activationNames)('with %s units: h per zero input, h per constant input, h + 1 shifts', (name) => {
    const inputs = stored
    const problem = { layers: [4, 2, 3], activation: name, inputs, targets: { labels } }
    const objective = networkObjective({ ...problem, loss: 'cross-entropy' })
    // Large positive biases: every ReLU is on.
    const theta = initialTheta(objective.shape, 'he-normal', 3)
    theta.fill(30, 4 * 2, 4 * 2 + 2)
    const expected = { silentCount: 2, constantInputs: 2, softmaxShift: 3, deadUnits: [0], total: 7 }
    expect(objective.structuralZeros(theta)).toMatchObject(expected)
  })

  it.each(lossNames)('with %s: shifts only of a softmax', (loss) => {
    const objective = networkObjective({
      layers: [4, 5, 2, 3],
      activation: 'tanh',
      inputs: stored,
      targets: { labels },
      loss,
    })
    const theta = initialTheta(objective.shape, 'normal', 1)
    expect(objective.structuralZeros(theta).softmaxShift).toBe(loss === 'squared-error' ? 0 : 3)
  })

  it('see that an offset makes a zero column constant and a constant one zero', () => {
    const options = { layers: [4, 2, 3], activation: 'tanh', loss: 'squared-error', targets: { labels } }
    const shifted = subtractRow(stored, Float64Array.of(1, 2, 0, 0))
    const objective = networkObjective({ ...options, inputs: shifted })
    const theta = initialTheta(objective.shape, 'normal', 1)
    // Column 1 is 2 − 2 = 0 by cancellation: a null direction, but not one whose row is proved to the last bit.
    expect(objective.structuralZeros(theta)).toMatchObject({ silentCount: 0, constantInputs: 4 })
  })

  it('are those of the batch, where more columns are zero or constant', () => {
    const options = { layers: [4, 2, 3], activation: 'tanh', loss: 'squared-error', targets: { labels } }
    const objective = networkObjective({ ...options, inputs: stored })
    const theta = initialTheta(objective.shape, 'normal', 1)
    expect(objective.structuralZeros(theta)).toMatchObject({ silentCount: 2, constantInputs: 2 })
    // Sample 1 is (0, 2, 0, 3).
    const zeros = objective.onBatch([1]).structuralZeros(theta)
    expect(zeros).toMatchObject({ silentCount: 4, constantInputs: 4 })
  })

  it('without hidden layer do not count the shift of a constant input twice', () => {
    const options = { layers: [4, 3], activation: 'tanh', inputs: stored, targets: { labels } }
    const objective = networkObjective({ ...options, loss: 'cross-entropy' })
    const zeros = objective.structuralZeros(new Float64Array(15))
    // Inputs 2 and 3 and the bias shift all outputs; input 1 does so by its three pairs with the biases.
    expect(zeros).toMatchObject({ silentCount: 3, constantInputs: 3, softmaxShift: 3, total: 9 })
  })
})

describe('dead units', () => {
  const shape = architecture([4, 3, 2, 3], 'relu')

  function zerosOf(biases: { first: readonly number[]; second: readonly number[] }) {
    const options = { layers: shape.layers, activation: 'relu', inputs: stored, targets: { labels } }
    const objective = networkObjective({ ...options, loss: 'squared-error' })
    const theta = initialTheta(shape, 'normal', 5)
    theta.set(biases.first, shape.blocks[0]!.bias)
    theta.set(biases.second, shape.blocks[1]!.bias)
    return objective.structuralZeros(theta)
  }

  it('silence their incoming and outgoing weights and their bias', () => {
    const alive = zerosOf({ first: [9, 9, 9], second: [9, 9] })
    expect(alive).toMatchObject({ silentCount: 3, constantInputs: 3, deadUnits: [0, 0] })
    // 5 incoming parameters, one of them of the zero input and counted before; 2 outgoing weights.
    const one = zerosOf({ first: [-9, 9, 9], second: [9, 9] })
    expect(one).toMatchObject({ silentCount: 3 + 4 + 2, constantInputs: 2, deadUnits: [1, 0] })
    // 4 incoming parameters, 3 outgoing weights.
    const behind = zerosOf({ first: [9, 9, 9], second: [9, -9] })
    expect(behind).toMatchObject({ silentCount: 3 + 4 + 3, constantInputs: 3, deadUnits: [0, 1] })
  })

  it('in a whole layer silence everything before it', () => {
    const zeros = zerosOf({ first: [9, 9, 9], second: [-9, -9] })
    // Only the three output biases are left.
    expect(zeros.silentCount).toBe(shape.dimension - 3)
    expect(zeros).toMatchObject({ constantInputs: 0, deadUnits: [3, 2] })
  })

  it('count as off at a pre-activation of exactly 0', () => {
    const options = { layers: [1, 1, 1], activation: 'relu', loss: 'squared-error' }
    const data = { inputs: sparseRows([1], 1, 1), targets: { values: Float64Array.of(1) } }
    const objective = networkObjective({ ...options, ...data })
    expect(objective.structuralZeros(Float64Array.of(1, -1, 1, 0))).toMatchObject({
      silentCount: 3,
      deadUnits: [1],
    })
  })
})

describe('coincidences of weights', () => {
  // Six inputs in general position: with the bias, rank 7.
  const random = seededRandom(4)
  const samples = 40
  const inputs = sparseRows(
    Array.from({ length: samples * 6 }, () => random.normal()),
    samples,
    6,
  )
  const classes = { labels: Array.from({ length: samples }, (_, s) => s % 3) }

  function zerosAt(activation: ActivationName, loss: LossName, change: (theta: Float64Array) => void) {
    const objective = networkObjective({ layers: [6, 4, 3], activation, loss, inputs, targets: classes })
    const theta = initialTheta(objective.shape, 'he-normal', 6)
    // Large positive biases: every ReLU is on.
    theta.fill(40, 24, 28)
    change(theta)
    return { objective, theta, zeros: objective.structuralZeros(theta) }
  }

  /** Row i of the outgoing weights, after 7 · 4 incoming ones. */
  const outgoing = (theta: Float64Array, i: number): Float64Array => theta.subarray(28 + 3 * i, 31 + 3 * i)

  const smooth = activationNames.filter((name) => name !== 'linear' && name !== 'relu')
  it.each(smooth)('a %s unit with zero outgoing weights has d + 1 − rank B directions', (name) => {
    const change = (theta: Float64Array): void => void outgoing(theta, 1).fill(0)
    expect(zerosAt(name, 'squared-error', change).zeros.zeroOutgoing).toBe(7 - 3)
    expect(zerosAt(name, 'cross-entropy', change).zeros.zeroOutgoing).toBe(7 - 2)
  })

  it('alike outgoing weights are as good as zero before a softmax', () => {
    const change = (theta: Float64Array): void => void outgoing(theta, 1).fill(1.5)
    expect(zerosAt('tanh', 'squared-error', change).zeros.zeroOutgoing).toBe(0)
    expect(zerosAt('tanh', 'cross-entropy', change).zeros.zeroOutgoing).toBe(7 - 2)
  })

  it('piecewise linear units that are on together count by the rank of their outgoing weights', () => {
    // Four units before three outputs: one combination cancels; with an equal pair, two.
    const plain = () => undefined
    const twins = (theta: Float64Array): void => outgoing(theta, 3).set(outgoing(theta, 0))
    expect(zerosAt('relu', 'squared-error', plain).zeros.redundantUnits).toBe(7 - 3)
    expect(zerosAt('relu', 'squared-error', twins).zeros.redundantUnits).toBe(7 - 3)
    expect(zerosAt('relu', 'cross-entropy', plain).zeros.redundantUnits).toBe(2 * (7 - 2))
    const parallel = (theta: Float64Array): void => {
      twins(theta)
      outgoing(theta, 2).set(outgoing(theta, 0).map((w) => 2 * w))
    }
    expect(zerosAt('relu', 'squared-error', parallel).zeros.redundantUnits).toBe(2 * (7 - 3))
    expect(zerosAt('tanh', 'squared-error', parallel).zeros.redundantUnits).toBe(0)
  })

  it.each([
    ['sigmoid', 'squared-error'],
    ['swish', 'squared-error'],
    ['tanh', 'cross-entropy'],
    ['softplus', 'cross-entropy'],
  ] as const)('of a %s network with %s and collinear inputs are all there is', async (activation, loss) => {
    // Column 3 is the sum of the first two and 1, column 4 is constant, column 5 zero.
    const entries = Array.from({ length: samples }, () => {
      const [x, y, z] = [
        random.integer(64) / 16 - 2,
        random.integer(64) / 16 - 2,
        random.integer(64) / 16 - 2,
      ]
      return [x, y, z, x + y + 1, 0.75, 0]
    })
    const collinear = sparseRows(entries.flat(), samples, 6)
    const options = { layers: [6, 2, 3], activation, loss, inputs: collinear, targets: classes }
    const objective = networkObjective(options)
    const theta = initialTheta(objective.shape, 'he-normal', 9)
    const zeros = objective.structuralZeros(theta)
    const shifts = loss === 'cross-entropy' ? 3 : 0
    expect(zeros).toMatchObject({
      silentCount: 2,
      constantInputs: 2,
      collinearInputs: 2,
      softmaxShift: shifts,
    })
    const { matrix, errorBound } = await objective.hessian(theta)
    const result = await provider.eigenvalues(matrix)
    if (result.status !== 'converged') throw new Error(result.message)
    const bound = errorBound + result.errorBound
    expect(result.values.filter((value) => Math.abs(value) <= bound).length).toBe(zeros.total)
  })

  it('a softmax over one output is constant: every row is zero', () => {
    const options = { layers: [6, 4, 1], activation: 'tanh', loss: 'cross-entropy', inputs }
    const objective = networkObjective({ ...options, targets: { labels: new Uint8Array(samples) } })
    const zeros = objective.structuralZeros(initialTheta(objective.shape, 'normal', 1))
    expect(zeros).toMatchObject({ silentCount: 33, total: 33 })
  })
})

describe('without biases', () => {
  it('a constant input is no null direction, two of them are one', () => {
    const inputs = sparseRows([1, 2, 0.5, 1, 2, -3, 1, 2, 4], 3, 3)
    const options = { layers: [3, 2, 2], activation: 'tanh', loss: 'squared-error', biases: false }
    const objective = networkObjective({ ...options, inputs, targets: { labels: [0, 1, 0] } })
    const zeros = objective.structuralZeros(initialTheta(objective.shape, 'normal', 1))
    expect(zeros).toMatchObject({ silentCount: 0, constantInputs: 0, collinearInputs: 2, total: 2 })
    const [first] = zeros.directions()
    expect(first!.cause).toBe('collinearInput')
    expect([...first!.vector].filter((x) => x !== 0)).toEqual([-1, 0.5])
  })
})
