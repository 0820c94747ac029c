/**
 * The vectors of MINRES-QLP: x_k from v_k and the scalars of step k.
 *
 * While the problem is well conditioned they are those of MINRES, one vector less work a step:
 *
 *     w_k = (v_k − ε_k w_{k−2} − δ_k w_{k−1}) / γ_k,    x_k = x_{k−1} + τ_k w_k
 *
 * Then W_k ← W_k L_k turns them into the orthonormal ones of MINRES-QLP, which grow no rounding errors:
 *
 *     x_k = base_k + w_{k−1} u_{k−1} + w_k u_k,    base_k = base_{k−1} + w_{k−2} u_{k−2}
 *
 * Source: Choi, Paige and Saunders 2011: MINRES, MINRES-QLP and the transfer from one to the other.
 */
import type { QlpFactors } from './qlpFactors.ts'
import type { Reflection } from './reflection.ts'

export interface QlpIterate {
  readonly method: 'minres' | 'minresQlp'
  /** w_{k−1} and w_k of the method [n]. */
  readonly older: Float64Array
  readonly current: Float64Array
  /** MINRES-QLP only: x without its last two columns [n]. */
  readonly base: Float64Array
  /** x_k [n] */
  readonly x: Float64Array
}

export function initialIterate(n: number): QlpIterate {
  const zero = new Float64Array(n)
  return { method: 'minres', older: zero, current: zero, base: zero, x: zero }
}

/** x_k by MINRES. @param v v_k [n] */
export function minresIterate(before: QlpIterate, v: Float64Array, factors: QlpFactors): QlpIterate {
  const { epsilon, delta, left, current: row } = factors
  const current = v.map(
    (entry, i) => (entry - epsilon * before.older[i]! - delta * before.current[i]!) / left.r,
  )
  const x = before.x.map((entry, i) => entry + row.right * current[i]!)
  return { method: 'minres', older: before.current, current, base: before.base, x }
}

/** x_k by MINRES-QLP with the last unknown u_k = `last`; 0 gives the shortest. @param v v_k [n] */
export function qlpIterate(
  before: QlpIterate,
  v: Float64Array,
  { outer, inner, u2, u1 }: QlpFactors,
  last: number,
): QlpIterate {
  const { first: oldest, second: halfway } = reflected(before.older, v, outer)
  const { first: older, second: current } = reflected(before.current, halfway, inner)
  const base = before.base.map((entry, i) => entry + oldest[i]! * u2)
  const x = base.map((entry, i) => entry + older[i]! * u1 + current[i]! * last)
  return { method: 'minresQlp', older, current, base, x }
}

/** The same x_k in the vectors of MINRES-QLP. @param factors of the step that `iterate` stands at */
export function transferred(
  iterate: QlpIterate,
  { older: row, current: lastRow, u1, rest }: QlpFactors,
): QlpIterate {
  const older = iterate.older.map((entry, i) => row.gamma * entry + lastRow.vartheta * iterate.current[i]!)
  const current = iterate.current.map((entry) => lastRow.gamma * entry)
  const last = lastRow.gamma === 0 ? 0 : rest / lastRow.gamma
  const base = iterate.x.map((entry, i) => entry - older[i]! * u1 - current[i]! * last)
  return { method: 'minresQlp', older, current, base, x: iterate.x }
}

interface Columns {
  readonly first: Float64Array
  readonly second: Float64Array
}

/** [p, q] times the reflection. */
function reflected(p: Float64Array, q: Float64Array, { c, s }: Reflection): Columns {
  return {
    first: p.map((entry, i) => c * entry + s * q[i]!),
    second: p.map((entry, i) => s * entry - c * q[i]!),
  }
}
