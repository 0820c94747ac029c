/** What the blocks of the Hessian need of a chunk of samples, unit by unit: sampleCurvature.ts for each, rearranged. */
import type { Architecture } from './architecture.ts'
import { type LayerColumns, weightCount } from './hessianPlan.ts'
import type { SampleState } from './sampleState.ts'

/** Rows of a layer's inputs, the stored ones of each. */
export interface InputRows {
  readonly rowStart: Int32Array
  readonly columnIndex: Int32Array
  readonly values: Float64Array
  /** [m] the row of each sample of the chunk */
  readonly members: Int32Array
}

export interface SampleChunk {
  /** [L] the inputs of each layer but the first, of the whole room */
  readonly inputs: readonly InputRows[]
  /** [L] S_k[i, j] for i ≤ j, or S_k[i, i], [room, weightCount]; empty for the first layer, whose are kept for longer */
  readonly weights: readonly Float64Array[]
  /** [L − 1] φ'(z_k) [fanOut_k, room] */
  readonly slopes: readonly Float64Array[]
  /** [L] δ_m [room, fanOut_m] */
  readonly deltas: readonly Float64Array[]
  /** products[k][m] of Curvature, [fanOut_k, room, fanOut_m] */
  readonly products: readonly (readonly Float64Array[])[]
  /** sensitivities[k][m] of Curvature, [fanOut_k, room, fanIn_m] */
  readonly sensitivities: readonly (readonly Float64Array[])[]
  /** How many samples there is room for. */
  readonly room: number
}

export function newSampleChunk(
  { blocks }: Architecture,
  layers: readonly LayerColumns[],
  room: number,
): SampleChunk {
  return {
    room,
    inputs: blocks.map(({ fanIn }, k) => denseRows(k === 0 ? 0 : room, fanIn)),
    weights: layers.map((columns, k) => new Float64Array(k === 0 ? 0 : weightCount(columns) * room)),
    slopes: blocks.slice(0, -1).map(({ fanOut }) => new Float64Array(fanOut * room)),
    deltas: blocks.map(({ fanOut }) => new Float64Array(room * fanOut)),
    products: blocks.map(({ fanOut: units }, k) =>
      blocks.map(({ fanOut }, m) => new Float64Array(k < m ? units * room * fanOut : 0)),
    ),
    sensitivities: blocks.map(({ fanOut: units }, k) =>
      blocks.map(({ fanIn }, m) => new Float64Array(k + 1 < m ? units * room * fanIn : 0)),
    ),
  }
}

/** Rows that store every value. */
function denseRows(rows: number, columns: number): InputRows {
  const rowStart = new Int32Array(rows + 1)
  const columnIndex = new Int32Array(rows * columns)
  const members = new Int32Array(rows)
  for (let r = 0; r < rows; r++) {
    rowStart[r + 1] = (r + 1) * columns
    members[r] = r
    for (let a = 0; a < columns; a++) columnIndex[r * columns + a] = a
  }
  return { rowStart, columnIndex, values: new Float64Array(rows * columns), members }
}

/** Puts the evaluated sample in place r of the chunk. */
export function storeSample(
  { blocks }: Architecture,
  { at, curvature }: SampleState,
  r: number,
  chunk: SampleChunk,
): void {
  const { room } = chunk
  for (let k = 0; k < blocks.length; k++) {
    const { fanIn, fanOut } = blocks[k]!
    chunk.deltas[k]!.set(at.deltas[k]!, r * fanOut)
    if (k > 0) {
      chunk.inputs[k]!.values.set(at.activations[k - 1]!, r * fanIn)
      storeWeights(curvature.s[k]!, fanOut, chunk.weights[k]!, r)
    }
    for (let m = k + 1; m < blocks.length; m++) {
      storeRows(curvature.products[k]![m]!, fanOut, chunk.products[k]![m]!, r, room)
      if (m > k + 1) storeRows(curvature.sensitivities[k]![m]!, fanOut, chunk.sensitivities[k]![m]!, r, room)
    }
    if (k + 1 < blocks.length) storeRows(at.slopes[k]!, fanOut, chunk.slopes[k]!, r, room)
  }
}

/**
 * Row r of the weights.
 * @param s [units, units], or its diagonal [units]
 * @param weights [room, weightCount]
 * @returns how many of a matrix's are not 0
 */
export function storeWeights(s: Float64Array, units: number, weights: Float64Array, r: number): number {
  if (s.length === units) {
    weights.set(s, r * units)
    return units
  }
  let place = (r * units * (units + 1)) / 2
  let nonzero = 0
  for (let i = 0; i < units; i++) {
    for (let j = i; j < units; j++) {
      const weight = s[i * units + j]!
      weights[place++] = weight
      if (weight !== 0) nonzero++
    }
  }
  return nonzero
}

/** @param matrix [units, width] of one sample @param out [units, room, width] */
function storeRows(matrix: Float64Array, units: number, out: Float64Array, r: number, room: number): void {
  const width = matrix.length / units
  for (let i = 0, p = 0; i < units; i++) {
    const row = (i * room + r) * width
    for (let j = 0; j < width; j++) out[row + j] = matrix[p++]!
  }
}
