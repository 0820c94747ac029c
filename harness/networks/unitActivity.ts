/**
 * Which units reach the loss on which samples, from one forward pass.
 *
 * A unit reaches the loss on a sample when it is on and every hidden layer behind its own has a unit that is
 * on: where one of them is off as a whole, nothing before it has a derivative. Only a ReLU is ever off.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
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

/** Which inputs of a layer meet which of its units on some sample, 32 units in a word. */
interface Meetings {
  readonly words: number
  /** [words] the units that are reached on the sample at hand. */
  readonly now: Int32Array
  /** [fanIn + 1, words] */
  readonly met: Int32Array
}

/** @param theta [P] @param samples the samples that the mean is over */
export function unitActivity(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
): UnitActivity {
  const { shape, inputs } = problem
  const isRelu = shape.activation.name === 'relu'
  const trace = newTrace(shape)
  const bias0 = firstBias(shape, theta, inputs.offset)
  const reached = shape.blocks.map(({ fanOut }) => new Uint8Array(fanOut))
  const meetings = shape.blocks.map(({ fanIn, fanOut }) => newMeetings(fanIn, fanOut))
  const patterns = shape.blocks.map(({ fanOut }) =>
    Array.from({ length: fanOut }, () => new Uint8Array(isRelu ? Math.ceil(samples.length / 8) : 0)),
  )
  samples.forEach((s, r) => {
    if (isRelu) forward(shape, theta, bias0, inputs, s, trace)
    markReached(problem, trace.z, reached)
    if (isRelu) notePattern(reached, r, patterns)
    meetings.forEach((layer, k) => {
      if (!pack(reached[k]!, layer.now)) return
      if (k === 0) meetRow(layer, inputs, s)
      else meetUnits(problem, layer, trace.z[k - 1]!)
    })
  })
  const used = new Uint8Array(shape.dimension)
  meetings.forEach((layer, k) => {
    unpack(layer, shape.blocks[k]!, used)
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

function newMeetings(fanIn: number, fanOut: number): Meetings {
  const words = Math.ceil(fanOut / 32)
  return { words, now: new Int32Array(words), met: new Int32Array((fanIn + 1) * words) }
}

/** Writes the flags as bits. @returns whether there is one */
function pack(flags: Uint8Array, bits: Int32Array): boolean {
  bits.fill(0)
  for (let j = 0; j < flags.length; j++) bits[j >> 5]! |= flags[j]! << (j & 31)
  return flags.includes(1)
}

/** The inputs that row s stores, and the bias, meet the units that are reached now. */
function meetRow(
  { words, now, met }: Meetings,
  { rowStart, columnIndex, columns }: SparseRows,
  s: number,
): void {
  for (let w = 0; w < words; w++) {
    const bits = now[w]!
    for (let q = rowStart[s]!; q < rowStart[s + 1]!; q++) met[columnIndex[q]! * words + w]! |= bits
    met[columns * words + w]! |= bits
  }
}

/** So do the units of the layer before that are on. @param before [fanIn] their pre-activations */
function meetUnits(problem: NetworkProblem, { words, now, met }: Meetings, before: Float64Array): void {
  for (let b = 0; b <= before.length; b++) {
    if (b < before.length && !isOn(problem, before[b]!)) continue
    for (let w = 0; w < words; w++) met[b * words + w]! |= now[w]!
  }
}

/** Writes the bits as flags of the layer's parameters. */
function unpack(
  { words, met }: Meetings,
  { fanIn, fanOut, weights }: NetworkProblem['shape']['blocks'][number],
  used: Uint8Array,
): void {
  for (let b = 0; b <= fanIn; b++) {
    for (let j = 0; j < fanOut; j++) {
      used[weights + b * fanOut + j] = (met[b * words + (j >> 5)]! >> (j & 31)) & 1
    }
  }
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
