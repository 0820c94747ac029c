/**
 * The sums of samplePasses.ts with their products in WebAssembly (assembly/network.ts), a group of samples at a time.
 *
 * Kernels and host do the operations of forward.ts and backward.ts in the same order on every entry, so that results
 * have the same bits as its own. What is no product stays in TypeScript: activations and losses.
 *
 * Measured on 60,000 MNIST images in batches of 128, CPU seconds of one core, loops over samples → kernels: gradients
 * of 784-25-10 0.85 → 0.27 and of 784-3-10 0.27 → 0.08, losses 0.35 → 0.10 and 0.12 → 0.04, products 1.4 → 0.45 and
 * 0.58 → 0.18; an epoch of training 1.8 → 0.51 and 0.45 → 0.15. What is left at 3 hidden units is the losses' own.
 */
import { ProviderUnavailable } from '../errors.ts'
import { type KernelTeam, kernelTeam } from '../providers/wasm/kernelTeam.ts'
import type { Architecture } from './architecture.ts'
import { multiplyOutputHessian, newOutputHessians, setOutputHessian } from './backward.ts'
import { type KernelInputs, type KernelInputsStore, kernelInputsStore } from './kernelInputs.ts'
import { type NetworkProblem, targetOf } from './networkProblem.ts'
import {
  type GroupVectors,
  groupSize,
  type PassWorkspace,
  type PlacedParameters,
  passWorkspace,
  placeParameters,
} from './passWorkspace.ts'
import type { Passes } from './samplePasses.ts'

/**
 * Multiply-adds of a forward pass below which calling kernels costs more than it saves; nor do they pay below two for
 * each parameter, because theta and the sum are copied. Measured on gradients from 16-8-4 to 784-25-10, 1 to 512
 * samples: above, the kernels took 0.35 to 0.95 times as long as the loops; below, 0.8 to 3 times.
 */
const leastWork = 2 ** 13
const leastWorkPerParameter = 2

interface Kernels {
  readonly team: KernelTeam
  readonly inputs: KernelInputsStore
  workspace?: PassWorkspace
}

/** Undefined before the first use, null where there are none. */
let kernels: Kernels | null | undefined

/** @returns undefined where the work is small, or without kernels, or while the data are not in their memory */
export function kernelPasses(problem: NetworkProblem, samples: Int32Array): Passes | undefined {
  const { blocks, dimension } = problem.shape
  const { fanOut, bias } = blocks[0]!
  const work = samples.length * (storedInRow(problem) * fanOut + dimension - bias)
  if (work < Math.max(leastWork, leastWorkPerParameter * dimension)) return undefined
  return passesOnKernels(problem, samples)
}

/** The same for work of any size. */
export function passesOnKernels(problem: NetworkProblem, samples: Int32Array): Passes | undefined {
  if (kernels === undefined) kernels = findKernels()
  if (kernels === null) return undefined
  const entries = Math.ceil(storedInRow(problem) * samples.length)
  const copy = kernels.inputs.copyOf(problem.inputs, entries)
  const workspace = copy && workspaceFor(kernels, problem.shape)
  return workspace && onKernels(kernels.team, copy, workspace)
}

/** On average. */
function storedInRow({ inputs }: NetworkProblem): number {
  return inputs.values.length / inputs.rows
}

/** Kernels that were not built are no error here: nothing but time depends on them. */
function findKernels(): Kernels | null {
  try {
    const team = kernelTeam(1)
    return { team, inputs: kernelInputsStore(team.heap) }
  } catch (error) {
    if (error instanceof ProviderUnavailable || error instanceof RangeError) return null
    throw error
  }
}

