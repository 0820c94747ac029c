/** Arrays in kernel memory for the passes of one architecture over groups of samples. */
import type { KernelHeap } from '../providers/wasm/kernelHeap.ts'
import type { Architecture } from './architecture.ts'
import { firstBias } from './forward.ts'

/** How many samples a kernel takes at a time: few enough for what a layer keeps of them to stay in the caches. */
export const groupSize = 128

/** Parameters, or a direction in their space. */
export interface PlacedParameters {
  /** [P] */
  readonly values: Float64Array
  /** [fanOut_0] the first bias at the inputs' offset */
  readonly bias0: Float64Array
  /** [L] transposed[k] [fanOut_k, fanIn_k]; empty for the first layer, where nobody needs it */
  readonly transposed: readonly Float64Array[]
}

/** One array a layer, [group, width] row-major. */
export type GroupVectors = readonly Float64Array[]

/** The quantities of backward.ts for a group. */
export interface PassWorkspace {
  readonly layers: readonly number[]
  /** [group] */
  readonly samples: Int32Array
  readonly theta: PlacedParameters
  readonly direction: PlacedParameters
  readonly z: GroupVectors
  readonly a: GroupVectors
  readonly deltas: GroupVectors
  /** pulled[k − 1] = W_k δ_k */
  readonly pulled: GroupVectors
  readonly rz: GroupVectors
  readonly ra: GroupVectors
  readonly rdelta: GroupVectors
  /** V_k δ_k and W_k R{δ_k} of the layer at hand, [group, widest] */
  readonly pulledByDirection: Float64Array
  readonly rPulled: Float64Array
  /** [P] what the samples add up to */
  readonly sum: Float64Array
  release(): void
}

/** @throws RangeError when there is no room */
export function passWorkspace(heap: KernelHeap, shape: Architecture): PassWorkspace {
  const { blocks, dimension, layers } = shape
  const taken: (Float64Array | Int32Array)[] = []
  const release = (): void => {
    for (const array of taken.splice(0)) heap.release(array)
  }
  const numbers = (length: number): Float64Array => {
    const array = heap.reserve(length)
    taken.push(array)
    return array
  }
  const eachLayer = (): GroupVectors => blocks.map(({ fanOut }) => numbers(groupSize * fanOut))
  const eachHidden = (): GroupVectors => layers.slice(1, -1).map((width) => numbers(groupSize * width))
  const parameters = (): PlacedParameters => ({
    values: numbers(dimension),
    bias0: numbers(blocks[0]!.fanOut),
    transposed: blocks.map(({ fanIn, fanOut }, k) =>
      k === 0 ? new Float64Array() : numbers(fanIn * fanOut),
    ),
  })
  try {
    const samples = heap.allocateIntegers(groupSize)
    taken.push(samples)
    const widest = Math.max(...layers.slice(1))
    return {
      layers,
      samples,
      theta: parameters(),
      direction: parameters(),
      z: eachLayer(),
      a: eachHidden(),
      deltas: eachLayer(),
      pulled: eachHidden(),
      rz: eachLayer(),
      ra: eachHidden(),
      rdelta: eachLayer(),
      pulledByDirection: numbers(groupSize * widest),
      rPulled: numbers(groupSize * widest),
      sum: numbers(dimension),
      release,
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Puts x [P] where the kernels find it. */
export function placeParameters(
  shape: Architecture,
  offset: Float64Array,
  x: Float64Array,
  { values, bias0, transposed }: PlacedParameters,
): void {
  values.set(x)
  bias0.set(firstBias(shape, x, offset))
  for (let k = 1; k < shape.blocks.length; k++) {
    const { fanIn, fanOut, weights } = shape.blocks[k]!
    const to = transposed[k]!
    for (let i = 0; i < fanIn; i++) {
      for (let j = 0; j < fanOut; j++) to[j * fanIn + i] = x[weights + i * fanOut + j]!
    }
  }
}
