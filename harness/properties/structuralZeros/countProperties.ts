/** The counts against exact ranks, against zero rows, and under changes that keep the network. */
import fc from 'fast-check'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { collinearFeature, constantFeature, deadFeature } from '../../arbitraries/networkLabels.ts'
import { type NetworkRecipe, networks } from '../../arbitraries/networks.ts'
import { initialTheta } from '../../networks/initializers.ts'
import { none, type Ratio } from '../../providers/laws/law.ts'
import { hiddenPermutation } from '../networks/hiddenPermutation.ts'
import { type Property, property } from '../property.ts'
import type { NullSpaceCode } from './nullSpaceCode.ts'
import { firstLayerNullity, firstLayerSize, shiftCount } from './reference.ts'

const instances = networks({ l2: [0], depth: { min: 1, max: 3 } })
const regularized = networks({ l2: [1 / 16, 2], depth: { min: 1, max: 3 } })
const features = {
  'a dead feature': { share: 0.1, applies: deadFeature },
  'a constant feature': { share: 0.1, applies: constantFeature },
  'a collinear feature': { share: 0.04, applies: collinearFeature },
}

export const countProperties: readonly Property<NullSpaceCode>[] = [
  property({
    name: 'inputs: every unit of the first layer has d + 1 − rank[X, 1] directions on the samples that it sees',
    source: 'rank and nullity, in whole numbers',
    // What a unit sees differs from unit to unit with ReLUs only.
    instances: fc.oneof(instances, networks({ l2: [0], activations: ['relu'] })),
    cases: 120,
    labels: features,
    check: checkInputs,
  }),
  property({
    name: 'inputs: a difference of 2⁻³⁰ makes a feature independent',
    source: 'rank and nullity, in whole numbers',
    instances: fc
      .record({ recipe: networks({ l2: [0], columns: ['constant', 'duplicated', 'dead'] }), row: fc.nat(99) })
      .map(({ recipe, row }) => nearlyDependent(recipe, row)),
    cases: 60,
    check: checkInputs,
  }),
  property({
    name: 'shifts: one for every live unit of the last hidden layer and one for the bias, before a softmax only',
    source: 'softmax(z + c) = softmax(z)',
    instances,
    cases: 80,
    check: (code, recipe) => {
      const { options, theta } = expandNetwork(recipe)
      return [none('shifts', Math.abs(code(options, theta).softmaxShift - shiftCount(recipe)))]
    },
  }),
  property({
    name: 'silent parameters are the zero rows of the Hessian at a theta without coincidences',
    source: 'a row is zero if no sample has input and unit at once',
    // Without biases, inputs that are all 0 leave nothing but coincidences.
    instances: fc.record({ recipe: networks({ l2: [0], biases: [true] }), seed: fc.nat(999) }),
    cases: 50,
    check: (code, { recipe, seed }) => checkZeroRows(code, recipe, seed),
  }),
  property({
    name: 'silent parameters have zero rows at every theta',
    source: 'a row is zero if no sample has input and unit at once',
    instances,
    cases: 50,
    check: checkSilentRows,
  }),
  property({
    name: 'a batch is a data set of its own',
    source: 'the mean over the batch',
    instances: fc.record({ recipe: instances, kept: fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }) }),
    cases: 80,
    check: checkBatch,
  }),
  property({
    name: 'the order of samples, features and hidden units changes no count',
    source: 'a permutation of parameters is a similarity of the Hessian',
    instances,
    cases: 80,
    check: checkOrder,
  }),
  property({
    name: 'with l2 there are none',
    source: 'l2·I moves every eigenvalue',
    instances: regularized,
    cases: 30,
    check: (code, recipe) => {
      const { options, theta } = expandNetwork(recipe)
      return [undefined, [0]].map((batch) => {
        const { total, silentCount, directions } = code(options, theta, batch)
        return none('null directions', total + silentCount + [...directions()].length)
      })
    },
  }),
  property({
    name: 'the size of the numbers changes no count where only their signs matter',
    source: 'φ(cz) = c·φ(z) for c > 0, for ReLU and the identity; a power of two rounds nothing',
    instances: networks({ l2: [0], activations: ['relu', 'linear'], depth: { min: 2, max: 3 } }),
    cases: 60,
    check: checkScale,
  }),
]

/** Weights of every layer times c = 2⁻⁴⁰, biases of layer k times cᵏ⁺¹: all pre-activations are, too. */
function checkScale(code: NullSpaceCode, recipe: NetworkRecipe): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const { layers, biases = true } = recipe
  const factors = layers
    .slice(1)
    .flatMap((fanOut, k) => [
      ...new Array<number>(layers[k]! * fanOut).fill(2 ** -40),
      ...new Array<number>(biases ? fanOut : 0).fill(2 ** (-40 * (k + 1))),
    ])
  return sameCounts(
    code(options, theta),
    code(
      options,
      theta.map((t, p) => t * factors[p]!),
    ),
  )
}

