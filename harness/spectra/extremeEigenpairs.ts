/**
 * The largest and the smallest eigenvalues of an operator, with their vectors and residual bounds.
 *
 * Lanczos from a random vector until the wanted Ritz pairs have converged; these are locked, and the search goes
 * on in their orthogonal complement from a fresh random vector, until a run there finds nothing that
 * belongs among the wanted. A Krylov space holds one vector of every eigenspace at most, so further copies of
 * a repeated eigenvalue appear in later runs only. When a space is invariant all of it is locked; when the
 * locked vectors span everything, nothing can have been missed.
 *
 * What the residual promises: an eigenvalue lies within `residual` of `value` (plus the rounding of one product).
 * What it does not: that this eigenvalue is the k-th, nor its multiplicity. `converged` rests on random vectors
 * that are not orthogonal to what is sought (true with probability 1); `exhausted` does not.
 *
 * The run that finds nothing costs about as many products as the first one.
 *
 * Source: Parlett, "The symmetric eigenvalue problem", 1980, §4-5 (residual bounds), §13 (Lanczos); Paige, "The
 * computation of eigenvalues and eigenvectors of very large sparse matrices", 1971.
 */
import { type Random, seededRandom } from '../algebra/random.ts'
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { dot, firstNonFinite, norm } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { type KrylovSpace, krylovSpace } from './krylovSpace.ts'
import { type LinearOperator, product, requireOperator } from './linearOperator.ts'
import { requireCount } from './requireCount.ts'
import { type TridiagonalEigenpairs, tridiagonalEigenpairs } from './tridiagonalEigenpairs.ts'

export interface ExtremeOptions extends RunOptions {
  /** How many of the largest eigenvalues; top + bottom in 1..n. */
  readonly top: number
  /** How many of the smallest. */
  readonly bottom: number
  /** A pair has converged when |Av − λv| ≤ rtol · (largest |Ritz value| seen); in [n·eps, 1). */
  readonly rtol: number
  /** Most Lanczos steps over all runs. Residuals take one product more for each pair. */
  readonly maxSteps: number
  readonly seed: number
}

export interface Eigenpair {
  /** vᵀAv */
  readonly value: number
  /** [n] of length 1; the vectors of one result are orthogonal. */
  readonly vector: Float64Array
  /** |Av − value·v|, computed with a product of its own. */
  readonly residual: number
}

/**
 * - `converged`: every residual is small and a run in the complement found nothing better;
 * - `exhausted`: every residual is small and all of ℝⁿ has been searched, multiplicities included;
 * - `notConverged`: maxSteps came first, or a residual stayed large; the pairs are the best so far, possibly
 *   fewer than wanted or one in both lists, and their residuals hold.
 */
export interface ExtremeEigenpairs {
  readonly status: 'converged' | 'exhausted' | 'notConverged'
  /** Largest first. */
  readonly top: readonly Eigenpair[]
  /** Smallest first. */
  readonly bottom: readonly Eigenpair[]
  /** Largest |Ritz value| seen: a lower bound of ‖A‖₂, and the unit of rtol. */
  readonly scale: number
  /** Products made. */
  readonly steps: number
  /** Random starts. */
  readonly runs: number
}

export interface ExtremeFailure {
  readonly status: 'nonFinite'
  readonly steps: number
  readonly message: string
}

interface Search {
  readonly operator: LinearOperator
  readonly options: ExtremeOptions
  readonly random: Random
  readonly breathe: ReturnType<typeof breather>
  /** Orthonormal to rounding. */
  readonly locked: Eigenpair[]
  lanczosSteps: number
  products: number
  scale: number
}

/** How one run ended, with its Ritz pairs. */
interface Run {
  readonly status: 'converged' | 'invariant' | 'outOfSteps' | 'nonFinite'
  readonly space: KrylovSpace
}

/**
 * Steps before the first look at convergence: a start vector that is nearly orthogonal to an extreme
 * eigenvector hides it for some steps, and the more the earlier one looks.
 */
const leastSteps = 20

/** Locked pairs must be better than rtol, since their errors add to the residuals of those found after them. */
const lockingShare = 1 / 8

/** Progress is told in Lanczos steps. @throws ArgumentError on options that make no sense */
export async function extremeEigenpairs(
  operator: LinearOperator,
  options: ExtremeOptions,
): Promise<ExtremeEigenpairs | ExtremeFailure> {
  requireOptions(operator, options)
  const { seed, top, bottom } = options
  const random = seededRandom(seed)
  const breathe = breather(options)
  const search: Search = {
    operator,
    options,
    random,
    breathe,
    locked: [],
    lanczosSteps: 0,
    products: 0,
    scale: 0,
  }
  for (let runs = 1; ; runs++) {
    // Later runs look for what the first could not hold, mostly one more copy of a repeated eigenvalue at a time.
    const most = Math.max(Math.max(top, bottom) - search.locked.length, 1)
    const wanted = { top: Math.min(top, most), bottom: Math.min(bottom, most) }
    const run = await runLanczos(search, wanted)
    if (run.status === 'nonFinite') return nonFinite(search)
    const found = explicitPairs(search, run, wanted)
    if (found === 'nonFinite') return nonFinite(search)
    if (found === 'notConverged') return result(search, runs, 'notConverged')
    const better = found.filter((pair) => belongs(search, pair))
    const everything = run.status === 'invariant'
    search.locked.push(...(everything ? found : better))
    if (search.locked.length === operator.order) return result(search, runs, 'exhausted')
    if (run.status === 'outOfSteps') return result(search, runs, 'notConverged')
    if (better.length === 0) return result(search, runs, 'converged')
  }
}