/** The last one is kept: a training run asks for the same thousands of times. */
function workspaceFor(found: Kernels, shape: Architecture): PassWorkspace | undefined {
  const { layers } = shape
  const last = found.workspace
  if (last?.layers.length === layers.length && last.layers.every((width, k) => width === layers[k]))
    return last
  delete found.workspace
  last?.release()
  try {
    found.workspace = passWorkspace(found.team.heap, shape)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return found.workspace
}

/** One group of samples on its way. */
interface Group {
  readonly problem: NetworkProblem
  /** [count] */
  readonly members: Int32Array
  readonly at: PassWorkspace
  readonly inputs: KernelInputs
  /** Calls a kernel; arrays stand for their addresses. */
  call(name: string, ...args: readonly (number | Float64Array | Int32Array)[]): void
}

function onKernels(team: KernelTeam, inputs: KernelInputs, at: PassWorkspace): Passes {
  const call: Group['call'] = (name, ...args) => {
    team.runNow(
      name,
      args.map((arg) => (typeof arg === 'number' ? arg : team.heap.addressOf(arg))),
    )
  }
  const forEachGroup = (
    problem: NetworkProblem,
    samples: Int32Array,
    visit: (group: Group) => void,
  ): void => {
    for (let from = 0; from < samples.length; from += groupSize) {
      const members = samples.subarray(from, from + groupSize)
      at.samples.set(members)
      visit({ problem, members, at, inputs, call })
    }
  }
  return {
    losses(problem, theta, samples) {
      place(problem, theta, at.theta)
      let sum = 0
      forEachGroup(problem, samples, (group) => {
        forward(group)
        sum = addLosses(group, sum)
      })
      return sum
    },
    gradients(problem, theta, samples) {
      place(problem, theta, at.theta)
      at.sum.fill(0)
      forEachGroup(problem, samples, (group) => {
        forward(group)
        backward(group)
        addOuters(group, at.deltas)
      })
      return at.sum.slice()
    },
    products(problem, theta, v, samples) {
      place(problem, theta, at.theta)
      place(problem, v, at.direction)
      at.sum.fill(0)
      forEachGroup(problem, samples, (group) => {
        forward(group)
        backward(group)
        directionalForward(group)
        directionalBackward(group)
        addOuters(group, at.rdelta, at.ra)
      })
      return at.sum.slice()
    },
  }
}

function place({ shape, inputs }: NetworkProblem, x: Float64Array, parameters: PlacedParameters): void {
  placeParameters(shape, inputs.offset, x, parameters)
}

function firstLayer(group: Group, { values, bias0 }: PlacedParameters, z: Float64Array): void {
  const { rowStart, columnIndex, values: entries } = group.inputs
  const { members, at, problem } = group
  const units = problem.shape.layers[1]!
  group.call(
    'networkSparseForward',
    ...[rowStart, columnIndex, entries, at.samples, members.length, units, values, bias0, z],
  )
}

/** z and a of the group. */
function forward(group: Group): void {
  const { problem, members, at, call } = group
  const { blocks, activation } = problem.shape
  const count = members.length
  firstLayer(group, at.theta, at.z[0]!)
  for (let k = 1; k < blocks.length; k++) {
    const { fanIn, fanOut, weights, bias } = blocks[k]!
    const [z, a] = [at.z[k - 1]!, at.a[k - 1]!]
    for (let p = 0; p < count * fanIn; p++) a[p] = activation.value(z[p]!)
    const [w, b] = [at.theta.values.subarray(weights), at.theta.values.subarray(bias)]
    call('networkForward', count, fanIn, fanOut, a, w, b, at.z[k]!)
  }
}

/** @returns sum plus the losses, one after the other */
function addLosses({ problem, members, at }: Group, sum: number): number {
  const width = problem.shape.layers.at(-1)!
  let total = sum
  for (let r = 0; r < members.length; r++) {
    total += problem.loss.value(rowOf(at.z.at(-1)!, r, width), targetOf(problem, members[r]!))
  }
  return total
}

/** deltas and what they pull back. */
function backward({ problem, members, at, call }: Group): void {
  const { shape, loss } = problem
  const { blocks, activation } = shape
  const count = members.length
  const width = shape.layers.at(-1)!
  const last = blocks.length - 1
  for (let r = 0; r < count; r++) {
    const z = rowOf(at.z[last]!, r, width)
    loss.gradient(z, targetOf(problem, members[r]!), rowOf(at.deltas[last]!, r, width))
  }
  for (let k = last; k > 0; k--) {
    const { fanIn, fanOut } = blocks[k]!
    const [z, pulled, deltas] = [at.z[k - 1]!, at.pulled[k - 1]!, at.deltas[k - 1]!]
    call('networkRowProducts', count, fanIn, fanOut, at.theta.transposed[k]!, at.deltas[k]!, pulled)
    for (let p = 0; p < count * fanIn; p++) {
      const slope = activation.first(z[p]!)
      deltas[p] = slope === 0 ? 0 : slope * pulled[p]!
    }
  }
}

/** R{z} and R{a}. */
function directionalForward(group: Group): void {
  const { problem, members, at, call } = group
  const { blocks, activation } = problem.shape
  const count = members.length
  firstLayer(group, at.direction, at.rz[0]!)
  for (let k = 1; k < blocks.length; k++) {
    const { fanIn, fanOut, weights, bias } = blocks[k]!
    const [z, rz, ra] = [at.z[k - 1]!, at.rz[k - 1]!, at.ra[k - 1]!]
    for (let p = 0; p < count * fanIn; p++) ra[p] = activation.first(z[p]!) * rz[p]!
    const [w, v] = [at.theta.values.subarray(weights), at.direction.values.subarray(weights)]
    const c = at.direction.values.subarray(bias)
    call('networkDirectionalForward', count, fanIn, fanOut, at.a[k - 1]!, ra, w, v, c, at.rz[k]!)
  }
}

/** R{delta}. */
function directionalBackward({ problem, members, at, call }: Group): void {
  const { shape, loss } = problem
  const { blocks, activation } = shape
  const count = members.length
  const width = shape.layers.at(-1)!
  const last = blocks.length - 1
  const hessian = newOutputHessians(loss, width)
  for (let r = 0; r < count; r++) {
    setOutputHessian(loss, rowOf(at.z[last]!, r, width), targetOf(problem, members[r]!), hessian)
    multiplyOutputHessian(hessian, rowOf(at.rz[last]!, r, width), rowOf(at.rdelta[last]!, r, width))
  }
  const { pulledByDirection: byDirection, rPulled } = at
  for (let k = last; k > 0; k--) {
    const { fanIn, fanOut } = blocks[k]!
    call('networkRowProducts', count, fanIn, fanOut, at.direction.transposed[k]!, at.deltas[k]!, byDirection)
    call('networkRowProducts', count, fanIn, fanOut, at.theta.transposed[k]!, at.rdelta[k]!, rPulled)
    const [z, rz, pulled, rdelta] = [at.z[k - 1]!, at.rz[k - 1]!, at.pulled[k - 1]!, at.rdelta[k - 1]!]
    for (let p = 0; p < count * fanIn; p++) {
      const slope = activation.first(z[p]!)
      const bend = activation.second(z[p]!)
      let r = 0
      if (slope !== 0) r += slope * (byDirection[p]! + rPulled[p]!)
      if (bend !== 0) r += bend * rz[p]! * pulled[p]!
      rdelta[p] = r
    }
  }
}

/** sum += ā ⊗ y for every layer, and + ra ⊗ δ in a directional pass. */
function addOuters({ problem, members, at, inputs, call }: Group, y: GroupVectors, ra?: GroupVectors): void {
  const { blocks } = problem.shape
  const count = members.length
  const { rowStart, columnIndex, values } = inputs
  blocks.forEach(({ fanIn, fanOut, weights, bias }, k) => {
    if (k === 0) {
      const first = at.sum.subarray(weights)
      call(
        'networkAddSparseOuter',
        ...[rowStart, columnIndex, values, at.samples, count, fanOut, y[0]!, first],
      )
      // Of the first layer only the bias is left: a product with no inputs.
      call('networkAddOuter', count, 0, fanOut, 0, y[0]!, 0, 0, at.sum.subarray(bias))
      return
    }
    const [x2, y2] = ra ? [ra[k - 1]!, at.deltas[k]!] : [0, 0]
    call('networkAddOuter', count, fanIn, fanOut, at.a[k - 1]!, y[k]!, x2, y2, at.sum.subarray(weights))
  })
}

/** Row r of a matrix with rows of `width`, a view. */
function rowOf(matrix: Float64Array, r: number, width: number): Float64Array {
  return matrix.subarray(r * width, (r + 1) * width)
}
