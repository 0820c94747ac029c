/**
 * Where optimizers end on the landscape of Fig. 1: on the flat step, in the well within it, or still on the way.
 *
 * The paper's "any point above (4, 2)" is read both ways, as a point (w, f(w)) of the section with f(w) > 2 and as a
 * point (w₁, w₂) beyond (4, 2) in both coordinates; the landscape has the claimed property under either.
 */
import {
  adagrad,
  adam,
  dampedSteps,
  dauphin2014Dampings,
  momentum,
  multipliedAdagrad,
  multipliedAdam,
  nesterov,
  noisySgd,
  norm,
  type Optimizer,
  perturbedGd,
  plateau,
  sgd,
  stationarity,
} from '../../harness/index.ts'

/** w in (w, f(w)): to the right of 4, and its mirror image. */
export const onTheSection = [4.125, 5, 8, 16, -5].map((w) => [w, 0] as const)
export const beyondBoth = [
  [4.125, 2.125],
  [5, 3],
  [4.5, 9],
  [12, 12],
] as const

export const startsAbove: readonly (readonly [number, number])[] = [...onTheSection, ...beyondBoth]
export const startsOnPlateau: readonly (readonly [number, number])[] = [
  [2.5, 0],
  [0, 2.125],
  [-2, 2],
]

/** `diverged`: an iterate is not finite. */
export type End = 'plateau' | 'well' | 'onTheWay' | 'diverged'

export const endNames: Readonly<Record<End, string>> = {
  plateau: 'plateau',
  well: 'well',
  onTheWay: 'on the way',
  diverged: 'diverged',
}

export interface Descent {
  readonly end: End
  /** ‖w‖ where it ended. */
  readonly radius: number
  readonly gradientNorm: number
  readonly steps: number
  /** Loss after 0, 1, 2, 4, 8, … steps. */
  readonly losses: readonly { readonly step: number; readonly loss: number }[]
}

/** Replaces w by the next iterate. */
export type Step = (w: Float64Array) => Promise<void> | void

export interface Method {
  readonly name: string
  /** Every constant, as text. */
  readonly constants: string
  readonly order: 'first' | 'second'
  start(): Step
}

/**
 * Ends on the plateau: ‖w‖ ≥ 2 at a critical point (‖∇f‖ < 1e-5; beyond the plateau the slope is larger, until right
 * before it). In the well: ‖w‖ < 2.
 */
export async function descend(
  method: Method,
  from: readonly [number, number],
  most: number,
): Promise<Descent> {
  const w = Float64Array.from(from)
  const step = method.start()
  const losses = [{ step: 0, loss: plateau.loss(w) }]
  let steps = 0
  while (steps < most) {
    await step(w)
    steps++
    if (!w.every(Number.isFinite)) break
    // Powers of two: a few points that show all of a run on a logarithmic axis.
    if (Number.isInteger(Math.log2(steps))) losses.push({ step: steps, loss: plateau.loss(w) })
  }
  const ended = w.every(Number.isFinite)
    ? endAt(w)
    : { end: 'diverged' as const, radius: Number.POSITIVE_INFINITY, gradientNorm: Number.POSITIVE_INFINITY }
  return { ...ended, steps, losses }
}

function endAt(w: Float64Array): Pick<Descent, 'end' | 'radius' | 'gradientNorm'> {
  const radius = norm(w)
  const { gradientNorm, status } = stationarity(norm(plateau.gradient(w)))
  const end = radius < 2 ? 'well' : status === 'critical' ? 'plateau' : 'onTheWay'
  return { end, radius, gradientNorm }
}

/**
 * With the constants that the library takes from the paper, its released code or the method's own source, and with
 * another learning rate where that one leads nowhere in time. The multiplied ones are what the released code runs.
 */
