/**
 * Which units reach the loss on which samples, from one forward pass.
 *
 * A unit reaches the loss on a sample when it is on and every hidden layer behind its own has a unit that is
 * on: where one of them is off as a whole, nothing before it has a derivative. Only a ReLU is ever off.
 */
import { firstBias, forward, newTrace } from './forward.ts'
import type { NetworkProblem } from './networkProblem.ts'

export interface UnitActivity {
  /** [P] 1 where some sample has a non-zero input of the parameter and its unit reaches the loss. */
  readonly used: Uint8Array
  /** For each layer, outputs included: the units that reach the loss, grouped by the samples on which they do. */
  readonly groups: readonly (readonly UnitGroup[])[]
}

/** Units of one layer that reach the loss on the same samples. */
export interface UnitGroup {
  /** Ascending. */
  readonly units: Int32Array
  /** At least one of the samples that the mean is over. */
  readonly samples: Int32Array
}

/** @param theta [P] @param samples the samples that the mean is over */
export function unitActivity(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
): UnitActivity {
  const { shape, inputs } = problem
  const isRelu = shape.activation.name === 'relu'
  const used = new Uint8Array(shape.dimension)
  const trace = newTrace(shape)
  const bias0 = firstBias(shape, theta, inputs.offset)
  const reached = shape.blocks.map(({ fanOut }) => new Uint8Array(fanOut))
  const patterns = shape.blocks.map(({ fanOut }) =>
    Array.from({ length: fanOut }, () => new Uint8Array(isRelu ? Math.ceil(samples.length / 8) : 0)),
  )
  samples.forEach((s, r) => {
    if (isRelu) forward(shape, theta, bias0, inputs, s, trace)
    markReached(problem, trace.z, reached)
    if (isRelu) notePattern(reached, r, patterns)
    markFirstLayer(problem, s, reached[0]!, used)
    for (let k = 1; k < shape.blocks.length; k++) {
      const { fanIn, fanOut, weights } = shape.blocks[k]!
      for (let b = 0; b <= fanIn; b++) {
        if (b < fanIn && !isOn(problem, trace.z[k - 1]![b]!)) continue
        for (let j = 0; j < fanOut; j++) used[weights + b * fanOut + j]! |= reached[k]![j]!
      }
    }
  })
  markOffsetInputs(problem, used)
  const groups = patterns.map((layer) => (isRelu ? groupsOf(layer, samples) : [everything(layer, samples)]))
  return { used, groups }
}

/** Sets bit r of a unit's pattern where the unit is reached. */
function notePattern(
  reached: readonly Uint8Array[],
  r: number,
  patterns: readonly (readonly Uint8Array[])[],
): void {
  for (let k = 0; k < reached.length; k++) {
    for (let i = 0; i < reached[k]!.length; i++) patterns[k]![i]![r >> 3]! |= reached[k]![i]! << (r & 7)
  }
}

function groupsOf(patterns: readonly Uint8Array[], samples: Int32Array): UnitGroup[] {
  const units = new Map<string, number[]>()
  patterns.forEach((pattern, i) => {
    const key = Buffer.from(pattern.buffer).toString('latin1')
    units.set(key, [...(units.get(key) ?? []), i])
  })
  return [...units.values()]
    .map((members) => {
      const pattern = patterns[members[0]!]!
      const isReached = (_: number, r: number): boolean => ((pattern[r >> 3]! >> (r & 7)) & 1) === 1
      return { units: Int32Array.from(members), samples: samples.filter(isReached) }
    })
    .filter((group) => group.samples.length > 0)
}

function everything(layer: readonly Uint8Array[], samples: Int32Array): UnitGroup {
  return { units: Int32Array.from(layer.keys()), samples }
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
 * for non-zero only moves it from the rows proved to be 0 to the directions.
 */
function markOffsetInputs({ shape, inputs }: NetworkProblem, used: Uint8Array): void {
  const { fanIn, fanOut, bias } = shape.blocks[0]!
  for (let a = 0; a < fanIn; a++) {
    if (inputs.offset[a]! === 0) continue
    for (let i = 0; i < fanOut; i++) used[a * fanOut + i]! |= used[bias + i]!
  }
}
