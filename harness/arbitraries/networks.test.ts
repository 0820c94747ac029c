import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantColumns, zeroColumns } from '../algebra/columnKinds.ts'
import { denseRows } from '../algebra/sparseRows.ts'
import { firstNonFinite } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { activationNames } from '../networks/activations.ts'
import { lossNames } from '../networks/losses.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { expandNetwork } from './expandNetwork.ts'
import {
  collinearFeature,
  deadUnit,
  duplicatedFeature,
  duplicatedUnits,
  fewSamples,
  oneClass,
  repeatedRows,
  withoutBiases,
  zeroOutgoing,
} from './networkLabels.ts'
import { type NetworkRecipe, type NetworkRecipeOptions, networks } from './networks.ts'
import { touchesKink } from './touchesKink.ts'

const fourDeep = networks({ depth: { min: 1, max: 4 } })

describe('networks', () => {
  it('draws networks of which everything fits and every number is a short dyadic one', () => {
    assertProperty(
      fc.property(fourDeep, (recipe) => {
        const { layers, inputs, targets, offset, theta, columns } = recipe
        const { objective } = expandNetwork(recipe)
        expect(theta.length).toBe(objective.dimension)
        expect(columns!.length).toBe(layers[0])
        expect(objective.samples).toBe(inputs.length)
        expect(targets.length).toBe(inputs.length)
        expect(offset.length).toBe(layers[0])
        for (const x of [theta, inputs, targets, offset].flat(2)) {
          expect(Number.isInteger(x * 16) && Math.abs(x) <= 6).toBe(true)
        }
      }),
    )
  })

  it('keeps to what is asked for', () => {
    const options = {
      activations: ['swish'],
      losses: ['squared-error'],
      depth: { min: 2, max: 2 },
      maxWidth: 3,
      maxSamples: 2,
      l2: [0.5],
      biases: [false],
      columns: ['collinear'],
      points: ['zeroOutgoing'],
      scales: ['tiny'],
    } as const
    assertProperty(
      fc.property(networks(options), (recipe) => {
        const { activation, loss, layers, inputs, l2, biases, columns, point, scale } = recipe
        expect([activation, loss, layers.length, l2]).toEqual(['swish', 'squared-error', 3, 0.5])
        expect([biases, point, scale]).toEqual([false, 'zeroOutgoing', 'tiny'])
        expect(columns!.every((kind) => kind === 'collinear')).toBe(true)
        expect(Math.max(...layers)).toBeLessThanOrEqual(3)
        expect(inputs.length).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('makes room for what a point needs: a hidden layer, two units in it, a ReLU', () => {
    const depth = { min: 1, max: 2 }
    for (const point of ['deadUnit', 'duplicatedUnits', 'zeroOutgoing'] as const) {
      assertProperty(
        fc.property(networks({ depth, points: [point], maxWidth: 2 }), ({ layers, activation }) => {
          expect(layers.length).toBe(3)
          expect(layers[1]).toBeGreaterThanOrEqual(point === 'duplicatedUnits' ? 2 : 1)
          if (point === 'deadUnit') expect(activation).toBe('relu')
        }),
      )
    }
    assertProperty(
      fc.property(networks({ columns: ['duplicated'], maxWidth: 2 }), ({ columns }) => {
        expect(columns).toEqual(['free', 'duplicated'])
      }),
    )
  })

  it('leaves out by default what the other options make impossible', () => {
    const drawn = (options: NetworkRecipeOptions) =>
      new Set(fc.sample(networks(options), { seed: 4, numRuns: 200 }).map(({ point }) => point))
    expect([...drawn({ depth: { min: 1, max: 1 } })].sort()).toEqual(['free', 'zero'])
    expect([...drawn({ activations: ['tanh'] })]).not.toContain('deadUnit')
    expect([...drawn({ maxWidth: 1 })]).not.toContain('duplicatedUnits')
    expect(drawn({}).size).toBe(5)
  })

  it('stays within float64 at huge scale, and does not vanish at tiny scale', async () => {
    for (const scale of ['huge', 'tiny'] as const) {
      const options = { depth: { min: 1, max: 4 }, points: ['free'], scales: [scale] } as const
      for (const recipe of fc.sample(networks(options), { seed: 5, numRuns: 300 })) {
        const { objective, theta } = expandNetwork(recipe)
        expect(theta.every((x) => x === 0 || scale !== 'tiny' || Math.abs(x) >= 2 ** -43)).toBe(true)
        expect(objective.loss(theta)).toBeLessThan(Number.POSITIVE_INFINITY)
        expect(firstNonFinite(objective.gradient(theta))).toBe(-1)
        const { errorBound } = await objective.hessian(theta)
        expect(errorBound).toBeLessThan(Number.POSITIVE_INFINITY)
      }
    }
  })

  it('draws every special case often enough to be met in a hundred runs', () => {
    const drawn = fc.sample(fourDeep, { seed: 1, numRuns: 1000 })
    const share = (holds: (recipe: NetworkRecipe) => boolean): number => drawn.filter(holds).length
    for (const name of activationNames)
      expect(share(({ activation }) => activation === name)).toBeGreaterThan(80)
    for (const name of lossNames) expect(share(({ loss }) => loss === name)).toBeGreaterThan(200)
    for (const depth of [1, 2, 3, 4])
      expect(share(({ layers }) => layers.length === depth + 1)).toBeGreaterThan(100)
    const inputsOf = (recipe: NetworkRecipe) => expandNetwork(recipe).options.inputs
    expect(share((recipe) => zeroColumns(inputsOf(recipe)).length > 0)).toBeGreaterThan(150)
    expect(share((recipe) => constantColumns(inputsOf(recipe)).length > 0)).toBeGreaterThan(150)
    expect(share(({ offset }) => offset.some((m) => m !== 0))).toBeGreaterThan(200)
    expect(share(({ l2 }) => l2 > 0)).toBeGreaterThan(200)
    expect(share(({ theta }) => theta.every((t) => t === 0))).toBeGreaterThan(100)
    expect(share(({ targets }) => typeof targets[0] === 'number')).toBeGreaterThan(200)
    expect(share(({ targets }) => typeof targets[0] === 'object')).toBeGreaterThan(200)
    expect(share(repeatedRows)).toBeGreaterThan(200)
    expect(share(withoutBiases)).toBeGreaterThan(250)
    expect(share(oneClass)).toBeGreaterThan(200)
    expect(share(fewSamples)).toBeGreaterThan(200)
    expect(share(collinearFeature)).toBeGreaterThan(80)
    expect(share(duplicatedFeature)).toBeGreaterThan(50)
    expect(share(deadUnit)).toBeGreaterThan(100)
    expect(share(duplicatedUnits)).toBeGreaterThan(80)
    expect(share(zeroOutgoing)).toBeGreaterThan(80)
    expect(share(touchesKink)).toBeGreaterThan(10)
    expect(share((recipe) => recipe.activation === 'relu' && !touchesKink(recipe))).toBeGreaterThan(60)
  })

  it('draws plain data, from which the same objective is built again', () => {
    for (const recipe of fc.sample(fourDeep, { seed: 2, numRuns: 50 })) {
      const again = expandNetwork(JSON.parse(JSON.stringify(recipe)) as NetworkRecipe)
      const { objective, theta } = expandNetwork(recipe)
      expect(again.objective.gradient(again.theta)).toEqual(objective.gradient(theta))
    }
  })

  it('gives cross-entropy labels or distributions that sum to exactly 1', () => {
    assertProperty(
      fc.property(networks({ losses: ['cross-entropy'] }), ({ targets }) => {
        for (const target of targets) {
          if (typeof target !== 'number') expect(target.reduce((a, b) => a + b)).toBe(1)
        }
      }),
    )
  })

  it('shrinks to few units, few samples and zeros', () => {
    const points = networks({ depth: { min: 1, max: 4 }, points: ['free'] })
    const property = fc.property(points, ({ layers, inputs }) => layers.length < 3 || inputs.length < 2)
    const { counterexample } = fc.check(property, { seed: 3 })
    expect(counterexample![0]).toEqual({
      layers: [1, 1, 1],
      activation: 'linear',
      loss: 'cross-entropy',
      l2: 0,
      inputs: [[0], [0]],
      targets: [[1], [1]],
      offset: [0],
      theta: [0, 0, 0, 0],
      biases: true,
      columns: ['free'],
      point: 'free',
      scale: 'usual',
    })
  })

  it.each([
    ['no activation', { activations: [] }, 'activations must be at least one value'],
    ['no loss', { losses: [] }, 'losses'],
    ['no l2', { l2: [] }, 'l2'],
    ['a negative l2', { l2: [0, -1] }, 'l2 must be finite numbers ≥ 0, got -1'],
    ['depth 0', { depth: { min: 0, max: 1 } }, 'depth'],
    ['depth 5', { depth: { min: 1, max: 5 } }, 'depth'],
    ['no depth at all', { depth: { min: 3, max: 2 } }, 'got 3..2'],
    ['width 0', { maxWidth: 0 }, 'maxWidth must be a positive integer'],
    ['half a sample', { maxSamples: 0.5 }, 'maxSamples'],
    ['neither with nor without biases', { biases: [] }, 'biases must be at least one value'],
    ['no columns', { columns: [] }, 'columns'],
    ['no points', { points: [] }, 'points'],
    ['no scales', { scales: [] }, 'scales'],
    ['an unknown activation', { activations: ['step'] }, 'activations must be of linear, relu'],
    ['an unknown loss', { losses: ['hinge'] }, "got 'hinge'"],
    ['an unknown column', { columns: ['free', 'missing'] }, 'columns must be of free, dead'],
    ['an unknown point', { points: ['minimum'] }, "got 'minimum'"],
    ['an unknown scale', { scales: ['large'] }, "scales must be of usual, huge, tiny, got 'large'"],
    ['a copy of no feature', { columns: ['duplicated'], maxWidth: 1 }, 'A single feature is no copy'],
    ['two units in one', { points: ['duplicatedUnits'], maxWidth: 1 }, 'maxWidth must be at least 2'],
    ['dead units that are smooth', { points: ['deadUnit'], activations: ['tanh'] }, 'add relu'],
    [
      'hidden units without hidden layer',
      { points: ['free', 'zeroOutgoing'], depth: { min: 1, max: 1 } },
      'depth.max must be at least 2, got 1',
    ],
  ])('refuses %s', (_, options, text) => {
    expect(() => networks(options as NetworkRecipeOptions)).toThrow(ArgumentError)
    expect(() => networks(options as NetworkRecipeOptions)).toThrow(text)
  })
})

describe('expandNetwork', () => {
  const recipe: NetworkRecipe = {
    layers: [2, 2],
    activation: 'tanh',
    loss: 'squared-error',
    l2: 0.5,
    inputs: [
      [1, 0],
      [2, 3],
    ],
    targets: [
      [1, 2],
      [3, 4],
    ],
    offset: [0.5, 0],
    theta: [1, 2, 3, 4, 5, 6],
  }

  it('hands everything on', () => {
    const { options, theta, objective } = expandNetwork(recipe)
    expect(options).toMatchObject({ layers: [2, 2], activation: 'tanh', loss: 'squared-error', l2: 0.5 })
    expect([...denseRows(options.inputs)]).toEqual([0.5, 0, 1.5, 3])
    expect(options.targets).toEqual({ values: Float64Array.of(1, 2, 3, 4) })
    expect([...theta]).toEqual(recipe.theta)
    expect(objective.dimension).toBe(6)
  })

  it('leaves biases out where the recipe says so', () => {
    const bare = expandNetwork({ ...recipe, biases: false, theta: [1, 2, 3, 4] })
    expect(bare.options.biases).toBe(false)
    expect(bare.objective.dimension).toBe(4)
  })

  it('takes numbers as labels', () => {
    expect(expandNetwork({ ...recipe, targets: [1, 0] }).options.targets).toEqual({ labels: [1, 0] })
  })
})

describe('touchesKink', () => {
  const relu: NetworkRecipe = {
    layers: [1, 2, 1],
    activation: 'relu',
    loss: 'squared-error',
    l2: 0,
    inputs: [[1], [2]],
    targets: [[0], [0]],
    offset: [0],
    theta: [1, 1, 1, -2, 1, 1, 0],
  }

  it('sees a hidden pre-activation of 0 on any sample and unit', () => {
    // Unit 1 is x − 2: 0 on the second sample.
    expect(touchesKink(relu)).toBe(true)
    expect(touchesKink({ ...relu, inputs: [[1], [3]] })).toBe(false)
  })

  it('counts the offset, and leaves outputs and smooth units alone', () => {
    const off = { ...relu, inputs: [[1], [3]], offset: [1] }
    expect(touchesKink(off)).toBe(true)
    expect(touchesKink({ ...off, activation: 'tanh' })).toBe(false)
    const zeroOutput = { ...relu, inputs: [[1], [3]], theta: [1, 1, 1, -2, 0, 0, 0] }
    expect(touchesKink(zeroOutput)).toBe(false)
  })

  it('knows networks without biases', () => {
    // Units x and −x: 0 only where x is.
    const bare = { ...relu, biases: false, theta: [1, -1, 1, 1] }
    expect(touchesKink(bare)).toBe(false)
    expect(touchesKink({ ...bare, inputs: [[0], [1]] })).toBe(true)
  })
})
