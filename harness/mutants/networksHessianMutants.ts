/** Mutants of the Hessian: blocks, triangles, terms, precision. */
import { type NetworkObjective, problemObjective } from '../networks/networkObjective.ts'
import { type NetworkOptions, networkProblem } from '../networks/networkProblem.ts'
import type { AssembledHessian } from '../networks/objective.ts'
import type { ComputedMatrix, CurvatureCode } from '../properties/networks/curvatureCode.ts'
import { type Mutant, slip } from './mutant.ts'
import { altered, type LayerPlace, layerPlaces, onOptions } from './networksAltered.ts'

export const networksHessianMutants: readonly Mutant<CurvatureCode>[] = [
  slip(
    'Hessian: the blocks between layers are missing',
    onBlocks((k, m) => (k === m ? 1 : 0)),
  ),
  slip(
    'Hessian: the blocks between layers that do not touch are missing',
    onBlocks((k, m) => (m - k > 1 ? 0 : 1)),
  ),
  slip(
    'Hessian: the blocks between layers have the wrong sign',
    onBlocks((k, m) => (k === m ? 1 : -1)),
  ),
  slip(
    'Hessian: the block of the last layer is doubled',
    onBlocks((k, _, last) => (k === last ? 2 : 1)),
  ),
  slip(
    'Hessian: the off-diagonal entries are doubled by adding the transpose',
    onEntries((h, n) => {
      for (let p = 0; p < h.length; p++) if (p % (n + 1) !== 0) h[p]! *= 2
    }),
  ),
  slip('Hessian: the empty triangle is mirrored within layers', mirroredEmptyTriangle()),
  slip(
    'Hessian: only the diagonal',
    onEntries((h, n) => {
      for (let p = 0; p < h.length; p++) if (p % (n + 1) !== 0) h[p] = 0
    }),
  ),
  slip(
    'Hessian: relative asymmetry of 1e-6',
    onEntries((h, n) => {
      for (let p = 0; p < h.length; p++) if (p % n < Math.floor(p / n)) h[p]! *= 1 + 1e-6
    }),
  ),
  slip(
    'Hessian: an entry is an ulp off its mirror image',
    onEntries((h, n) => {
      if (n > 1) h[n]! *= 1 + 2 ** -52
    }),
  ),
  slip(
    'Hessian: rounded to single precision',
    onEntries((h) =>
      h.forEach((x, p) => {
        h[p] = Math.fround(x)
      }),
    ),
  ),
  slip(
    'Hessian: entries below 1e-4 are taken for 0',
    onEntries((h) =>
      h.forEach((x, p) => {
        if (Math.abs(x) < 1e-4) h[p] = 0
      }),
    ),
  ),
  slip(
    'Hessian: a damping of 1e-6 is left on the diagonal',
    onEntries((h, n) => {
      for (let p = 0; p < h.length; p += n + 1) h[p]! += 1e-6
    }),
  ),
  slip(
    'Hessian: the rows of all biases are 0',
    onPlaces((h, n, places) => {
      for (const { bias, end } of places) clearRange(h, n, bias, end)
    }),
  ),
  slip(
    'Hessian: the rows of the output biases are 0',
    onPlaces((h, n, places) => {
      const { bias, end } = places.at(-1)!
      clearRange(h, n, bias, end)
    }),
  ),
  slip('Hessian: the last layer’s block is one place too far', onPlaces(shiftLast)),
  slip('Hessian: weights are [fanOut, fanIn]', onPlaces(transposeWeights)),
  slip(
    'Hessian: a layer of width 1 loses its diagonal',
    onPlaces((h, n, places) => {
      for (const { fanOut, start, end } of places) {
        for (let p = start; fanOut === 1 && p < end; p++) h[p * n + p] = 0
      }
    }),
  ),
  slip('Hessian: pairs of different hidden units are filled on one side only', onPlaces(oneSidedPairs)),
  slip(
    'Hessian: the Gauss-Newton matrix is returned',
    altered((real) => ({ hessian: (theta) => real.gaussNewton(theta) })),
  ),
  slip('Hessian: the cross terms with δ are missing between layers', withoutCrossTerms()),
  slip('Hessian: the offset’s corner term is missing', withoutCorner()),
  slip('Hessian: the input offset is added', onOptions(negatedOffset, ['hessian', 'gaussNewton'])),
  slip('Hessian: the input offset is ignored', onOptions(withoutOffset, ['hessian', 'gaussNewton'])),
  slip(
    'Hessian of the last sample only',
    altered((real) => ({ hessian: (theta) => real.onBatch([real.samples - 1]).hessian(theta) })),
  ),
  slip(
    'Hessian is a sum over samples',
    onEntriesOf((h, real) =>
      h.forEach((x, p) => {
        h[p] = real.samples * x
      }),
    ),
  ),
  slip(
    'Hessian is divided by the number of samples twice',
    onEntriesOf((h, real) =>
      h.forEach((x, p) => {
        h[p] = x / real.samples
      }),
    ),
  ),
]

type Change = (h: Float64Array, n: number) => void

export function changed({ matrix, errorBound }: AssembledHessian, change: Change): ComputedMatrix {
  const entries = matrix.entries.slice()
  change(entries, matrix.order)
  return { matrix: { entries }, errorBound }
}

function onEntries(change: Change): CurvatureCode {
  return altered((real) => ({ hessian: async (theta) => changed(await real.hessian(theta), change) }))
}

