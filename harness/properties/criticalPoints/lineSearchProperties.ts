/** The line search on quadratic forms with integer coefficients, some of them with a wall beyond which nothing is finite. */
import fc from 'fast-check'
import type { LineSearchOptions } from '../../criticalPoints/lineSearch.ts'
import { differingBits, none, type Ratio } from '../../providers/laws/law.ts'
import { type Labels, type Property, property } from '../property.ts'
import type { CriticalPointsCode } from './criticalPointsCode.ts'

interface Search {
  /** [P] m(θ) = ½ Σ curvature θ² */
  readonly curvatures: readonly number[]
  /** [P] not all 0 */
  readonly theta: readonly number[]
  /** [P] turned round when it goes up. */
  readonly direction: readonly number[]
  readonly firstStep: number
  readonly contraction: number
  readonly decrease: number
  readonly unitStepDecrease: number | 'none'
  /** m is `beyond` where an entry of θ is further from its start than this. */
  readonly wall: number
  readonly beyond: 'NaN' | 'Infinity' | '-Infinity' | 'none'
  readonly maxTrials: number
}

const integers = (min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: 3, maxLength: 3 })

const searches: fc.Arbitrary<Search> = fc
  .record({
    order: fc.integer({ min: 1, max: 3 }),
    curvatures: integers(-2, 8),
    theta: integers(-4, 4),
    direction: integers(-4, 4),
    firstStep: fc.constantFrom(1, 0.75, 0.1, 4),
    contraction: fc.constantFrom(0.5, 0.25, 0.75),
    decrease: fc.constantFrom(0.1, 0.25, 0.5),
    unitStepDecrease: fc.constantFrom('none' as const, 0.5, 0.75),
    wall: fc.constantFrom(0.25, 1, 4),
    beyond: fc.constantFrom('none' as const, 'NaN' as const, 'Infinity' as const, '-Infinity' as const),
    maxTrials: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ order, curvatures, theta, direction, ...rest }) => ({
    curvatures: curvatures.slice(0, order),
    theta: theta.slice(0, order).map((x, i) => (i === 0 && x === 0 ? 1 : x)),
    direction: direction.slice(0, order),
    ...rest,
  }))

const labels: Labels<Search> = {
  notFiniteBeyond: { share: 0.5, applies: ({ beyond }) => beyond !== 'none' },
  downhill: { share: 0.5, applies: (search) => prepared(search).slope < 0 },
  level: { share: 0.03, applies: (search) => prepared(search).slope === 0 },
}

export const lineSearchProperties: readonly Property<CriticalPointsCode>[] = [
  property({
    name: 'the line search takes the first step that lowers the merit by enough',
    source: 'Armijo 1966: m(θ + tp) ≤ m(θ) + ρ t ∇m·p for t = α, αβ, αβ², …',
    instances: searches,
    labels,
    cases: 200,
    check({ lineSearch }, search) {
      const { merit, theta, direction, slope, options } = prepared(search)
      const found = lineSearch(merit, theta, direction, slope, options)
      const expected = firstEnough(search)
      if (expected === undefined) return returnsStart(found, theta, merit(theta))
      const there = theta.map((x, i) => x + expected * direction[i]!)
      return [
        none(`is ${found.status}`, found.status === 'accepted' ? 0 : 1),
        none('another step', found.step === expected ? 0 : 1),
        none('bits of θ + tp', differingBits(found.theta, there)),
        none('another merit', Object.is(found.merit, merit(there)) ? 0 : 1),
        none('the start was changed', differingBits(theta, Float64Array.from(search.theta))),
      ]
    },
  }),
  property({
    name: 'a line search that fails stays where it began',
    source: 'Frye et al. 2020: the released code goes to the origin',
    instances: fc.record({
      search: searches,
      hopeless: fc.constantFrom('up', 'flat', 'nan', 'noDescent', 'noDirection'),
    }),
    check({ lineSearch }, { search, hopeless }) {
      const { theta, direction, options } = prepared(search)
      const start = theta.slice()
      const merit = (at: Float64Array): number => {
        const moved = Math.hypot(...at.map((x, i) => x - start[i]!))
        if (hopeless === 'nan') return moved > 0 ? Number.NaN : 1
        return hopeless === 'up' ? 1 + moved : 1
      }
      const along = hopeless === 'noDirection' ? direction.map(() => 0) : direction
      const slope = hopeless === 'noDescent' ? [0, 1, Number.NaN][search.maxTrials % 3]! : -1
      const found = lineSearch(merit, theta, along, slope, options)
      return [
        ...returnsStart(found, start, 1),
        none('the start itself was handed back', found.theta === theta ? 1 : 0),
        none('the start was changed', differingBits(theta, start)),
      ]
    },
  }),
]

interface Prepared {
  readonly merit: (theta: Float64Array) => number
  readonly theta: Float64Array
  readonly direction: Float64Array
  readonly slope: number
  readonly options: LineSearchOptions
}

function prepared({ curvatures, wall, beyond, ...search }: Search): Prepared {
  const theta = Float64Array.from(search.theta)
  const up = curvatures.reduce((sum, h, i) => sum + h * theta[i]! * search.direction[i]!, 0)
  const { firstStep, contraction, decrease, unitStepDecrease, maxTrials } = search
  return {
    merit: (at) => {
      if (beyond !== 'none' && at.some((x, i) => Math.abs(x - search.theta[i]!) > wall)) return Number(beyond)
      return at.reduce((sum, x, i) => sum + (curvatures[i]! * x * x) / 2, 0)
    },
    theta,
    direction: Float64Array.from(search.direction, (x) => (up > 0 ? -x : x)),
    slope: -Math.abs(up),
    options: { firstStep, contraction, decrease, unitStepDecrease, maxTrials },
  }
}

/** By the definition; undefined where no step will do. */
function firstEnough(search: Search): number | undefined {
  const { merit, theta, direction, slope } = prepared(search)
  if (!(slope < 0)) return undefined
  const steps = Array.from({ length: search.maxTrials }, (_, k) => ({
    step: repeated(search.firstStep, search.contraction, k),
    decrease: search.decrease,
  }))
  const { unitStepDecrease } = search
  const all = unitStepDecrease === 'none' ? steps : [{ step: 1, decrease: unitStepDecrease }, ...steps]
  return all.slice(0, search.maxTrials).find(({ step, decrease }) => {
    const value = merit(theta.map((x, i) => x + step * direction[i]!))
    return Number.isFinite(value) && value <= merit(theta) + decrease * step * slope
  })?.step
}

/** first·factorᵏ, rounded after each product. */
function repeated(first: number, factor: number, k: number): number {
  return k === 0 ? first : repeated(first, factor, k - 1) * factor
}

interface Found {
  readonly status: string
  readonly theta: Float64Array
  readonly step: number
  readonly merit: number
}

function returnsStart(found: Found, start: Float64Array, merit: number): Ratio[] {
  return [
    none(`is ${found.status}`, found.status === 'failed' ? 0 : 1),
    none('bits of the start', differingBits(found.theta, start)),
    none('a step', found.step === 0 ? 0 : 1),
    none('another merit', Object.is(found.merit, merit) ? 0 : 1),
  ]
}
