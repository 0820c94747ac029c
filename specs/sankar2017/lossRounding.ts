/**
 * A bound of |computed − exact| of the cross-entropy of a network with one hidden layer, in any order of its sums.
 *
 *     |Δf| ≤ 2 γ_k (M + log C + 1),   γ_k = ku / (1 − ku),   k = 2d + h + C + n + 17
 *     M = max_c |b₂c| + Σ_i |W₂ic| (|b₁i| + X Σ_j |W₁ji|),   X = max |x| + max |m|
 *
 * No output exceeds M in size, for inputs x − m. A product of weights in one passes at most 2d + h + 4 roundings, and a ReLU
 * makes no error larger: |Δz| ≤ γ_{2d+h+4} M. A sample's loss log Σ exp z − z_t changes by 2 max |Δz| at most, and
 * adds γ_{C+12} (M + log C + 1) of its own: C exponentials and a logarithm of at most 4u relative each, the differences
 * before them, the sum. The mean over samples, none above 2M + log C, adds γ_{n+1} (2M + log C). And γ_a + γ_b ≤ γ_{a+b}.
 * A factor of 3 in place of 2 covers the rounding of the bound itself.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, §3.1.
 */
import { ArgumentError, plannedObjective, type TrainingPlan, unitRoundoff } from '../../harness/index.ts'

/** @param plan one hidden layer, cross-entropy, no l2 @param theta [P] @throws ArgumentError of another plan */
export function lossRounding(plan: TrainingPlan, theta: Float64Array): number {
  if (plan.layers.length !== 3 || plan.loss !== 'cross-entropy' || (plan.l2 ?? 0) !== 0) {
    const got = `${plan.layers.join('-')}, ${plan.loss}, l2 = ${plan.l2 ?? 0}`
    throw new ArgumentError('lossRounding', 'plan', 'one hidden layer under cross-entropy without l2', got)
  }
  const { inputs, classes } = plan.data
  const [d, h] = plan.layers as [number, number]
  const k = 2 * d + h + classes + inputs.rows + 17
  const gamma = (k * unitRoundoff) / (1 - k * unitRoundoff)
  return 3 * gamma * (largestOutput(plan, theta) + Math.log(classes) + 1)
}

/** M */
function largestOutput(plan: TrainingPlan, theta: Float64Array): number {
  const { inputs } = plan.data
  const [hidden, output] = plannedObjective(plan).shape.blocks
  const largestInput = largest(inputs.values) + largest(inputs.offset)
  let most = 0
  for (let c = 0; c < output!.fanOut; c++) {
    let sum = Math.abs(theta[output!.bias + c]!)
    for (let i = 0; i < hidden!.fanOut; i++) {
      let unit = Math.abs(theta[hidden!.bias + i]!)
      for (let j = 0; j < hidden!.fanIn; j++) {
        unit += largestInput * Math.abs(theta[hidden!.weights + j * hidden!.fanOut + i]!)
      }
      sum += unit * Math.abs(theta[output!.weights + i * output!.fanOut + c]!)
    }
    most = Math.max(most, sum)
  }
  return most
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