function onEntriesOf(change: (h: Float64Array, real: NetworkObjective) => void): CurvatureCode {
  return altered((real) => ({
    hessian: async (theta) => changed(await real.hessian(theta), (h) => change(h, real)),
  }))
}

function onPlaces(
  change: (h: Float64Array, n: number, places: readonly LayerPlace[]) => void,
): CurvatureCode {
  return altered((real) => ({
    hessian: async (theta) => changed(await real.hessian(theta), (h, n) => change(h, n, layerPlaces(real))),
  }))
}

/** @param factor of the block between layers k ≤ m */
function onBlocks(factor: (k: number, m: number, last: number) => number): CurvatureCode {
  return onPlaces((h, n, places) => {
    const layer = layerOf(n, places)
    for (let p = 0; p < h.length; p++) {
      const [k, m] = [layer[Math.floor(p / n)]!, layer[p % n]!]
      h[p]! *= factor(Math.min(k, m), Math.max(k, m), places.length - 1)
    }
  })
}

function layerOf(n: number, places: readonly LayerPlace[]): number[] {
  return Array.from({ length: n }, (_, p) => places.findIndex(({ end }) => p < end))
}

function mirroredEmptyTriangle(): CurvatureCode {
  return onPlaces((h, n, places) => {
    const layer = layerOf(n, places)
    for (let p = 0; p < h.length; p++) {
      const [i, j] = [Math.floor(p / n), p % n]
      if (i !== j && layer[i] === layer[j]) h[p] = 0
    }
  })
}

function clearRange(h: Float64Array, n: number, from: number, to: number): void {
  for (let p = from; p < to; p++) {
    for (let q = 0; q < n; q++) {
      h[p * n + q] = 0
      h[q * n + p] = 0
    }
  }
}

/** Rows and columns of the last layer moved up by one, the first of them repeated. */
function shiftLast(h: Float64Array, n: number, places: readonly LayerPlace[]): void {
  const { start } = places.at(-1)!
  const old = h.slice()
  const from = (p: number): number => (p > start ? p - 1 : p)
  for (let p = 0; p < h.length; p++) h[p] = old[from(Math.floor(p / n)) * n + from(p % n)]!
}

function transposeWeights(h: Float64Array, n: number, places: readonly LayerPlace[]): void {
  const from = Array.from({ length: n }, (_, p) => p)
  for (const { fanIn, fanOut, start } of places) {
    for (let i = 0; i < fanIn; i++) {
      for (let j = 0; j < fanOut; j++) from[start + j * fanIn + i] = start + i * fanOut + j
    }
  }
  const old = h.slice()
  for (let p = 0; p < h.length; p++) h[p] = old[from[Math.floor(p / n)]! * n + from[p % n]!]!
}

/** In the first layer's own block, (a, j), (b, i) for a < b and i < j stays 0, and its mirror image. */
function oneSidedPairs(h: Float64Array, n: number, places: readonly LayerPlace[]): void {
  const { fanOut, start, end } = places[0]!
  for (let p = start; p < end; p++) {
    for (let q = start; q < end; q++) {
      const sameInput = Math.floor(p / fanOut) === Math.floor(q / fanOut)
      if (!sameInput && p < q && p % fanOut > q % fanOut) {
        h[p * n + q] = 0
        h[q * n + p] = 0
      }
    }
  }
}

/** With φ'' = 0 the Hessian is the Gauss-Newton matrix and these terms. */
function withoutCrossTerms(): CurvatureCode {
  return altered((real, options) => ({
    async hessian(theta) {
      if (real.samples !== options.inputs.rows) return real.hessian(theta)
      const problem = networkProblem(options)
      const { shape } = problem
      const straight = { ...shape, activation: { ...shape.activation, second: () => 0 } }
      const unbent = problemObjective({ ...problem, shape: straight })
      const cross = (await unbent.hessian(theta)).matrix.entries
      const without = (await unbent.gaussNewton(theta)).matrix.entries
      const layer = layerOf(theta.length, layerPlaces(real))
      return changed(await real.hessian(theta), (h, n) => {
        for (let p = 0; p < h.length; p++) {
          if (layer[Math.floor(p / n)] !== layer[p % n]) h[p]! -= cross[p]! - without[p]!
        }
      })
    },
  }))
}

/** m_p·m_q·h[β(p), β(q)] with the wrong sign cancelled: entries between first weights lose it. */
function withoutCorner(): CurvatureCode {
  return altered((real, { inputs }: NetworkOptions) => ({
    hessian: async (theta) =>
      changed(await real.hessian(theta), (h, n) => {
        const { fanOut, start, bias, end } = layerPlaces(real)[0]!
        if (end === bias) return
        const old = h.slice()
        for (let p = start; p < bias; p++) {
          for (let q = start; q < bias; q++) {
            const offsets = inputs.offset[Math.floor(p / fanOut)]! * inputs.offset[Math.floor(q / fanOut)]!
            h[p * n + q]! -= offsets * old[(bias + (p % fanOut)) * n + bias + (q % fanOut)]!
          }
        }
      }),
  }))
}

function negatedOffset(options: NetworkOptions): NetworkOptions {
  return { ...options, inputs: { ...options.inputs, offset: options.inputs.offset.map((m) => -m) } }
}

function withoutOffset(options: NetworkOptions): NetworkOptions {
  return { ...options, inputs: { ...options.inputs, offset: options.inputs.offset.map(() => 0) } }
}
