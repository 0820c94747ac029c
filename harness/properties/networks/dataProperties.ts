/** Two ways to give the same data. */
import { denseRows, sparseRows } from '../../algebra/sparseRows.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import type { Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, networkLabels, recipes } from './curvatureInstances.ts'
import { measure, sameMeasured } from './measured.ts'

const sizes = { maxWidth: 4, maxSamples: 4 }

export function dataProperties(support: Supported): Property<CurvatureCode>[] {
  const labels = networkLabels<DirectedCase>(support)
  const instances = recipes(support, {}, sizes)
  return [
    property({
      name: 'an input offset is the same as inputs from which it was subtracted',
      source: 'Wᵀ(x − m) + b = Wᵀx + (b − Wᵀm)',
      instances: directedCases(instances),
      cases: 60,
      labels,
      check: checkOffset,
    }),
    property({
      name: 'labels are the same as one-hot targets',
      source: 'Definition of a label',
      instances: directedCases(instances.map(labelled)),
      cases: 40,
      labels,
      check: checkLabels,
    }),
  ]
}

async function checkOffset(code: CurvatureCode, { recipe, v }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const { rows, columns } = options.inputs
  // Numbers of few bits: the subtraction is exact.
  const inputs = sparseRows(denseRows(options.inputs), rows, columns)
  const direction = Float64Array.from(v)
  const subtracted = await measure(code({ ...options, inputs }), theta, direction)
  return sameMeasured(recipe, v, await measure(code(options), theta, direction), subtracted)
}

function labelled(recipe: NetworkRecipe): NetworkRecipe {
  const classes = recipe.layers.at(-1)!
  return { ...recipe, targets: recipe.inputs.map((_, s) => (3 * s + recipe.theta.length) % classes) }
}

async function checkLabels(code: CurvatureCode, { recipe, v }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const classes = recipe.layers.at(-1)!
  const oneHot = (recipe.targets as readonly number[]).flatMap((label) =>
    Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)),
  )
  const direction = Float64Array.from(v)
  const values = code({ ...options, targets: { values: Float64Array.from(oneHot) } })
  const expected = await measure(values, theta, direction)
  return sameMeasured(recipe, v, await measure(code(options), theta, direction), expected)
}