function checkInputs(code: NullSpaceCode, recipe: NetworkRecipe): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const { silent, constantInputs, collinearInputs } = code(options, theta)
  // A softmax over one output silences everything.
  if (recipe.loss !== 'squared-error' && recipe.layers.at(-1) === 1) return []
  const size = firstLayerSize(recipe)
  const found = silent.subarray(0, size).reduce((sum, flag) => sum + flag, constantInputs + collinearInputs)
  return [none('directions of inputs', Math.abs(found - firstLayerNullity(recipe)))]
}

/** One number moved by little: what depended on it no longer does. */
function nearlyDependent(recipe: NetworkRecipe, row: number): NetworkRecipe {
  const s = row % recipe.inputs.length
  const inputs = recipe.inputs.map((x, r) =>
    x.map((entry, a) => (r === s && a === 0 ? entry + 2 ** -30 : entry)),
  )
  return { ...recipe, inputs }
}

async function checkZeroRows(code: NullSpaceCode, recipe: NetworkRecipe, seed: number): Promise<Ratio[]> {
  // An offset may cancel a stored column, which is then zero but not proved to the last bit.
  const { objective, options } = expandNetwork({ ...recipe, offset: recipe.offset.map(() => 0) })
  const theta = initialTheta(objective.shape, 'he-normal', seed).map((t, p) => t || (p + 1) / 67)
  const { silent } = code(options, theta)
  const isZero = await zeroRows(objective, theta)
  return [none('rows', isZero.filter((flag, p) => flag !== silent[p]).length)]
}

async function checkSilentRows(code: NullSpaceCode, recipe: NetworkRecipe): Promise<Ratio[]> {
  const { objective, options, theta } = expandNetwork(recipe)
  const { silent, silentCount } = code(options, theta)
  const isZero = await zeroRows(objective, theta)
  return [
    none('silent rows that are not zero', isZero.filter((flag, p) => flag < silent[p]!).length),
    none('silent rows beyond the count', Math.abs(silent.reduce((sum, flag) => sum + flag, 0) - silentCount)),
  ]
}

async function zeroRows(
  objective: ReturnType<typeof expandNetwork>['objective'],
  theta: Float64Array,
): Promise<number[]> {
  const { order, entries } = (await objective.hessian(theta)).matrix
  return Array.from(theta, (_, p) =>
    Number(entries.subarray(p * order, (p + 1) * order).every((entry) => entry === 0)),
  )
}

function checkBatch(
  code: NullSpaceCode,
  { recipe, kept }: { recipe: NetworkRecipe; kept: readonly number[] },
): Ratio[] {
  const batch = kept.map((k) => k % recipe.inputs.length)
  const { options, theta } = expandNetwork(recipe)
  const pick = <T>(rows: readonly T[]): T[] => batch.map((s) => rows[s]!)
  const alone = expandNetwork({
    ...recipe,
    inputs: pick(recipe.inputs),
    targets: pick<number | readonly number[]>(recipe.targets) as NetworkRecipe['targets'],
  })
  return sameCounts(code(options, theta, batch), code(alone.options, theta))
}

function checkOrder(code: NullSpaceCode, recipe: NetworkRecipe): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const from = hiddenPermutation(recipe)
  const features = featuresReversed(recipe)
  const other: NetworkRecipe = {
    ...recipe,
    inputs: recipe.inputs.map((row) => row.toReversed()).toReversed(),
    offset: recipe.offset.toReversed(),
    targets: recipe.targets.toReversed() as unknown as NetworkRecipe['targets'],
    theta: Array.from(features, (p) => recipe.theta[from[p]!]!),
  }
  const moved = expandNetwork(other)
  return sameCounts(code(options, theta), code(moved.options, moved.theta))
}

/** [P] where each parameter comes from when the features stand in reverse. */
function featuresReversed({ layers, theta }: NetworkRecipe): Int32Array {
  const [features, units] = [layers[0]!, layers[1]!]
  return Int32Array.from(theta, (_, p) => {
    const a = Math.floor(p / units)
    return a < features ? (features - 1 - a) * units + (p % units) : p
  })
}

type Counts = ReturnType<NullSpaceCode>

function sameCounts(one: Counts, other: Counts): Ratio[] {
  const names = [
    'silentCount',
    'constantInputs',
    'collinearInputs',
    'softmaxShift',
    'zeroOutgoing',
    'redundantUnits',
    'total',
  ] as const
  return names.map((name) => none(name, Math.abs(one[name] - other[name])))
}
