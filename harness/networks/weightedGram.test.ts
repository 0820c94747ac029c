import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { addWeightedGram } from './weightedGram.ts'

test('is Σ w x̄x̄ᵀ in the upper triangle, for rows of 0 to 11 entries, exactly in small integers', () => {
  const columns = 11
  const entry = fc.integer({ min: -3, max: 3 })
  const row = fc.array(entry, { minLength: columns, maxLength: columns })
  const weighted = fc.record({ x: row, w: entry })
  assertProperty(
    fc.property(fc.array(weighted, { minLength: 1, maxLength: 5 }), (samples) => {
      const inputs = sparseRows(
        samples.flatMap(({ x }) => x),
        samples.length,
        columns,
      )
      const order = columns + 1
      const gram = new Float64Array(order * order)
      const indices = Int32Array.from(samples.keys())
      addWeightedGram(
        inputs,
        indices,
        Float64Array.from(samples, ({ w }) => w),
        gram,
      )
      for (let a = 0; a < order; a++) {
        for (let b = 0; b < order; b++) {
          const wanted = samples.reduce((sum, { x, w }) => sum + w * (x[a] ?? 1) * (x[b] ?? 1), 0)
          expect(gram[a * order + b]! + 0).toBe(a <= b ? wanted + 0 : 0)
        }
      }
    }),
    { numRuns: 200, seed: 1 },
  )
})
