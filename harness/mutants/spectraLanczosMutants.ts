/** Bugs of Lanczos and of the quadrature that is read off it. */
import { dot, firstNonFinite, norm } from '../algebra/vectors.ts'
import type { SpectraCode } from '../properties/spectra/spectraCode.ts'
import { gaussQuadrature } from '../spectra/gaussQuadrature.ts'
import { type Lanczos, lanczos } from '../spectra/lanczos.ts'
import type { LinearOperator } from '../spectra/linearOperator.ts'
import { tridiagonalEigenpairs } from '../spectra/tridiagonalEigenpairs.ts'
import type { Mutant } from './mutant.ts'
import { spectraMutant } from './spectraMutant.ts'

export const spectraLanczosMutants: readonly Mutant<SpectraCode>[] = [
  spectraMutant('quadrature weights from the whole eigenvector matrix, not its first row', 'released code', {
    gaussQuadrature: reweighted((vectors, k) =>
      Float64Array.from({ length: k }, (_, j) => columnMean(vectors, j, k)),
    ),
  }),
  spectraMutant('quadrature weights from the first column of the eigenvectors', 'our own', {
    gaussQuadrature: reweighted((vectors, k) =>
      Float64Array.from({ length: k }, (_, j) => vectors[j * k]! ** 2),
    ),
  }),
  spectraMutant('quadrature weights not squared', 'our own', {
    gaussQuadrature: reweighted((vectors, k) => vectors.slice(0, k).map(Math.abs)),
  }),
  spectraMutant('Lanczos divides by a beta of 0', 'released code', {
    lanczos: recurrence({ breakdown: false }),
  }),
  spectraMutant('Lanczos without reorthogonalisation', 'our own', { lanczos: recurrence({ passes: 0 }) }),
  spectraMutant(
    'Lanczos reorthogonalised once only',
    'our own',
    { lanczos: recurrence({ passes: 1 }) },
    'the recurrence is a first pass itself: where beta is above the threshold of a breakdown one pass more leaves components of n·u, to within a factor that no bound on rounding excludes',
  ),
  spectraMutant('Lanczos: sign of beta lost', 'our own', {
    lanczos: altered((result) => ({ ...result, betas: result.betas.map((beta) => -beta) })),
  }),
  spectraMutant('Lanczos: start vector not normalised', 'our own', {
    lanczos: recurrence({ normalised: false }),
  }),
  spectraMutant('Lanczos: last step dropped', 'our own', { lanczos: altered(lastStepDropped) }),
  spectraMutant('Lanczos: last alpha left 0', 'our own', {
    lanczos: altered((result) => ({ ...result, alphas: result.alphas.with(-1, 0) })),
  }),
  spectraMutant('Lanczos: the vector before the last is not subtracted', 'our own', {
    lanczos: recurrence({ passes: 0, previous: false }),
  }),
  spectraMutant('Lanczos: breakdown at an absolute 1e-10', 'our own', {
    lanczos: recurrence({ negligible: () => 1e-10 }),
  }),
  spectraMutant('Lanczos: orthogonality stated, not measured', 'our own', {
    lanczos: altered((result) => ({ ...result, orthogonalityLoss: 0.01 * result.steps })),
  }),
  spectraMutant('Lanczos multiplies by A twice', 'our own', {
    lanczos: (operator, ...rest) => lanczos(twice(operator), ...rest),
  }),
]

/** gaussQuadrature with weights from all eigenvectors [k, k] of T. */
function reweighted(
  weights: (vectors: Float64Array, k: number) => Float64Array,
): SpectraCode['gaussQuadrature'] {
  return (result) => {
    const rule = gaussQuadrature(result)
    const pairs = tridiagonalEigenpairs({ diagonal: result.alphas, offDiagonal: result.betas }, 'all')
    if ('status' in rule || pairs.status !== 'converged') return rule
    return { ...rule, weights: weights(pairs.rows, result.alphas.length) }
  }
}

function columnMean(vectors: Float64Array, j: number, k: number): number {
  let sum = 0
  for (let i = 0; i < k; i++) sum += vectors[i * k + j]! ** 2
  return sum / k
}

interface Recurrence {
  /** False: goes on after any beta. */
  readonly breakdown?: boolean
  readonly normalised?: boolean
  readonly passes?: number
  /** False: two terms instead of three. */
  readonly previous?: boolean
  readonly negligible?: (threshold: number) => number
}

/** Lanczos written out in one loop, with one of its lines changed. */
function recurrence(change: Recurrence): SpectraCode['lanczos'] {
  const { breakdown = true, normalised = true, passes = 2, previous = true, negligible = (x) => x } = change
  return async (operator, start, steps) => {
    const n = operator.order
    const basis: Float64Array[] = []
    const alphas: number[] = []
    const betas: number[] = []
    let q = normalised ? start.map((x) => x / norm(start)) : start.slice()
    let scale = 0
    for (;;) {
      const w = Float64Array.from(operator.apply(q))
      // What the operator breaks is not this bug.
      if (firstNonFinite(w) >= 0 && firstNonFinite(q) < 0) return lanczos(operator, start, steps)
      const alpha = dot(q, w)
      subtract(w, alpha, q)
      if (previous && basis.length > 0) subtract(w, betas.at(-1)!, basis.at(-1)!)
      basis.push(q)
      for (let pass = 0; pass < passes; pass++) for (const v of basis) subtract(w, dot(v, w), v)
      const beta = norm(w)
      scale = Math.max(scale, Math.abs(alpha) + beta + (betas.at(-1) ?? 0))
      alphas.push(alpha)
      betas.push(beta)
      const small = !(beta > negligible(n * Number.EPSILON * scale)) || basis.length === n
      if ((breakdown && small) || basis.length === steps)
        return finished(breakdown && small ? 'breakdown' : 'complete', basis, alphas, betas)
      q = w.map((x) => x / beta)
    }
  }
}

function finished(
  status: Lanczos['status'],
  basis: readonly Float64Array[],
  alphas: readonly number[],
  betas: readonly number[],
): Lanczos {
  return {
    status,
    steps: basis.length,
    alphas: Float64Array.from(alphas),
    betas: Float64Array.from(betas.slice(0, -1)),
    basis: Float64Array.from(basis.flatMap((q) => [...q])),
    residual: betas.at(-1)!,
    orthogonalityLoss: basis.reduce(
      (loss, q, i) =>
        Math.max(loss, ...basis.slice(0, i + 1).map((p, j) => Math.abs(dot(p, q) - (i === j ? 1 : 0)))),
      0,
    ),
  }
}

function subtract(w: Float64Array, factor: number, v: Float64Array): void {
  v.forEach((x, i) => {
    w[i]! -= factor * x
  })
}

function altered(change: (result: Lanczos) => Lanczos): SpectraCode['lanczos'] {
  return async (...call) => {
    const result = await lanczos(...call)
    return result.status === 'nonFinite' ? result : change(result)
  }
}

function lastStepDropped(result: Lanczos): Lanczos {
  const { steps, alphas, betas, basis } = result
  if (steps === 1) return result
  const k = steps - 1
  return {
    ...result,
    steps: k,
    alphas: alphas.slice(0, k),
    betas: betas.slice(0, k - 1),
    basis: basis.slice(0, (basis.length / steps) * k),
    residual: betas[k - 1]!,
  }
}

function twice(operator: LinearOperator): LinearOperator {
  return { order: operator.order, apply: (v) => operator.apply(operator.apply(v)) }
}
