/**
 * Directions that add one number to all outputs, which a loss of softmax(z) does not see.
 *
 * In direction e_b ⊗ 1 of [W_{L−1}; b_{L−1}] all R{z_{L−1}} are equal, so R{δ_{L−1}} = S·R{z} = 0; and
 * R{δ_{L−2}}[b] = φ'·Σ_c δ_c = 0 because the loss's gradient sums to 0 over the outputs. Hence H·v = 0 for
 * every hidden unit b of the last layer that is not silent, and for the bias.
 *
 * Without hidden layer the same holds of the inputs b; their kernel is counted for every output already, so that
 * only the independent inputs count.
 */
import { inputRows, type NullFamily, type NullSpaceContext } from './nullFamily.ts'

export function shiftFamilies(context: NullSpaceContext): NullFamily[] {
  const { problem, activity } = context
  if (!problem.loss.shiftInvariant) return []
  const { blocks, dimension } = problem.shape
  const { fanOut, weights } = blocks.at(-1)!
  const rows =
    blocks.length === 1
      ? [...context.inputDependencies(activity.groups[0]![0]!).independent]
      : inputRows(context, blocks.length - 1).filter((b) => activity.used[weights + b * fanOut] === 1)
  return rows.map((b) => ({
    cause: 'softmaxShift',
    count: 1,
    directions: () => [new Float64Array(dimension).fill(1, weights + b * fanOut, weights + (b + 1) * fanOut)],
  }))
}
