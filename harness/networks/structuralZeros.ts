/**
 * Null directions of the Hessian that follow from the data, the architecture and which ReLUs are on,
 * with no eigenvalue computed.
 *
 * - A **silent parameter** has an exactly zero Hessian row: for every sample its input is 0 (an always-zero
 *   input, a hidden ReLU that is off) or its unit does not reach the loss (its ReLU is off, or every unit
 *   behind it is). A dead unit silences its incoming and outgoing weights and its bias.
 * - A **constant input** c ≠ 0 acts like the bias: moving W_0[a, i] by 1 and b_0[i] by −c changes nothing.
 * - A **softmax shift** adds one number to all outputs: to all weights W_{L−1}[k, ·] of one unit k, or to
 *   all output biases; a loss of softmax(z) does not see it.
 *
 * The directions are linearly independent as counted here. With l2 > 0 none of them is a null direction.
 */
import { constantColumns } from '../algebra/columnKinds.ts'
import { selectRows } from '../algebra/sparseRows.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import type { NetworkProblem } from './networkProblem.ts'

export interface StructuralZeros {
  /** [P] 1 where the Hessian's row is exactly zero. */
  readonly silent: Uint8Array
  readonly silentCount: number
  /** Directions that pair a constant input with a bias. */
  readonly constantInputs: number
  /** Directions that shift all outputs. */
  readonly softmaxShift: number
  /** Units of each hidden layer that reach the loss on no sample. */
  readonly deadUnits: readonly number[]
  /** silentCount + constantInputs + softmaxShift: a lower bound of the nullity. */
  readonly total: number
}

/** @param theta [P] @param samples the samples that the mean is over */
export function structuralZeros(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
): StructuralZeros {
  const { shape } = problem
  if (problem.l2 !== 0) {
    const none = {
      silent: new Uint8Array(shape.dimension),
      silentCount: 0,
      constantInputs: 0,
      softmaxShift: 0,
    }
    return { ...none, deadUnits: shape.layers.slice(1, -1).map(() => 0), total: 0 }
  }
  const used = usedParameters(problem, theta, samples)
  const silent = used.map((flag) => 1 - flag)
  const silentCount = silent.reduce((sum, flag) => sum + flag, 0)
  const constant = constantColumns(selectRows(problem.inputs, samples))
  const constantInputs = countConstantInputs(problem, constant, used)
  const softmaxShift = countSoftmaxShift(problem, constant, used)
  const deadUnits = shape.blocks
    .slice(0, -1)
    .map(({ bias, fanOut }) => used.subarray(bias, bias + fanOut).reduce((dead, flag) => dead + 1 - flag, 0))
  return {
    silent,
    silentCount,
    constantInputs,
    softmaxShift,
    deadUnits,
    total: silentCount + constantInputs + softmaxShift,
  }
}

/** [P] 1 where some sample has a non-zero input and a unit that reaches the loss. */
function usedParameters(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): Uint8Array {
  const { shape, inputs } = problem
  const used = new Uint8Array(shape.dimension)
  const trace = newTrace(shape)
  const bias0 = firstBias(shape, theta, inputs.offset)
  const reached = shape.blocks.map(({ fanOut }) => new Uint8Array(fanOut))
  for (const s of samples) {
    forward(shape, theta, bias0, inputs, s, trace)
    markReached(problem, trace.z, reached)
    markFirstLayer(problem, s, reached[0]!, used)
    for (let k = 1; k < shape.blocks.length; k++) {
      const { fanIn, fanOut, weights } = shape.blocks[k]!
      for (let b = 0; b <= fanIn; b++) {
        if (b < fanIn && !isOn(problem, trace.z[k - 1]![b]!)) continue
        for (let j = 0; j < fanOut; j++) used[weights + b * fanOut + j]! |= reached[k]![j]!
      }
    }
  }
  markOffsetInputs(problem, used)
  return used
}

/** A unit reaches the loss when it is on and so is a unit of the next layer that does. */
function markReached(
  problem: NetworkProblem,
  z: readonly Float64Array[],
  reached: readonly Uint8Array[],
): void {
  const last = reached.length - 1
  reached[last]!.fill(1)
  for (let k = last - 1; k >= 0; k--) {
    const open = reached[k + 1]!.includes(1)
    for (let i = 0; i < reached[k]!.length; i++) reached[k]![i] = open && isOn(problem, z[k]![i]!) ? 1 : 0
  }
}

/** Only a ReLU can be off: then its value, slope and bend are exactly 0. */
function isOn({ shape }: NetworkProblem, z: number): boolean {
  return shape.activation.name !== 'relu' || z > 0
}

function markFirstLayer(
  { shape, inputs }: NetworkProblem,
  s: number,
  reached: Uint8Array,
  used: Uint8Array,
): void {
  const { fanIn, fanOut } = shape.blocks[0]!
  const mark = (a: number): void => {
    for (let i = 0; i < fanOut; i++) used[a * fanOut + i]! |= reached[i]!
  }
  for (let p = inputs.rowStart[s]!; p < inputs.rowStart[s + 1]!; p++) mark(inputs.columnIndex[p]!)
  mark(fanIn)
}

/**
 * An input with an offset is used where the bias is. A stored value may equal its offset; taking such an input
 * for non-zero only loses a proof.
 */
function markOffsetInputs({ shape, inputs }: NetworkProblem, used: Uint8Array): void {
  const { fanIn, fanOut, bias } = shape.blocks[0]!
  for (let a = 0; a < fanIn; a++) {
    if (inputs.offset[a]! === 0) continue
    for (let i = 0; i < fanOut; i++) used[a * fanOut + i]! |= used[bias + i]!
  }
}

function countConstantInputs({ shape }: NetworkProblem, constant: Int32Array, used: Uint8Array): number {
  const { fanOut } = shape.blocks[0]!
  let count = 0
  for (const a of constant) {
    for (let i = 0; i < fanOut; i++) count += used[a * fanOut + i]!
  }
  return count
}

/** In a network without hidden layer the shift of a constant input is already counted with that input. */
function countSoftmaxShift({ shape, loss }: NetworkProblem, constant: Int32Array, used: Uint8Array): number {
  if (!loss.shiftInvariant) return 0
  const { fanIn, fanOut, weights } = shape.blocks.at(-1)!
  let count = 1
  for (let b = 0; b < fanIn; b++) {
    const counted = shape.blocks.length === 1 && constant.includes(b)
    if (used[weights + b * fanOut]! === 1 && !counted) count++
  }
  return count
}
