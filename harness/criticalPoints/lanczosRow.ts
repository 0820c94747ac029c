/**
 * One step of the Lanczos process on A − σI by its three-term recurrence, which keeps two vectors only.
 *
 *     β_{k+1} v_{k+1} = (A − σI) v_k − β_k v_{k−1} − α_k v_k
 *
 * Source: Choi, Paige and Saunders 2011, the Lanczos process; the order of the subtractions is Paige's
 * (1972), β first. Unlike lanczos.ts it does not orthogonalise again: MINRES-QLP needs the memory of five
 * vectors whatever the number of steps.
 */
import { dot, norm } from '../algebra/vectors.ts'
import { type LinearOperator, product } from '../spectra/linearOperator.ts'

export interface LanczosRow {
  /** Whether the product is; if not, the numbers below mean nothing. */
  readonly finite: boolean
  /** α_k */
  readonly alpha: number
  /** β_k, 0 for k = 1. */
  readonly beta: number
  /** β_{k+1} ≥ 0 */
  readonly betaNext: number
  /** v_k and v_{k+1} [n]; the latter is zero when β_{k+1} is. */
  readonly direction: Float64Array
  readonly nextDirection: Float64Array
}

/** @param b [n], not zero @param size ‖b‖ */
export function lanczosStart(b: Float64Array, size: number): LanczosRow {
  const none = new Float64Array(b.length)
  return {
    finite: true,
    alpha: 0,
    beta: 0,
    betaNext: 0,
    direction: none,
    nextDirection: b.map((x) => x / size),
  }
}

/** σ = `shift` */
export function nextLanczosRow(operator: LinearOperator, shift: number, before: LanczosRow): LanczosRow {
  const v = before.nextDirection
  const beta = before.betaNext
  const w = product('minresQlp', operator, v)
  for (let i = 0; i < w.length; i++) w[i]! -= shift * v[i]! + beta * before.direction[i]!
  const alpha = dot(w, v)
  for (let i = 0; i < w.length; i++) w[i]! -= alpha * v[i]!
  const betaNext = norm(w)
  if (betaNext > 0) for (let i = 0; i < w.length; i++) w[i]! /= betaNext
  const finite = Number.isFinite(alpha) && Number.isFinite(betaNext)
  return { finite, alpha, beta, betaNext, direction: v, nextDirection: w }
}
