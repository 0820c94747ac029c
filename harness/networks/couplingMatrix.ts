/**
 * The coupling of one hidden unit's incoming with its outgoing weights, in float64:
 *
 *     B[b, l] = Σ_{s ∈ S} φ'(z_k[unit])·ā_{k−1}[b]·δ_{k+1}[l]
 *
 * for some inputs b of its layer (the bias comes last) and some units l of the next.
 */
import { backward } from './backward.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import type { NullSpaceContext } from './nullFamily.ts'

export interface Coupling {
  /** The unit's hidden layer. */
  readonly k: number
  readonly unit: number
  readonly samples: Int32Array
  readonly before: readonly number[]
  readonly carriers: readonly number[]
}

/** @returns [before, carriers] row-major */
export function couplingMatrix(
  { problem, theta }: NullSpaceContext,
  { k, unit, samples, before, carriers }: Coupling,
): Float64Array {
  const { shape, inputs } = problem
  const trace = newTrace(shape)
  const deltas = newTrace(shape).z
  const bias0 = firstBias(shape, theta, inputs.offset)
  const sum = new Float64Array(before.length * carriers.length)
  for (const s of samples) {
    forward(shape, theta, bias0, inputs, s, trace)
    backward(problem, theta, s, trace, deltas)
    const slope = shape.activation.first(trace.z[k]![unit]!)
    const input = k === 0 ? inputRow(problem, s) : trace.a[k - 1]!
    before.forEach((b, t) => {
      const x = b < input.length ? input[b]! : 1
      carriers.forEach((l, c) => {
        sum[t * carriers.length + c]! += slope * x * deltas[k + 1]![l]!
      })
    })
  }
  return sum
}

function inputRow({ inputs }: NullSpaceContext['problem'], s: number): Float64Array {
  const row = inputs.offset.map((m) => -m)
  for (let q = inputs.rowStart[s]!; q < inputs.rowStart[s + 1]!; q++) {
    row[inputs.columnIndex[q]!]! += inputs.values[q]!
  }
  return row
}
