/** Bugs of Krylov saddle-free Newton: its step and its loop once more, with the parts that go wrong handed in. */
import { symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { addScaled, dot, norm } from '../algebra/vectors.ts'
import { type DampedStep, dampedSteps, dauphin2014Dampings } from '../optimizers/dampedSteps.ts'
import { krylovSaddleFreeNewton } from '../optimizers/krylovSaddleFreeNewton.ts'
import type { KrylovSteps } from '../optimizers/krylovSaddleFreeStep.ts'
import {
  type NewtonSearchesCode,
  newtonSearchesCode,
} from '../properties/newtonSearches/newtonSearchesCode.ts'
import { embeddedProvider } from '../providers/embedded/embeddedProvider.ts'
import type { Eigenpairs } from '../providers/provider.ts'
import { hessianOperator, type LinearOperator } from '../spectra/linearOperator.ts'
import { type Mutant, released, slip } from './mutant.ts'

type Vector = Float64Array

interface Parts {
  /** Orthonormal vectors of the Krylov space, k at most. */
  readonly basis: (operator: LinearOperator, g: Vector, k: number) => Vector[]
  /** What joins them of the step before; undefined where nothing is left of it. */
  readonly remembered: (previous: Vector, basis: readonly Vector[]) => Vector | undefined
  /** An entry of VᵀHV. */
  readonly entry: (
    v: Vector,
    hw: Vector,
    at: { readonly i: number; readonly j: number; readonly last: number },
  ) => number
  readonly reduced: (g: Vector, basis: readonly Vector[]) => Vector
  readonly steps: (pairs: Eigenpairs, g: Vector, dampings: readonly number[]) => readonly DampedStep[]
}

const parts: Parts = {
  basis(operator, g, k) {
    const basis: Vector[] = []
    let next: Vector | undefined = unit(g)
    while (next !== undefined && basis.length < k) {
      basis.push(next)
      next = outside(operator.apply(next), basis)
    }
    return basis
  },
  remembered: (previous, basis) => outside(previous, basis),
  entry: (v, hw) => dot(v, hw),
  reduced: (g, basis) => Float64Array.from(basis, (v) => dot(v, g)),
  steps: (pairs, g, dampings) => dampedSteps(pairs, g, dampings),
}

export const saddleFreeMutants: readonly Mutant<NewtonSearchesCode>[] = [
  slip('saddle-free: λ instead of |λ|, so that saddles attract', {
    ...withParts({ steps: (pairs, g, dampings) => dampedSteps(pairs, g, dampings, { curvature: 'signed' }) }),
  }),
  released(
    'saddle-free: Lanczos vectors are orthogonal to the last two only',
    withParts({
      basis(operator, g, k) {
        const basis: Vector[] = [unit(g)]
        while (basis.length < k) {
          const w = operator.apply(basis.at(-1)!)
          const next = basis.slice(-2).reduce((rest, q) => addScaled(rest, -dot(q, rest), q), w)
          if (norm(next) === 0) break
          basis.push(unit(next))
        }
        return basis
      },
    }),
  ),
  released(
    'saddle-free: the step before is orthogonal to the last two Lanczos vectors only',
    withParts({
      remembered: (previous, basis) => outside(previous, basis) && outside(previous, basis.slice(-2)),
    }),
  ),
  slip(
    'saddle-free: rounding of the step before, parallel to g, joins as a direction of its own',
    withParts({
      remembered(previous, basis) {
        let rest = unit(previous)
        for (let pass = 0; pass < 2; pass++) {
          for (const q of basis) rest = addScaled(rest, -dot(q, rest), q)
          if (!(norm(rest) > rest.length * Number.EPSILON)) return undefined
          rest = unit(rest)
        }
        return rest
      },
    }),
  ),
  slip(
    'saddle-free: the off-diagonal of T is dropped',
    withParts({ entry: (v, hw, { i, j }) => (i === j ? dot(v, hw) : 0) }),
  ),
  slip(
    'saddle-free: the step before is not coupled with the Lanczos vectors',
    withParts({ entry: (v, hw, { i, j, last }) => (i !== j && (i === last || j === last) ? 0 : dot(v, hw)) }),
  ),
  slip(
    'saddle-free: the step before joins as it is, not orthogonal',
    withParts({ remembered: (previous, basis) => outside(previous, basis) && unit(previous) }),
  ),
  slip(
    'saddle-free: of Vᵀg only the direction is kept, not the length',
    withParts({ reduced: (_, basis) => Float64Array.from(basis, (_v, j) => (j === 0 ? 1 : 0)) }),
  ),
  slip(
    'saddle-free: |λ + μ| instead of |λ| + μ',
    withParts({
      steps: (pairs, g, dampings) =>
        dampings.flatMap((damping) =>
          dampedSteps({ ...pairs, values: pairs.values.map((x) => x + damping) }, g, [0]).map((step) => ({
            ...step,
            damping,
          })),
        ),
    }),
  ),
  slip(
    'saddle-free: the damping is relative, |λ|(1 + μ)',
    withParts({
      steps: (pairs, g, dampings) =>
        dampings.flatMap((damping) =>
          dampedSteps({ ...pairs, values: pairs.values.map((x) => x * (1 + damping)) }, g, [0], {
            cutoff: 1e-12,
          }).map((step) => ({ ...step, damping })),
        ),
    }),
  ),
  slip('saddle-free: the first damping that lowers the loss is taken', withLoop({ better: () => false })),
  slip(
    'saddle-free: the best of the dampings is taken though it raises the loss',
    withLoop({ lowers: () => true }),
  ),
  slip('saddle-free: the least damping is taken unseen', {
    ...newtonSearchesCode,
    krylovSaddleFreeNewton: (objective, theta, { dampings = dauphin2014Dampings, ...options }) =>
      krylovSaddleFreeNewton(objective, theta, { ...options, dampings: [Math.min(...dampings)] }),
  }),
  slip('saddle-free: epochs start from the same point', withLoop({ start: (_, first) => first })),
]

function withParts(flaw: Partial<Parts>): NewtonSearchesCode {
  const krylovSaddleFreeSteps = stepsOf({ ...parts, ...flaw })
  return { ...newtonSearchesCode, krylovSaddleFreeSteps }
}

function stepsOf(made: Parts): NewtonSearchesCode['krylovSaddleFreeSteps'] {
  return async (objective, theta, previous, options = {}): Promise<KrylovSteps> => {
    const { dampings = dauphin2014Dampings, krylovDimension: k = objective.dimension } = options
    const g = objective.gradient(theta)
    if (norm(g) === 0) return { status: 'zeroGradient', products: 0 }
    const operator = hessianOperator(objective, theta)
    const basis = made.basis(operator, g, previous === undefined || k === 1 ? k : k - 1)
    const last = previous === undefined || k === 1 ? undefined : made.remembered(previous, basis)
    if (last !== undefined) basis.push(last)
    const images = basis.map((v) => operator.apply(v))
    const order = basis.length
    const entries = new Float64Array(order * order)
    for (let i = 0; i < order; i++) {
      for (let j = 0; j <= i; j++) {
        entries[i * order + j] = made.entry(basis[i]!, images[j]!, { i, j, last: order - 1 })
        entries[j * order + i] = entries[i * order + j]!
      }
    }
    const pairs = await embeddedProvider().eigenpairs(symmetricMatrix(entries, order))
    if (pairs.status !== 'converged') return { status: 'notConverged', products: order }
    const steps = made.steps(pairs, made.reduced(g, basis), dampings).map((one) => ({
      ...one,
      step: basis.reduce((total, v, j) => addScaled(total, one.step[j]!, v), new Float64Array(g.length)),
    }))
    return { status: 'steps', steps, dimension: order, ritzValues: pairs.values, products: order }
  }
}

interface Loop {
  /** Of two losses that are below that of the start. */
  readonly better: (loss: number, best: number) => boolean
  readonly lowers: (loss: number, before: number) => boolean
  readonly start: (theta: Vector, first: Vector) => Vector
}

/** The real run with all samples in a batch and a number of epochs as its end. */
function withLoop(flaw: Partial<Loop>): NewtonSearchesCode {
  const made: Loop = {
    better: (loss, best) => loss < best,
    lowers: (x, before) => x < before,
    start: (x) => x,
    ...flaw,
  }
  const run: NewtonSearchesCode['krylovSaddleFreeNewton'] = async (objective, theta0, options) => {
    const { krylovSaddleFreeSteps } = newtonSearchesCode
    const losses = [objective.loss(theta0)]
    const uses = new Map<number, number>()
    let theta: Vector = theta0.slice()
    let previous: Vector | undefined
    let [steps, products] = [0, 0]
    const end = (status: 'stopped' | 'stalled' | 'diverged') => ({
      ...{ status, because: status, theta, epochs: losses.length - 1, losses: Float64Array.from(losses) },
      ...{ steps, products, dampings: [...uses].map(([damping, count]) => ({ damping, uses: count })) },
    })
    while (losses.length <= options.stop.maxEpochs) {
      const from = made.start(theta, theta0)
      const found = await krylovSaddleFreeSteps(objective, from, previous, options)
      products += found.products
      if (found.status === 'zeroGradient') return end('stalled')
      if (found.status !== 'steps') return end('diverged')
      const ends = found.steps.map((one) => {
        const there = addScaled(from, 1, one.step)
        return { ...one, there, loss: objective.loss(there) }
      })
      const lower = ends.filter(({ loss }) => made.lowers(loss, losses.at(-1)!))
      if (lower.length === 0) return end('stalled')
      const best = lower.reduce((kept, one) => (made.better(one.loss, kept.loss) ? one : kept))
      theta = best.there
      previous = best.step
      uses.set(best.damping, (uses.get(best.damping) ?? 0) + 1)
      steps++
      losses.push(best.loss)
    }
    return end('stopped')
  }
  return { ...newtonSearchesCode, krylovSaddleFreeNewton: run }
}

/** The unit vector along what of v is outside the span of an orthonormal basis; undefined where that is rounding. */
function outside(v: Vector, basis: readonly Vector[]): Vector | undefined {
  let rest = v
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) rest = addScaled(rest, -dot(q, rest), q)
    if (!(norm(rest) > 1e-10 * (norm(v) + 1))) return undefined
  }
  return unit(rest)
}

function unit(v: Vector): Vector {
  const size = norm(v)
  return v.map((x) => x / size)
}