/** Grows a Krylov space in the complement of what is locked, until its extreme Ritz pairs have converged. */
async function runLanczos(search: Search, wanted: { top: number; bottom: number }): Promise<Run> {
  const { operator, options, random, breathe, locked } = search
  const start = Float64Array.from({ length: operator.order }, () => random.normal())
  const deflated = locked.map(({ vector }) => vector)
  const space = krylovSpace(operator, start, { deflated, scale: search.scale })
  let nextLook = leastSteps
  for (;;) {
    if (search.lanczosSteps === options.maxSteps) return { status: 'outOfSteps', space }
    await breathe(search.lanczosSteps, options.maxSteps)
    search.lanczosSteps++
    search.products++
    const grown = space.extend()
    if (grown !== 'grown') return { status: grown, space }
    if (space.basis.length < nextLook) continue
    nextLook = Math.ceil(1.2 * space.basis.length)
    if (ritzConverged(search, space, wanted)) return { status: 'converged', space }
  }
}

/** |A y − θ y| = β_k·|last component of the eigenvector of T| for a Ritz pair (θ, y). */
function ritzConverged(search: Search, space: KrylovSpace, wanted: { top: number; bottom: number }): boolean {
  const pairs = ritzPairs(space, 'last')
  const k = space.basis.length
  if (!pairs || k < wanted.top + wanted.bottom) return false
  search.scale = Math.max(search.scale, Math.abs(pairs.values[0]!), Math.abs(pairs.values[k - 1]!))
  const limit = lockingShare * search.options.rtol * search.scale
  return chosen(k, wanted).every((j) => Math.abs(space.betas[k - 1]! * pairs.rows[j]!) <= limit)
}

function ritzPairs(space: KrylovSpace, rows: 'last' | 'all'): TridiagonalEigenpairs | undefined {
  const T = {
    diagonal: Float64Array.from(space.alphas),
    offDiagonal: Float64Array.from(space.betas.slice(0, -1)),
  }
  const pairs = tridiagonalEigenpairs(T, rows)
  return pairs.status === 'converged' ? pairs : undefined
}

/** Places of the wanted among k ascending values, each once. */
function chosen(k: number, { top, bottom }: { top: number; bottom: number }): number[] {
  return Array.from({ length: k }, (_, j) => j).filter((j) => j < bottom || j >= k - top)
}

/**
 * Ritz pairs of a run with residuals computed from the whole operator: all of an invariant space, else the
 * wanted. `notConverged` is QL's.
 */
function explicitPairs(
  search: Search,
  { status, space }: Run,
  wanted: { top: number; bottom: number },
): Eigenpair[] | 'nonFinite' | 'notConverged' {
  const k = space.basis.length
  if (k === 0) return []
  const pairs = ritzPairs(space, 'all')
  if (!pairs) return 'notConverged'
  search.scale = Math.max(search.scale, Math.abs(pairs.values[0]!), Math.abs(pairs.values[k - 1]!))
  const places = chosen(k, status === 'invariant' ? { top: k, bottom: 0 } : wanted)
  const explicit: Eigenpair[] = []
  for (const j of places) {
    const vector = new Float64Array(search.operator.order)
    space.basis.forEach((q, i) => {
      const share = pairs.rows[i * k + j]!
      for (let p = 0; p < vector.length; p++) vector[p]! += share * q[p]!
    })
    const pair = explicitPair(search, vector)
    if (!pair) return 'nonFinite'
    explicit.push(pair)
  }
  return explicit
}

function explicitPair(search: Search, y: Float64Array): Eigenpair | undefined {
  const length = norm(y)
  const vector = y.map((x) => x / length)
  const image = product('extremeEigenpairs', search.operator, vector)
  search.products++
  const value = dot(vector, image)
  if (firstNonFinite(image) >= 0 || !Number.isFinite(value)) return undefined
  return { value, vector, residual: norm(image.map((x, i) => x - value * vector[i]!)) }
}

/** Whether a pair of the complement is among the wanted, beyond what its residual allows to be rounding. */
function belongs({ locked, options, scale }: Search, { value }: Eigenpair): boolean {
  const { top, bottom, rtol } = options
  if (locked.length < top + bottom) return true
  const values = locked.map((pair) => pair.value).sort((x, y) => x - y)
  if (top > 0 && value > values.at(-top)! + rtol * scale) return true
  return bottom > 0 && value < values[bottom - 1]! - rtol * scale
}

function result(
  { locked, options, scale, products }: Search,
  runs: number,
  reached: ExtremeEigenpairs['status'],
): ExtremeEigenpairs {
  const ascending = [...locked].sort((x, y) => x.value - y.value)
  const top = ascending.slice(Math.max(ascending.length - options.top, 0)).reverse()
  const bottom = ascending.slice(0, options.bottom)
  const small = [...top, ...bottom].every(({ residual }) => residual <= options.rtol * scale)
  return { status: small ? reached : 'notConverged', top, bottom, scale, steps: products, runs }
}

function nonFinite({ products }: Search): ExtremeFailure {
  const message = `product ${products} is not finite: the operator overflows, or it is NaN at its point`
  return { status: 'nonFinite', steps: products, message }
}

function requireOptions(operator: LinearOperator, { top, bottom, rtol, maxSteps }: ExtremeOptions): void {
  const where = 'extremeEigenpairs'
  requireOperator(where, operator)
  const n = operator.order
  requireCount(where, 'top', top, 0, n)
  requireCount(where, 'bottom', bottom, 0, n)
  requireCount(where, 'top + bottom', top + bottom, 1, n)
  requireCount(where, 'maxSteps', maxSteps, 1, Number.POSITIVE_INFINITY)
  if (!(rtol >= n * Number.EPSILON && rtol < 1))
    throw new ArgumentError(where, 'rtol', `in [n·eps, 1) = [${n * Number.EPSILON}, 1)`, String(rtol))
}
