/** What must become of a number that is none. */
import fc from 'fast-check'
import { none } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { SpectraCode } from './spectraCode.ts'

interface BrokenInstance {
  readonly order: number
  /** The product, counted from 1, that is not finite. */
  readonly at: number
  readonly value: 'NaN' | 'Infinity'
  readonly seed: number
}

const notFinite = property<SpectraCode, BrokenInstance>({
  name: 'every result of an operator that gives NaN or Infinity is nonFinite',
  source: 'NaN passing a >= threshold: released code (FACTS §8)',
  instances: fc.record({
    order: fc.integer({ min: 2, max: 6 }),
    at: fc.integer({ min: 1, max: 2 }),
    value: fc.constantFrom('NaN', 'Infinity'),
    seed: fc.nat(),
  }),
  cases: 30,
  async check(code, { order, at, value, seed }) {
    const operator = () => {
      let made = 0
      const apply = (v: Float64Array): Float64Array => {
        made++
        return v.map((x, i) => (made >= at && i === order - 1 ? Number(value) : (i + 1) * x))
      }
      return { order, apply }
    }
    const options = { samples: 9, seed }
    const results = {
      lanczos: await code.lanczos(operator(), new Float64Array(order).fill(1), order),
      spectralDensity: await code.spectralDensity(operator(), { ...options, lanczosSteps: order }),
      traceEstimate: await code.traceEstimate(operator(), options),
      diagonalEstimate: await code.diagonalEstimate(operator(), { ...options, stop: { rtol: 0.1, atol: 1 } }),
      extremeEigenpairs: await code.extremeEigenpairs(operator(), {
        top: 1,
        bottom: 1,
        rtol: 1e-6,
        maxSteps: 20,
        seed,
      }),
    }
    return Object.entries(results).map(([name, { status }]) =>
      none(`${name}: ${status}`, status === 'nonFinite' ? 0 : 1),
    )
  },
})

export const finitenessProperties: readonly Property<SpectraCode>[] = [notFinite]
