/**
 * A saddle point of a ReLU network on any data, known in closed form: every hidden unit is on and constant on all
 * samples, and nothing of it reaches the outputs.
 *
 *     W₁ = 0,  b₁ = 1,  W₂ = 0,  b₂ = log (share of each class)
 *
 * The outputs are the class shares at every sample, so that δ = p − t has mean 0, and with it vanish the gradients of
 * b₂ and W₂; those of W₁ and b₁ vanish with W₂. Hidden units are coupled to their outgoing weights by
 * B = mean of x̄δᵀ, the same matrix for each, and the rest of the Hessian is Gauss-Newton on the outgoing weights
 * alone: each unit contributes rank B negative eigenvalues, which is C − 1 unless class means depend on each other.
 * So the index attains h(C − 1), the largest that indexBound.spec.ts leaves possible.
 */
import {
  type ClaimContext,
  measuredSigns,
  type NetworkObjective,
  plannedObjective,
  type TrainingPlan,
} from '../../harness/index.ts'

export interface ConstantUnits {
  readonly objective: NetworkObjective
  /** [P] */
  readonly theta: Float64Array
}

/** @param plan of a network with one hidden layer under cross-entropy, with labels */
export function constantUnits(plan: TrainingPlan): ConstantUnits {
  const objective = plannedObjective(plan)
  const theta = new Float64Array(objective.dimension)
  const [hidden, output] = objective.shape.blocks
  theta.fill(1, hidden!.bias, hidden!.bias + hidden!.fanOut)
  classCounts(plan).forEach((count, c) => {
    theta[output!.bias + c] = Math.log(count / plan.data.labels.length)
  })
  return { objective, theta }
}

/** Its certified inertia, as evidence. */
export function constantUnitsSigns(
  context: ClaimContext,
  plan: TrainingPlan,
): ReturnType<typeof measuredSigns> {
  return measuredSigns(context, plan, constantUnits(plan).theta, 'at a saddle point of constant units', [])
}

function classCounts({ data }: TrainingPlan): readonly number[] {
  const counts = Array.from({ length: data.classes }, () => 0)
  for (const label of data.labels) counts[label]!++
  return counts
}
