import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantColumns } from '../algebra/columnKinds.ts'
import { denseRows, sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { frobeniusNorm, type SymmetricMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { dot, norm, unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork, type NetworkInstance } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { activationNames } from './activations.ts'
import { architecture } from './architecture.ts'
import { initialTheta } from './initializers.ts'
import { lossNames } from './losses.ts'
import { networkObjective } from './networkObjective.ts'

const provider = checkedProvider(embeddedKernels())
const recipes = networks({ l2: [0], depth: { min: 1, max: 4 } })

describe('structural zeros', () => {
  it('are rows that are exactly zero, and directions that the Hessian sends to nothing', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const instance = expandNetwork(recipe)
        const { objective, theta } = instance
        const { matrix, errorBound } = await objective.hessian(theta)
        const zeros = objective.structuralZeros(theta)
        const directions = predicted(instance)
        expect(directions.length).toBe(zeros.constantInputs + zeros.softmaxShift)
        // Not more than eight components of a direction are non-zero, so the product rounds as often.
        const bound = errorBound + 8 * unitRoundoff * frobeniusNorm(matrix)
        const zero = new Float64Array(theta.length)
        for (const v of directions) expect(multiply(matrix, v)).toBeWithin(zero, bound * norm(v))
        const rows = [...zeros.silent.keys()].filter((p) => zeros.silent[p] === 1)
        expect(rows.length).toBe(zeros.silentCount)
        for (const p of rows) expect(rowOf(matrix, p).every((entry) => entry === 0)).toBe(true)
        expect(zeros.total).toBe(rows.length + directions.length)
      }),
      { numRuns: 300 },
    )
  })

  it('are linearly independent, none of them within the silent rows alone', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const instance = expandNetwork(recipe)
        const { silent } = instance.objective.structuralZeros(instance.theta)
        // Orthogonal to all silent rows, then of unit length.
        const directions = predicted(instance).map((v) => v.map((x, p) => (silent[p] === 1 ? 0 : x)))
        fc.pre(directions.length > 0)
        const unit = directions.map((v) => v.map((x) => x / norm(v)))
        const gram = unit.flatMap((v) => unit.map((w) => dot(v, w)))
        const matrix = symmetricMatrix(Float64Array.from(gram), directions.length)
        const result = await provider.eigenvalues(matrix)
        // Constant inputs are at most 4, so the angles are bounded below: 1/(1 + 4·16) at worst, less for shifts.
        expect(result.status === 'converged' && result.values[0]! > 1e-3).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('are not more than the eigenvalues within the error bound of zero', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const { matrix, errorBound } = await objective.hessian(theta)
        const result = await provider.eigenvalues(matrix)
        if (result.status !== 'converged') throw new Error(result.message)
        const bound = errorBound + result.errorBound
        const small = result.values.filter((value) => Math.abs(value) <= bound).length
        expect(objective.structuralZeros(theta).total).toBeLessThanOrEqual(small)
      }),
      { numRuns: 100 },
    )
  })

  it('are all of the zero rows at a theta without coincidences', async () => {
    const seeds = fc.nat({ max: 999 })
    await fc.assert(
      fc.asyncProperty(networks({ l2: [0] }), seeds, async (recipe, seed) => {
        // One output makes softmax constant and all its derivatives 0; an offset may cancel a stored column.
        fc.pre(recipe.loss === 'squared-error' || recipe.layers.at(-1)! > 1)
        const { objective } = expandNetwork({ ...recipe, offset: recipe.offset.map(() => 0) })
        const theta = initialTheta(objective.shape, 'he-normal', seed).map((t, p) => t || (p + 1) / 67)
        const { matrix } = await objective.hessian(theta)
        const isZeroRow = theta.map((_, p) => Number(rowOf(matrix, p).every((entry) => entry === 0)))
        expect([...objective.structuralZeros(theta).silent]).toEqual([...isZeroRow])
      }),
      { numRuns: 200 },
    )
  })

  it('are none under l2, whose Hessian has no null direction of this kind', () => {
    fc.assert(
      fc.property(networks({ l2: [1 / 16] }), (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        expect(objective.structuralZeros(theta)).toEqual({
          silent: new Uint8Array(theta.length),
          silentCount: 0,
          constantInputs: 0,
          softmaxShift: 0,
          deadUnits: recipe.layers.slice(1, -1).map(() => 0),
          total: 0,
        })
      }),
    )
  })
})

// [4, 4]: a zero column, a constant one, two that vary.
const stored = sparseRows([0, 2, 1, 0, 0, 2, 0, 3, 0, 2, -1, 1, 0, 2, 5, -2], 4, 4)
const labels = [0, 1, 2, 0]

describe('the counts', () => {
  it.each(activationNames)('with %s units: h per zero input, h per constant input, h + 1 shifts', (name) => {
    const inputs = stored
    const problem = { layers: [4, 5, 3], activation: name, inputs, targets: { labels } }
    const objective = networkObjective({ ...problem, loss: 'cross-entropy' })
    // Large positive biases: every ReLU is on.
    const theta = initialTheta(objective.shape, 'he-normal', 3)
    theta.fill(30, 4 * 5, 4 * 5 + 5)
    const expected = { silentCount: 5, constantInputs: 5, softmaxShift: 6, deadUnits: [0], total: 16 }
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

/** The null directions that are no zero rows: constant inputs paired with biases, shifts of all outputs. */
function predicted({ objective, theta, options }: NetworkInstance): Float64Array[] {
  const { blocks, dimension } = objective.shape
  const { silent } = objective.structuralZeros(theta)
  const first = blocks[0]!
  const last = blocks.at(-1)!
  const constants = [...constantColumns(options.inputs)]
  const dense = denseRows(options.inputs)
  const directions: Float64Array[] = []
  for (const a of constants) {
    for (let i = 0; i < first.fanOut; i++) {
      if (silent[a * first.fanOut + i] === 1) continue
      const v = new Float64Array(dimension)
      v[a * first.fanOut + i] = 1
      v[first.bias + i] = -dense[a]!
      directions.push(v)
    }
  }
  if (options.loss === 'squared-error') return directions
  for (let b = 0; b <= last.fanIn; b++) {
    const row = last.weights + b * last.fanOut
    const isCounted = blocks.length === 1 && constants.includes(b)
    if (silent[row] === 1 || isCounted) continue
    directions.push(new Float64Array(dimension).fill(1, row, row + last.fanOut))
  }
  return directions
}

function rowOf({ order, entries }: SymmetricMatrix, p: number): Float64Array {
  return entries.subarray(p * order, (p + 1) * order)
}

function multiply(matrix: SymmetricMatrix, v: Float64Array): Float64Array {
  return v.map((_, p) => dot(rowOf(matrix, p), v))
}
