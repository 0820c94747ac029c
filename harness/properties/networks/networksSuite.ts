/**
 * The properties of code that gives loss, gradient and curvature of a network, and our own code of that kind.
 *
 * To hold them against other code, wrap it as a `CurvatureCode` and say what it supports, in a vitest file:
 *
 *     const support = { activations: ['tanh'], losses: ['squared-error'], l2: [0], gaussNewton: false } as const
 *     const mine: CurvatureCode = ({ layers, inputs, targets }) => myObjective(layers, denseRows(inputs), targets)
 *     test.each(curvatureProperties(support).map((one) => [one.name, one] as const))('%s', async (_, one) => {
 *       expect(await one.decide(mine, { seed: 1 })).toMatchObject({ status: 'held' })
 *     })
 *
 * What is specific comes first, so that a bug is named by the property that speaks about it.
 */
import { networkObjective } from '../../networks/networkObjective.ts'
import type { Property } from '../property.ts'
import type { Suite } from '../suite.ts'
import { activationProperties } from './activationProperties.ts'
import { batchProperties } from './batchProperties.ts'
import { blockProperties } from './blockProperties.ts'
import { callProperties } from './callProperties.ts'
import { linearNetworkProperties, regressionProperties } from './closedFormProperties.ts'
import { formProperties, productProperties } from './consistencyProperties.ts'
import { type CurvatureCode, type CurvatureSupport, supported } from './curvatureCode.ts'
import { dataProperties } from './dataProperties.ts'
import { definitionProperties } from './definitionProperties.ts'
import { errorBoundProperties } from './errorBoundProperties.ts'
import { gaussNewtonProperties } from './gaussNewtonProperties.ts'
import { hiddenUnitProperties } from './hiddenUnitProperties.ts'
import { kinkProperties } from './kinkProperties.ts'
import { outputProperties } from './outputProperties.ts'
import { saturationProperties } from './saturationProperties.ts'
import { scaleProperties } from './scaleProperties.ts'

/** @param support what the code can do; everything when absent */
export function curvatureProperties(support: CurvatureSupport = {}): readonly Property<CurvatureCode>[] {
  const groups = [
    callProperties,
    kinkProperties,
    formProperties,
    batchProperties,
    dataProperties,
    regressionProperties,
    hiddenUnitProperties,
    outputProperties,
    linearNetworkProperties,
    activationProperties,
    definitionProperties,
    saturationProperties,
    scaleProperties,
    errorBoundProperties,
    gaussNewtonProperties,
    productProperties,
    blockProperties,
  ]
  const full = supported(support)
  return groups.flatMap((group) => group(full))
}

export const networksSuite: Suite<CurvatureCode> = {
  name: 'networks',
  properties: curvatureProperties(),
  subjects: async () => [{ name: 'networkObjective', code: networkObjective }],
}