export function allMethods(seed: number): readonly Method[] {
  return [
    gradientDescent(0.1),
    gradientDescent(0.5),
    firstOrder(momentum()),
    firstOrder(nesterov()),
    firstOrder(nesterov({ learningRate: 0.1 })),
    firstOrder(adam()),
    firstOrder(adam({ learningRate: 0.1 })),
    firstOrder(adagrad({ learningRate: 1 })),
    firstOrder(multipliedAdam({ stepsPerEpoch: 1 })),
    firstOrder(multipliedAdagrad()),
    firstOrder(noisySgd({ seed, momentum: 0 })),
    firstOrder(noisySgd({ seed })),
    firstOrder(perturbed(seed, jumps.short)),
    firstOrder(perturbed(seed, jumps.long)),
    secondOrder('signed', [1]),
    secondOrder('signed', dauphin2014Dampings),
    secondOrder('absolute', [1]),
    secondOrder('absolute', dauphin2014Dampings),
  ]
}

/** Below it a number says no more than that the minimum is reached. */
const tiny = 1e-300

export function radiusText(radius: number): string {
  return radius > 0 && radius < tiny ? `< ${tiny}` : `= ${Number(radius.toPrecision(3))}`
}

const methodNames: Readonly<Record<string, string>> = {
  sgd: 'gradient descent',
  momentum: 'momentum',
  nesterov: 'Nesterov momentum',
  adam: 'Adam',
  adagrad: 'Adagrad',
  multipliedAdam: 'Adam as released (multiplies)',
  multipliedAdagrad: 'Adagrad as released (multiplies)',
  noisySgd: 'noisy SGD',
  perturbedGd: 'perturbed gradient descent',
}

export function gradientDescent(learningRate: number): Method {
  return firstOrder(sgd({ learningRate }))
}

/** Jin et al. leave the constants to theory; a jump where ‖g‖ is small, by a little or by a quarter of the plateau's width. */
export const jumps = { waitingSteps: 50, short: 1e-3, long: 0.25 }

function perturbed(seed: number, radius: number): Optimizer {
  return perturbedGd({
    seed,
    learningRate: 0.1,
    radius,
    gradientThreshold: 1e-3,
    waitingSteps: jumps.waitingSteps,
  })
}

function firstOrder(optimizer: Optimizer): Method {
  const { seed: _, ...constants } = optimizer.options
  const text = Object.entries(constants).map(([name, value]) => `${inWords(name)} ${value}`)
  return {
    name: methodNames[optimizer.name] ?? optimizer.name,
    constants: text.join(', '),
    order: 'first',
    start: () => {
      const state = optimizer.start(plateau.dimension)
      return (w) => state.step(w, plateau.gradient(w))
    },
  }
}

/** `learningRate` as `learning rate`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Newton's step (signed) or the saddle-free one (absolute), with the damping that lowers the loss most. */
function secondOrder(curvature: 'signed' | 'absolute', dampings: readonly number[]): Method {
  const name = curvature === 'signed' ? 'Newton' : 'saddle-free Newton'
  const constants =
    dampings.length === 1 ? `damping ${dampings[0]}` : `best damping of ${dampings.join(', ')}`
  return {
    name,
    constants,
    order: 'second',
    start: () => async (w) => {
      const { matrix } = await plateau.hessian(w)
      const pairs = planarEigenpairs(matrix.entries)
      const gradient = plateau.gradient(w)
      // λ + μ = 0 exactly has no step of that damping: left out.
      const steps = dampedSteps(pairs, gradient, dampings, { curvature, cutoff: 0 })
      const candidates = steps.map(({ step }) => w.map((x, i) => x + step[i]!))
      const losses = candidates.map((candidate) => plateau.loss(candidate))
      w.set(candidates[losses.indexOf(Math.min(...losses))]!)
    },
  }
}

/** Of [[a, b], [b, c]]: one rotation diagonalises it. */
function planarEigenpairs(entries: Float64Array): {
  readonly values: Float64Array
  readonly vectors: Float64Array
} {
  const [a, b, , c] = entries as unknown as [number, number, number, number]
  const angle = Math.atan2(2 * b, a - c) / 2
  const [x, y] = [Math.cos(angle), Math.sin(angle)]
  const along = a * x * x + 2 * b * x * y + c * y * y
  const across = a * y * y - 2 * b * x * y + c * x * x
  return { values: Float64Array.of(along, across), vectors: Float64Array.of(x, -y, y, x) }
}
