/**
 * The scalars of MINRES-QLP: one more row and column of Q T P = L, and the solution of L u = t.
 *
 * T_k is the tridiagonal matrix of Lanczos with β_{k+1} below it. Reflections from the left, one a step, make
 * it upper triangular with three diagonals (MINRES stops there); reflections from the right, two a step, make
 * that lower triangular:
 *
 *     row j of L:  η_j  ϑ_j  γ_j  (columns j−2, j−1, j),    x_k = W_k u,  ‖x_k‖ = ‖u‖
 *
 * γ_{k−1} and γ_k, ϑ_k and the last two entries of u are final only two steps later. L reveals the rank: where
 * T is singular, the last γ is 0 and u with a last entry of 0 is the shortest solution.
 *
 * Source: Choi, Paige and Saunders 2011: the QLP decomposition of T, after Stewart 1999.
 */
import type { LanczosRow } from './lanczosRow.ts'
import { idleReflection, type Reflection, reflection } from './reflection.ts'

/** One row of L u = t. */
export interface FactorRow {
  /** τ */
  readonly right: number
  /** η, two columns before the diagonal. */
  readonly eta: number
  /** ϑ, one column before the diagonal. */
  readonly vartheta: number
  /** γ, on the diagonal. */
  readonly gamma: number
}

/** Everything about step k that steps k + 1 and k + 2, or the vectors, need. */
export interface QlpFactors {
  /** k */
  readonly step: number
  /** Q_k, which removes β_{k+1}. */
  readonly left: Reflection
  /** P_{k−2,k} and P_{k−1,k}. */
  readonly outer: Reflection
  readonly inner: Reflection
  /** Column k of the upper triangular factor, top down; its diagonal entry is `left.r`. */
  readonly epsilon: number
  readonly delta: number
  /** What Q_k leaves of row k + 1 and has put into row k of the next columns. */
  readonly deltaNext: number
  readonly epsilonNext: number
  /** φ_k = ‖r_k‖ */
  readonly phi: number
  /** ‖(A − σI) r_{k−1}‖ / ‖r_{k−1}‖ */
  readonly root: number
  /** Rows k−2 (final from now on), k−1 and k. */
  readonly oldest: FactorRow
  readonly older: FactorRow
  readonly current: FactorRow
  /** u_{k−3}, u_{k−2} (both final), u_{k−1}. */
  readonly u3: number
  readonly u2: number
  readonly u1: number
  /** γ_k u_k: what row k leaves for its own unknown. */
  readonly rest: number
}

const emptyRow: FactorRow = { right: 0, eta: 0, vartheta: 0, gamma: 0 }

/** Before the first step. @param phi ‖b‖ */
export function initialFactors(phi: number): QlpFactors {
  const none = { epsilon: 0, delta: 0, deltaNext: 0, epsilonNext: 0, root: 0, u3: 0, u2: 0, u1: 0, rest: 0 }
  return {
    ...none,
    step: 0,
    left: idleReflection,
    outer: idleReflection,
    inner: idleReflection,
    phi,
    oldest: emptyRow,
    older: emptyRow,
    current: emptyRow,
  }
}

export function nextFactors(before: QlpFactors, { alpha, betaNext }: LanczosRow): QlpFactors {
  const step = before.step + 1
  const { c, s } = before.left
  const delta = c * before.deltaNext + s * alpha
  const gammaBar = s * before.deltaNext - c * alpha
  const deltaNext = -c * betaNext
  const left = reflection(gammaBar, betaNext)
  // Columns k−2 and k, then k−1 and k: the entries to the right of γ_{k−2} and γ_{k−1} go.
  const outer = step > 2 ? reflection(before.older.gamma, before.epsilonNext) : idleReflection
  const deltaLeft = outer.s * before.current.vartheta - outer.c * delta
  const inner = step > 1 ? reflection(before.current.gamma, deltaLeft) : idleReflection
  const gamma = -outer.c * left.r
  const oldest = { ...before.older, gamma: outer.r }
  const vartheta = outer.c * before.current.vartheta + outer.s * delta
  const older = { ...before.current, vartheta, gamma: inner.r }
  const current = {
    right: left.c * before.phi,
    eta: outer.s * left.r,
    vartheta: inner.s * gamma,
    gamma: -inner.c * gamma,
  }
  const u2 = step > 2 ? remaining(oldest, before.u3, before.u2) / oldest.gamma : 0
  const u1 = step > 1 ? remaining(older, before.u2, u2) / older.gamma : 0
  return {
    step,
    left,
    outer,
    inner,
    epsilon: before.epsilonNext,
    delta,
    deltaNext,
    epsilonNext: s * betaNext,
    phi: left.s * before.phi,
    root: Math.hypot(gammaBar, deltaNext),
    oldest,
    older,
    current,
    u3: before.u2,
    u2,
    u1,
    rest: remaining(current, u2, u1),
  }
}

/** τ − η·u_{j−2} − ϑ·u_{j−1} */
function remaining({ right, eta, vartheta }: FactorRow, twoBefore: number, oneBefore: number): number {
  return right - eta * twoBefore - vartheta * oneBefore
}
