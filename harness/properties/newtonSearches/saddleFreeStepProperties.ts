/** One Krylov saddle-free step against |H| in closed form: in the whole Krylov space, and in spaces of two dimensions. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import type { KrylovSteps } from '../../optimizers/krylovSaddleFreeStep.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import {
  expandSystem,
  type KnownSystem,
  rotated,
  type SystemRecipe,
  unrotated,
  weights,
} from '../criticalPoints/knownSystems.ts'
import { type Property, property } from '../property.ts'
import { bentObjective, quadratics } from './bentQuadratics.ts'
import type { NewtonSearchesCode } from './newtonSearchesCode.ts'
import { dampingEighths, signLabels, stepError } from './saddleFreeInstances.ts'

const dauphin = 'Dauphin et al. 2014, Algorithm 1'

interface Whole {
  readonly system: SystemRecipe
  readonly eighths: readonly number[]
  /** [8] in eigenvectors; one dimension is kept for it, which the Krylov space can spare. */
  readonly previous: readonly number[]
  readonly remembers: boolean
}

interface Planar {
  readonly system: SystemRecipe
  readonly eighths: readonly number[]
  /** The second direction: Hg, or the step before, [8] in eigenvectors. */
  readonly second: 'image' | 'previous'
  readonly previous: readonly number[]
}

const integers = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 9, maxLength: 9 })

export const saddleFreeStepProperties: readonly Property<NewtonSearchesCode>[] = [
  property({
    name: 'in the whole Krylov space the saddle-free step is −(|H| + μI)⁻¹g, for every damping',
    source: `${dauphin}; p = −Q c/(|λ| + μ)`,
    instances: fc.record({
      system: quadratics(),
      eighths: dampingEighths,
      previous: integers,
      remembers: fc.boolean(),
    }),
    cases: 150,
    labels: {
      ...signLabels,
      remembers: { share: 0.2, applies: ({ system, remembers }) => remembers && spares(system) },
    },
    check: wholeRatios,
  }),
  property({
    name: 'in two dimensions the saddle-free step is −V(|T| + μI)⁻¹Vᵀg with T = VᵀHV',
    source: `${dauphin}; |T| = (T² + |det T| I)/√(tr T² + 2|det T|), V from g and Hg or from g and the step before`,
    instances: fc.record({
      system: quadratics(),
      eighths: dampingEighths,
      second: fc.constantFrom('image' as const, 'previous' as const),
      previous: integers,
    }),
    cases: 200,
    labels: {
      ...signLabels,
      remembers: { share: 0.3, applies: ({ second }) => second === 'previous' },
    },
    check: planarRatios,
  }),
  property({
    name: 'a step before that lies in the Krylov space changes nothing',
    source: 'H = λI: the Krylov space is that of g, and p = −g/(|λ| + μ)',
    instances: fc.record({
      gradient: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 3 }),
      level: fc.integer({ min: -6, max: 6 }),
      eighth: fc.nat({ max: 12 }).map((k) => 2 * k + 1),
      thirteenths: fc.integer({ min: 1, max: 1000 }),
    }),
    labels: { 'two parameters': { share: 0.3, applies: ({ gradient }) => gradient.length === 2 } },
    check: parallelRatios,
  }),
]

async function wholeRatios(
  { krylovSaddleFreeSteps }: NewtonSearchesCode,
  { system, remembers, previous, ...one }: Whole,
): Promise<Ratio[]> {
  const known = expandSystem(system)
  const n = known.b.length
  const dampings = one.eighths.map((eighth) => eighth / 8)
  const before =
    remembers && spares(system)
      ? rotated(known.eigenvectors, Float64Array.from(previous.slice(0, n)))
      : undefined
  const found = await krylovSaddleFreeSteps(bentObjective(known), new Float64Array(n), before, { dampings })
  return stepRatios(known, found, dampings, (damping) => {
    const expected = known.components.map((c, k) => -c / (Math.abs(known.eigenvalues[k]!) + damping))
    const lowest = damping + Math.min(...[...weights(system).keys()].map(Math.abs))
    return { expected, bound: stepError(known, damping, lowest) }
  })
}

/** A dimension is left over. */
function spares(system: SystemRecipe): boolean {
  return weights(system).size < system.spectrum.length
}

interface Parallel {
  readonly gradient: readonly number[]
  readonly level: number
  readonly eighth: number
  readonly thirteenths: number
}

