/**
 * First-layer weights that no sample sees, for one unit at a time.
 *
 * Let unit i of the first layer reach the loss on the samples S_i, and x̄ be the input with a 1 for the bias.
 * In direction w ⊗ e_i of [W_0; b_0] only R{z_0}[i] = x̄·w is not 0 at once. If x̄_s·w = 0 for s in S_i it is 0
 * there; on the other samples the unit is off, or some layer behind it is off as a whole, and R{z_0}[i] meets a
 * slope of 0 before it meets a loss or a δ. So H·v = 0, and unit i has
 *
 *     d + 1 − rank X̄_{S_i}     (d − rank X_{S_i} without biases)
 *
 * such directions: inputs that are zero, constant, copies or combinations of others, as far as S_i can tell;
 * fewer samples than inputs; all of them for a dead unit. Those among them that are zero rows of the Hessian
 * are counted as silent, the others here: as constant inputs where the input is constant on all samples, and
 * as collinear ones otherwise.
 */
import { commonValues } from '../algebra/exactRank.ts'
import type { NullFamily, NullSpaceContext } from './nullFamily.ts'

export function inputFamilies(context: NullSpaceContext): NullFamily[] {
  const { problem, activity } = context
  const { fanOut } = problem.shape.blocks[0]!
  const { varies } = commonValues(problem.inputs, context.samples)
  const families: NullFamily[] = []
  for (const group of activity.groups[0]!) {
    const { dependent, constant, kernel } = context.inputDependencies(group)
    const isPlain = new Set(constant)
    let vectors: Float64Array[] | undefined
    dependent.forEach((a, f) => {
      // Units of a group have the same silent inputs.
      if (activity.used[a * fanOut + group.units[0]!] === 0) return
      families.push({
        cause: isPlain.has(a) && varies[a] === 0 ? 'constantInput' : 'collinearInput',
        count: group.units.length,
        directions: function* () {
          vectors ??= kernel()
          for (const i of group.units) yield atUnit(problem.shape.dimension, vectors[f]!, fanOut, i)
        },
      })
    })
  }
  return families
}

/** w ⊗ e_i: the first layer's block begins where theta does. */
function atUnit(dimension: number, w: Float64Array, fanOut: number, i: number): Float64Array {
  const v = new Float64Array(dimension)
  w.forEach((entry, a) => {
    v[a * fanOut + i] = entry
  })
  return v
}
