/** What the properties of structural zeros do not ask: the argument stays as it is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { assertProperty } from '../properties/assertProperty.ts'

describe('structuralZeros', () => {
  it('keeps theta as it is', () => {
    assertProperty(
      fc.property(networks(), (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const copy = theta.slice()
        objective.structuralZeros(theta)
        expect(theta).toEqual(copy)
      }),
      { numRuns: 30 },
    )
  })
})
