/**
 * Gradient descent that jumps to a random point nearby where the gradient is small.
 *
 *     ‖g‖ ≤ γ, and more than T gradient steps since the last jump:   θ ← θ + ξ,  ξ uniform in the ball of radius r
 *     else:                                                          θ ← θ − η g
 *
 * Source: Jin et al. 2017, Algorithm 2 (g_thres = γ, t_thres = T); Sankar and Balasubramanian 2017, Table 4,
 * describe it and show no result of it. Jin et al. compute r, γ, T and η from constants of the loss that nobody
 * has for a network (its Lipschitz constants, the distance to the minimum), so that none has a default.
 *
 * Differs from the source: 1. a jump takes a step of its own, because the gradient at the new point comes with the
 * next one; the iterates are the same. 2. It does not end by itself: the source returns the point before a jump
 * when the loss has not gone down by f_thres within T steps, and a rule that sees no loss cannot.
 */
import { type Random, seededRandom } from '../algebra/random.ts'
import { norm } from '../algebra/vectors.ts'
import { requireNotNegative, requirePositive, requireSteps } from './hyperparameters.ts'
import { type Optimizer, optimizer, type Update } from './optimizer.ts'

export interface PerturbedGdOptions {
  /** Of the jumps: every start begins the same stream. */
  readonly seed: number
  /** η */
  readonly learningRate: number
  /** r */
  readonly radius: number
  /** γ */
  readonly gradientThreshold: number
  /** T, gradient steps that a jump waits for after the last one; the first one waits for none. */
  readonly waitingSteps: number
}

export function perturbedGd({
  seed,
  learningRate,
  radius,
  gradientThreshold,
  waitingSteps,
}: PerturbedGdOptions): Optimizer {
  const options = { seed, learningRate, radius, gradientThreshold, waitingSteps }
  requirePositive('perturbedGd', 'learningRate', learningRate)
  requireNotNegative('perturbedGd', 'radius', radius)
  requireNotNegative('perturbedGd', 'gradientThreshold', gradientThreshold)
  requireSteps('perturbedGd', 'waitingSteps', waitingSteps, 0)
  seededRandom(seed)
  return optimizer('perturbedGd', options, (dimension) => startPerturbed(options, dimension))
}

function startPerturbed(options: PerturbedGdOptions, dimension: number): Update {
  const { seed, learningRate, radius, gradientThreshold, waitingSteps } = options
  const random = seededRandom(seed)
  const jump = new Float64Array(dimension)
  let stepsSinceJump = waitingSteps + 1
  return (theta, gradient) => {
    if (stepsSinceJump > waitingSteps && norm(gradient) <= gradientThreshold) {
      drawFromBall(jump, radius, random)
      for (let i = 0; i < theta.length; i++) theta[i]! += jump[i]!
      stepsSinceJump = 0
    } else {
      for (let i = 0; i < theta.length; i++) theta[i]! -= learningRate * gradient[i]!
      stepsSinceJump++
    }
  }
}

/** A normal direction, and a length whose P-th power is uniform. @param point [P] overwritten */
function drawFromBall(point: Float64Array, radius: number, random: Random): void {
  let length = 0
  while (length === 0) {
    for (let i = 0; i < point.length; i++) point[i] = random.normal()
    length = norm(point)
  }
  const share = Math.exp(Math.log(random.uniform()) / point.length)
  for (let i = 0; i < point.length; i++) point[i]! *= (radius * share) / length
}
