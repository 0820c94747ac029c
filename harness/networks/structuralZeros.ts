/**
 * Null directions of the Hessian that follow from the data, the architecture, which ReLUs are on, and coincidences
 * among the weights, with no eigenvalue computed. Each is proved, in the file of its family, from Pearlmutter's
 * R-operator: a direction is null if and only if no gradient changes along it to first order.
 *
 * - A **silent parameter** has an exactly zero Hessian row: for every sample its input is 0 (an always-zero
 *   input, a hidden ReLU that is off) or its unit does not reach the loss (its ReLU is off, or every unit
 *   behind it is). A dead unit silences its incoming and outgoing weights and its bias. A softmax over one
 *   output is constant and silences everything.
 * - A **constant** or otherwise **collinear input**, on the samples that one unit of the first layer sees:
 *   inputFamilies.ts.
 * - A **softmax shift** adds one number to all outputs: shiftFamilies.ts.
 * - **Zero outgoing weights** and **redundant units**, for example duplicated ones: hiddenFamilies.ts.
 *
 * The directions are linearly independent as counted here. With l2 > 0 none of them is a null direction.
 */
import { type ColumnDependencies, columnDependencies } from '../algebra/exactRank.ts'
import { hiddenFamilies } from './hiddenFamilies.ts'
import { inputFamilies } from './inputFamilies.ts'
import type { NetworkProblem } from './networkProblem.ts'
import type { NullCause, NullFamily, NullSpaceContext } from './nullFamily.ts'
import { shiftFamilies } from './shiftFamilies.ts'
import { unitActivity } from './unitActivity.ts'

export interface StructuralZeros {
  /** [P] 1 where the Hessian's row is exactly zero. */
  readonly silent: Uint8Array
  readonly silentCount: number
  /** Directions that pair an input that is constant on all samples with a bias. */
  readonly constantInputs: number
  /** Directions of inputs that depend on others, or are constant, on the samples that a unit sees. */
  readonly collinearInputs: number
  /** Directions that shift all outputs. */
  readonly softmaxShift: number
  /** Directions at units whose outgoing weights are zero, or alike before a softmax. */
  readonly zeroOutgoing: number
  /** Directions at units whose incoming or outgoing weights depend on each other, duplicated units above all. */
  readonly redundantUnits: number
  /** Units of each hidden layer that reach the loss on no sample. */
  readonly deadUnits: readonly number[]
  /** The sum of the counts: a lower bound of the nullity. */
  readonly total: number
  /** `total` linearly independent vectors that the Hessian sends to 0, up to their rounding; made on demand. */
  directions(): Iterable<NullDirection>
}

export interface NullDirection {
  readonly cause: NullCause
  /** [P], largest component about 1 */
  readonly vector: Float64Array
}

/** What the proof is made of, each part replaceable on its own. */
export interface NullSpaceRules {
  readonly activity: typeof unitActivity
  readonly dependencies: typeof columnDependencies
  readonly families: readonly ((context: NullSpaceContext) => readonly NullFamily[])[]
}

export const nullSpaceRules: NullSpaceRules = {
  activity: unitActivity,
  dependencies: columnDependencies,
  families: [inputFamilies, shiftFamilies, hiddenFamilies],
}

/**
 * @param theta in all parameters of `problem.shape`, 0 for biases that the network lacks
 * @param samples the samples that the mean is over
 */
export function structuralZeros(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
  rules: NullSpaceRules = nullSpaceRules,
): StructuralZeros {
  const { shape, layout, loss } = problem
  const hidden = shape.blocks.slice(0, -1)
  if (problem.l2 !== 0) {
    return collect(
      problem,
      new Uint8Array(shape.dimension),
      hidden.map(() => 0),
      [],
    )
  }
  const activity = rules.activity(problem, theta, samples)
  const deadUnits = hidden.map(({ bias, fanOut }) =>
    activity.used.subarray(bias, bias + fanOut).reduce((dead, flag) => dead + 1 - flag, 0),
  )
  if (loss.shiftInvariant && shape.layers.at(-1) === 1) {
    return collect(problem, new Uint8Array(shape.dimension).fill(1), deadUnits, [])
  }
  const known = new Map<Int32Array, ColumnDependencies>()
  const context: NullSpaceContext = {
    problem,
    theta,
    samples,
    activity,
    inputDependencies(group) {
      const found =
        known.get(group.samples) ??
        rules.dependencies(problem.inputs, group.samples, { ones: layout.shape.biases })
      known.set(group.samples, found)
      return found
    },
  }
  const families = rules.families.flatMap((list) => list(context))
  return collect(
    problem,
    activity.used.map((flag) => 1 - flag),
    deadUnits,
    families,
  )
}

/** @param silentAnywhere flags of all parameters of `problem.shape` */
function collect(
  { layout }: NetworkProblem,
  silentAnywhere: Uint8Array,
  deadUnits: readonly number[],
  families: readonly NullFamily[],
): StructuralZeros {
  const silent = layout.restrict(silentAnywhere)
  const silentCount = silent.reduce((sum, flag) => sum + flag, 0)
  const count = (cause: NullCause): number =>
    families.reduce((sum, family) => sum + (family.cause === cause ? family.count : 0), 0)
  return {
    silent,
    silentCount,
    constantInputs: count('constantInput'),
    collinearInputs: count('collinearInput'),
    softmaxShift: count('softmaxShift'),
    zeroOutgoing: count('zeroOutgoing'),
    redundantUnits: count('redundantUnits'),
    deadUnits,
    total: families.reduce((sum, family) => sum + family.count, silentCount),
    directions: function* () {
      for (let p = 0; p < silent.length; p++) {
        if (silent[p] === 0) continue
        yield { cause: 'silent', vector: new Float64Array(silent.length).fill(1, p, p + 1) }
      }
      for (const { cause, directions } of families) {
        for (const vector of directions()) yield { cause, vector: layout.restrict(vector) }
      }
    },
  }
}
