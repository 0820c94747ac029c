import { expect, test } from 'vitest'
import { curvatureProperties } from '../../harness/index.ts'
import { linearRegression } from './linearRegression.ts'

const supports = {
  activations: ['linear'],
  losses: ['squared-error'],
  depth: { min: 1, max: 1 },
  l2: [0],
  biases: [true],
  errorBounds: false,
  exactSymmetry: false,
  gaussNewton: false,
  refusals: false,
} as const

const properties = curvatureProperties(supports).map((one) => [one.name, one] as const)

test.each(properties)('%s', async (_, one) => {
  expect(await one.decide(linearRegression, { seed: 1 })).toMatchObject({ status: 'held' })
})
