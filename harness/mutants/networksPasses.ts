/** The passes through a network rebuilt with terms that can be given a wrong factor; every factor 1 is the real pass. */
import { denseRows } from '../algebra/sparseRows.ts'
import { backward } from '../networks/backward.ts'
import { firstBias, forward, newTrace, type Trace } from '../networks/forward.ts'
import {
  type NetworkOptions,
  type NetworkProblem,
  networkProblem,
  targetOf,
} from '../networks/networkProblem.ts'

/** A factor of a term of the R-operator in layer k. */
export type Factor = (k: number, problem: NetworkProblem) => number

export interface RFactors {
  /** Vᵀa in R{z_k} */
  readonly forwardDirection?: Factor
  /** c in R{z_k} */
  readonly bias?: Factor
  /** Wᵀ R{a} in R{z_k} */
  readonly forwardTurn?: Factor
  /** φ'' ∘ R{z} ∘ Wδ in R{δ_{k−1}} */
  readonly bend?: Factor
  /** φ' ∘ Vδ in R{δ_{k−1}} */
  readonly backDirection?: Factor
  /** φ' ∘ W R{δ} in R{δ_{k−1}} */
  readonly backTurn?: Factor
  /** R{a} δᵀ in the product's layer k */
  readonly outer?: Factor
}

const one: Factor = () => 1

/** ∇²f·v, dense and sample by sample. @param theta [P] @param v [P] */
export function rebuiltHvp(
  options: NetworkOptions,
  theta: Float64Array,
  v: Float64Array,
  factors: RFactors,
  samples?: readonly number[],
): Float64Array {
  const problem = networkProblem(options)
  const { layout, inputs, l2 } = problem
  const rows = samples ?? Array.from({ length: inputs.rows }, (_, s) => s)
  const [point, direction] = [layout.embed(theta), layout.embed(v)]
  const out = new Float64Array(point.length)
  const dense = denseRows(inputs)
  for (const s of rows) {
    const x = dense.subarray(s * inputs.columns, (s + 1) * inputs.columns)
    addProduct(problem, point, direction, s, x, factors, out)
  }
  return layout.restrict(out).map((sum, p) => sum / rows.length + l2 * v[p]!)
}

function addProduct(
  problem: NetworkProblem,
  theta: Float64Array,
  v: Float64Array,
  s: number,
  x: Float64Array,
  factors: RFactors,
  out: Float64Array,
): void {
  const { shape, loss } = problem
  const { blocks, activation } = shape
  const last = blocks.length - 1
  const trace = traceOf(problem, theta, s)
  const deltas = newTrace(shape).z
  backward(problem, theta, s, trace, deltas)
  const factor = (name: keyof RFactors, k: number): number => (factors[name] ?? one)(k, problem)
  const a = [x, ...trace.a]
  const ra: Float64Array[] = [new Float64Array(x.length)]
  const rz: Float64Array[] = []
  blocks.forEach(({ fanIn, fanOut, weights, bias }, k) => {
    const z = Float64Array.from({ length: fanOut }, (_, j) => factor('bias', k) * v[bias + j]!)
    for (let i = 0; i < fanIn; i++) {
      for (let j = 0; j < fanOut; j++) {
        const p = weights + i * fanOut + j
        z[j]! +=
          factor('forwardTurn', k) * ra[k]![i]! * theta[p]! +
          factor('forwardDirection', k) * a[k]![i]! * v[p]!
      }
    }
    rz.push(z)
    ra.push(z.map((value, j) => activation.first(trace.z[k]![j]!) * value))
  })
  const outputs = rz[last]!.length
  const curvature = new Float64Array(outputs * outputs)
  loss.hessian(trace.z[last]!, targetOf(problem, s), curvature)
  let rdelta = rz[last]!.map((_, i) =>
    rz[last]!.reduce((sum, r, j) => sum + curvature[i * outputs + j]! * r, 0),
  )
  for (let k = last; k >= 0; k--) {
    const { fanIn, fanOut, weights, bias } = blocks[k]!
    const [delta, turned] = [deltas[k]!, rdelta]
    for (let j = 0; j < fanOut; j++) {
      for (let i = 0; i < fanIn; i++) {
        out[weights + i * fanOut + j]! += a[k]![i]! * turned[j]! + factor('outer', k) * ra[k]![i]! * delta[j]!
      }
      out[bias + j]! += turned[j]!
    }
    if (k === 0) return
    rdelta = Float64Array.from({ length: fanIn }, (_, i) => {
      const z = trace.z[k - 1]![i]!
      const along = (from: Float64Array, y: Float64Array): number =>
        y.reduce((sum, value, j) => sum + from[weights + i * fanOut + j]! * value, 0)
      const straight =
        factor('backDirection', k) * along(v, delta) + factor('backTurn', k) * along(theta, turned)
      const bent = factor('bend', k) * activation.second(z) * rz[k - 1]![i]! * along(theta, delta)
      return activation.first(z) * straight + bent
    })
  }
}

function traceOf({ shape, inputs }: NetworkProblem, theta: Float64Array, s: number): Trace {
  const trace = newTrace(shape)
  forward(shape, theta, firstBias(shape, theta, inputs.offset), inputs, s, trace)
  return trace
}

export interface Outputs {
  /** [N][C] */
  readonly outputs: readonly Float64Array[]
  /** [N][C] */
  readonly targets: readonly Float64Array[]
}

/** Outputs and targets of all samples. @param theta [P] */
export function outputsOf(options: NetworkOptions, theta: Float64Array): Outputs {
  const problem = networkProblem(options)
  const point = problem.layout.embed(theta)
  const samples = Array.from({ length: problem.inputs.rows }, (_, s) => s)
  return {
    outputs: samples.map((s) => traceOf(problem, point, s).z.at(-1)!),
    targets: samples.map((s) => targetOf(problem, s)),
  }
}
