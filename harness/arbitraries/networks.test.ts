import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantColumns, zeroColumns } from '../algebra/columnKinds.ts'
import { denseRows } from '../algebra/sparseRows.ts'
import { ArgumentError } from '../errors.ts'
import { activationNames } from '../networks/activations.ts'
import { architecture } from '../networks/architecture.ts'
import { lossNames } from '../networks/losses.ts'
import { expandNetwork } from './expandNetwork.ts'
import { type NetworkRecipe, networks } from './networks.ts'
import { touchesKink } from './touchesKink.ts'

const fourDeep = networks({ depth: { min: 1, max: 4 } })

describe('networks', () => {
  it('draws networks of which everything fits and every number is a short dyadic one', () => {
    fc.assert(
      fc.property(fourDeep, (recipe) => {
        const { layers, inputs, targets, offset, theta } = recipe
        const { objective } = expandNetwork(recipe)
        expect(theta.length).toBe(architecture(layers, recipe.activation).dimension)
        expect(objective.samples).toBe(inputs.length)
        expect(targets.length).toBe(inputs.length)
        expect(offset.length).toBe(layers[0])
        for (const x of [theta, inputs, targets, offset].flat(2)) {
          expect(Number.isInteger(x * 16) && Math.abs(x) <= 4).toBe(true)
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
    } as const
    fc.assert(
      fc.property(networks(options), ({ activation, loss, layers, inputs, l2 }) => {
        expect([activation, loss, layers.length, l2]).toEqual(['swish', 'squared-error', 3, 0.5])
        expect(Math.max(...layers)).toBeLessThanOrEqual(3)
        expect(inputs.length).toBeLessThanOrEqual(2)
      }),
    )
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
    const repeats = ({ inputs }: NetworkRecipe): boolean =>
      new Set(inputs.map((row) => row.join())).size < inputs.length
    expect(share(repeats)).toBeGreaterThan(200)
    const hasDead = (recipe: NetworkRecipe): boolean => {
      const { objective, theta } = expandNetwork({ ...recipe, l2: 0 })
      const { deadUnits } = objective.structuralZeros(theta)
      return deadUnits.some((dead, k) => dead > 0 && dead < recipe.layers[k + 1]!)
    }
    expect(share((recipe) => recipe.activation === 'relu' && hasDead(recipe))).toBeGreaterThan(20)
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
    fc.assert(
      fc.property(networks({ losses: ['cross-entropy'] }), ({ targets }) => {
        for (const target of targets) {
          if (typeof target !== 'number') expect(target.reduce((a, b) => a + b)).toBe(1)
        }
      }),
    )
  })

  it('shrinks to few units, few samples and zeros', () => {
    const property = fc.property(fourDeep, ({ layers, inputs }) => layers.length < 3 || inputs.length < 2)
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
  ])('refuses %s', (_, options, text) => {
    expect(() => networks(options)).toThrow(ArgumentError)
    expect(() => networks(options)).toThrow(text)
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
})
