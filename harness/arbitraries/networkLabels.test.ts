import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../properties/assertProperty.ts'
import type { ColumnKind } from './dataSets.ts'
import {
  collinearFeature,
  constantFeature,
  deadFeature,
  deadUnit,
  duplicatedFeature,
  duplicatedUnits,
  fewSamples,
  hugeScale,
  oneClass,
  repeatedRows,
  tinyScale,
  withoutBiases,
  zeroOutgoing,
} from './networkLabels.ts'
import { type NetworkRecipe, networks } from './networks.ts'
import type { PointKind } from './thetas.ts'
import { touchesKink } from './touchesKink.ts'

/** Two ReLUs x − y + 4 and y − x + 4 on two features. */
const base: NetworkRecipe = {
  layers: [2, 2, 1],
  activation: 'relu',
  loss: 'squared-error',
  l2: 0,
  inputs: [
    [0, 1],
    [2, 0],
    [1, 1],
  ],
  targets: [[0], [1], [0]],
  offset: [0, 0],
  theta: [1, -1, -1, 1, 4, 4, 1, 1, 0],
}
const labels = {
  collinearFeature,
  constantFeature,
  deadFeature,
  deadUnit,
  duplicatedFeature,
  duplicatedUnits,
  fewSamples,
  hugeScale,
  oneClass,
  repeatedRows,
  tinyScale,
  withoutBiases,
  zeroOutgoing,
}
const labelsOf = (changed: Partial<NetworkRecipe>): string[] =>
  Object.entries(labels)
    .filter(([, applies]) => applies({ ...base, ...changed }))
    .map(([name]) => name)

const rows = (...inputs: number[][]) => ({ inputs })

describe('the labels', () => {
  it.each<[string, Partial<NetworkRecipe>, string[]]>([
    ['nothing special', {}, []],
    ['a feature of 0', rows([0, 1], [0, 0], [0, 2]), ['deadFeature']],
    ['a feature that is its offset', { ...rows([1, 1], [1, 0], [1, 2]), offset: [1, 0] }, ['deadFeature']],
    ['a constant feature', rows([3, 1], [3, 0], [3, 2]), ['constantFeature']],
    ['an offset alone', { ...rows([0, 1], [0, 0], [0, 2]), offset: [1, 0] }, ['constantFeature']],
    ['x = y', rows([0, 0], [1, 1], [2, 2]), ['collinearFeature', 'duplicatedFeature']],
    ['x = y + 1', rows([1, 0], [2, 1], [3, 2]), ['collinearFeature']],
    [
      'x = y + 1, less 1',
      { ...rows([1, 0], [2, 1], [3, 2]), offset: [1, 0] },
      ['collinearFeature', 'duplicatedFeature'],
    ],
    ['two samples', { ...rows([0, 1], [2, 0]), targets: [[0], [1]] }, ['fewSamples']],
    [
      'a repeated sample',
      { ...rows([0, 1], [2, 0], [3, 3], [2, 0]), targets: [[0], [1], [0], [1]] },
      ['repeatedRows'],
    ],
    ['one target', { targets: [[2], [2], [2]] }, ['oneClass']],
    ['one label', { targets: [0, 0, 0] }, ['oneClass']],
    ['no biases', { biases: false, theta: [1, -1, -1, 2, 1, 1] }, ['withoutBiases']],
    ['a unit that is off', { theta: [1, 0, -1, 0, 1, -1, 1, 1, 0] }, ['deadUnit']],
    ['the same of tanh', { activation: 'tanh', theta: [1, 0, -1, 0, 1, -1, 1, 1, 0] }, []],
    ['two units alike', { theta: [1, 1, -1, -1, 1, 1, 1, 2, 0] }, ['duplicatedUnits']],
    ['but for the bias', { theta: [1, 1, -1, -1, 1, 2, 1, 2, 0] }, []],
    ['an unheard unit', { theta: [1, -1, -1, 1, 4, 4, 1, 0, 0] }, ['zeroOutgoing']],
    ['a large weight', { theta: [1e6, -1, -1, 1, 4, 4, 1, 1, 0] }, ['hugeScale']],
    ['small weights', { theta: base.theta.map((t) => t / 2 ** 20) }, ['tinyScale']],
  ])('tell %s', (_, changed, expected) => {
    expect(labelsOf(changed)).toEqual(expected)
  })

  it('say of a theta of 0 only that its ReLUs are off', () => {
    expect(labelsOf({ theta: base.theta.map(() => 0) })).toEqual(['deadUnit'])
  })

  it('hold for what was asked for', () => {
    const whole = networks({ depth: { min: 1, max: 4 }, scales: ['usual', 'huge', 'tiny'] })
    assertProperty(
      fc.property(whole, (recipe) => {
        const is = (kind: ColumnKind): boolean => recipe.columns!.includes(kind)
        if (is('dead')) expect(deadFeature(recipe)).toBe(true)
        if (is('constant') && recipe.inputs.length > 1)
          expect(constantFeature(recipe) || deadFeature(recipe)).toBe(true)
        const isConstant = constantFeature(recipe) || deadFeature(recipe)
        const enough = recipe.inputs.length > recipe.layers[0]!
        if (enough && !isConstant && is('collinear')) expect(collinearFeature(recipe)).toBe(true)
        if (enough && !isConstant && is('duplicated')) expect(duplicatedFeature(recipe)).toBe(true)
        const at = (kind: PointKind): boolean => recipe.point === kind
        if (at('deadUnit')) expect(deadUnit(recipe)).toBe(true)
        if (at('zero') && recipe.activation === 'relu' && recipe.layers.length > 2)
          expect(deadUnit(recipe)).toBe(true)
        expect(withoutBiases(recipe)).toBe(!recipe.biases)
        const hasWeights = recipe.theta.some((t) => t !== 0)
        expect(hugeScale(recipe)).toBe(hasWeights && recipe.scale === 'huge')
        expect(tinyScale(recipe)).toBe(hasWeights && recipe.scale === 'tiny')
      }),
      { numRuns: 1000 },
    )
  })

  it('hold for most points with doubled or unheard units: the others have incoming weights of 0', () => {
    for (const [point, label] of [
      ['duplicatedUnits', duplicatedUnits],
      ['zeroOutgoing', zeroOutgoing],
    ] as const) {
      const drawn = fc.sample(networks({ points: [point] }), { seed: 1, numRuns: 300 })
      expect(drawn.filter(label).length).toBeGreaterThan(250)
    }
  })

  it('meet dead units away from the kink, with biases and without', () => {
    for (const biases of [true, false]) {
      const drawn = fc.sample(networks({ points: ['deadUnit'], biases: [biases] }), { seed: 1, numRuns: 300 })
      expect(drawn.filter((recipe) => deadUnit(recipe) && !touchesKink(recipe)).length).toBeGreaterThan(50)
    }
  })
})