/** Forty lengths of g that are no dyadic numbers, as rounding would leave nothing of those; seldom it leaves too much. */
async function parallelRatios(
  { krylovSaddleFreeSteps }: NewtonSearchesCode,
  { gradient, level, eighth, thirteenths }: Parallel,
): Promise<Ratio[]> {
  const damping = eighth / 8
  const lowest = Math.abs(level) + damping
  const ratios: Ratio[] = []
  for (let k = 0; k < 40; k++) {
    const components = gradient.map((x) => (x * (thirteenths + k)) / 13)
    const recipe = { spectrum: gradient.map(() => level), reflections: [], components }
    const known = expandSystem({ ...recipe, shift: 0, matrixExponent: 0, rightExponent: 0 })
    const expected = known.b.map((x) => -x / lowest)
    const start = new Float64Array(components.length)
    const found = await krylovSaddleFreeSteps(bentObjective(known), start, expected, { dampings: [damping] })
    const bound = stepError(known, damping, lowest)
    ratios.push(...stepRatios(known, found, [damping], () => ({ expected, bound })))
  }
  return ratios
}

async function planarRatios(
  { krylovSaddleFreeSteps }: NewtonSearchesCode,
  { system, second, previous, ...one }: Planar,
): Promise<Ratio[]> {
  const known = expandSystem(system)
  const { components: c, eigenvalues } = known
  const n = c.length
  if (n < 2) return []
  const dampings = one.eighths.map((eighth) => eighth / 8)
  const z =
    second === 'image' ? c.map((x, k) => eigenvalues[k]! * x) : Float64Array.from(previous.slice(0, n))
  const before = second === 'image' ? undefined : rotated(known.eigenvectors, z)
  const options = { dampings, krylovDimension: 2 }
  const found = await krylovSaddleFreeSteps(bentObjective(known), new Float64Array(n), before, options)
  // An integer vector, so that nothing cancels: ‖g‖² times what z has outside g.
  const w = z.map((x, k) => sum(c, c) * x - sum(c, z) * c[k]!)
  const plane = planeOf(known, w)
  return stepRatios(known, found, dampings, (damping) => {
    const expected = plane.step(damping)
    const turned = plane.alone ? 1 : (norm(z) * sum(c, c)) / norm(w)
    const scale = (known.largest + damping) / damping
    return { expected, bound: 64 * n * n * unitRoundoff * turned * scale ** 2 * (known.size / damping) }
  })
}

interface Plane {
  /** w is 0: the space has one dimension. */
  readonly alone: boolean
  /** −V(|T| + μI)⁻¹Vᵀg [n], in eigenvectors */
  step(damping: number): Float64Array
}

/** V from c and w, which are orthogonal. */
function planeOf({ components: c, eigenvalues }: KnownSystem, w: Float64Array): Plane {
  const [p, q] = [unit(c), unit(w)]
  const image = (v: Float64Array): Float64Array => v.map((x, k) => eigenvalues[k]! * x)
  const [a, b, d] = [sum(p, image(p)), sum(p, image(q)), sum(q, image(q))]
  const determinant = Math.abs(a * d - b * b)
  const root = Math.sqrt(a * a + 2 * b * b + d * d + 2 * determinant)
  const absolute = (x: number): number => (root === 0 ? 0 : x / root)
  const [aa, bb, dd] = [
    absolute(a * a + b * b + determinant),
    absolute(b * (a + d)),
    absolute(b * b + d * d + determinant),
  ]
  const alone = w.every((x) => x === 0)
  return {
    alone,
    step(damping) {
      const divisor = (aa + damping) * (dd + damping) - bb * bb
      const first = (-norm(c) * (dd + damping)) / divisor
      const other = (norm(c) * bb) / divisor
      return p.map((x, k) => (alone ? (-norm(c) * x) / (Math.abs(a) + damping) : first * x + other * q[k]!))
    },
  }
}

/** 0 stays 0. */
function unit(v: Float64Array): Float64Array {
  const size = norm(v) || 1
  return v.map((x) => x / size)
}

function sum(x: Float64Array, y: Float64Array): number {
  return x.reduce((total, entry, k) => total + entry * y[k]!, 0)
}

function stepRatios(
  { eigenvectors }: KnownSystem,
  found: KrylovSteps,
  dampings: readonly number[],
  reference: (damping: number) => { readonly expected: Float64Array; readonly bound: number },
): Ratio[] {
  if (found.status !== 'steps') return [failed(`is ${found.status}`)]
  if (found.steps.length !== dampings.length) return [failed('a step is missing')]
  return [
    none(`${found.products} products, ${found.dimension} dimensions`, found.products - found.dimension),
    ...found.steps.map(({ damping, step }, j) => {
      if (damping !== dampings[j]) return failed(`step ${j} has the damping ${damping}`)
      const { expected, bound } = reference(damping)
      const y = unrotated(eigenvectors, step)
      return withinBound(`step ${j}`, norm(y.map((x, k) => x - expected[k]!)), bound)
    }),
  ]
}
