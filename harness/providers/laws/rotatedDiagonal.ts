/**
 * S_r … S₁ diag(λ) S₁ … S_r with S = I − 2vvᵀ/vᵀv, in twice the precision of float64 and rounded once at the end.
 *
 * An entry is a pair hi + lo. A ← A − vwᵀ − wvᵀ with w = (2y − (2t/s)v)/s, y = Av, t = vᵀy, s = vᵀv. Products
 * with the small integers of v and sums of high parts are split without error; what is rounded are sums
 * of at most n + 1 low parts, each below u times a partial sum: first order, ‖Δy‖ ≤ (n + 1)²u²‖A‖_F‖v‖ and
 * |Δt| ≤ 2(n + 1)²u²‖A‖_F‖v‖². They enter A with weights 4/‖v‖ and 4/‖v‖², so one reflection errs by at
 * most 12(n + 1)²u²‖A‖_F and some dozen single roundings more: 16(n + 4)²u²‖A‖_F covers it.
 *
 * Source: Dekker, "A floating-point technique for extending the available precision", 1971; Ogita, Rump and
 * Oishi, "Accurate sum and dot product", 2005.
 */
import { norm, unitRoundoff } from '../../algebra/vectors.ts'

export interface RotatedDiagonal {
  /** [n, n] symmetric to the last bit */
  readonly entries: Float64Array
  /** Bound of ‖entries − exact product‖_F: what the last rounding dropped, and next to nothing where it dropped nothing. */
  readonly error: number
}

/** An unevaluated sum of a float64 and a correction. */
interface Pair {
  hi: number
  lo: number
}

/** @param diagonal [n] between 2⁻³⁰⁰ and 2³⁰⁰, or 0 @param reflections [r][n] small integers; zeros are no reflection */
export function rotatedDiagonal(
  diagonal: ArrayLike<number>,
  reflections: readonly ArrayLike<number>[],
): RotatedDiagonal {
  const n = diagonal.length
  const high = new Float64Array(n * n)
  const low = new Float64Array(n * n)
  for (let i = 0; i < n; i++) high[i * n + i] = diagonal[i]!
  const live = reflections.filter((v) => square(v) > 0)
  for (const v of live) reflect(high, low, v)
  const rounding = 16 * (n + 4) ** 2 * live.length * unitRoundoff ** 2 * norm(Float64Array.from(diagonal))
  return { entries: high, error: 1.01 * (norm(low) + rounding) }
}

/** The lower triangle is computed and mirrored. */
function reflect(high: Float64Array, low: Float64Array, v: ArrayLike<number>): void {
  const n = v.length
  const w = shares(high, low, v)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      if (v[i] === 0 && v[j] === 0) continue
      const sum = { hi: high[i * n + j]!, lo: low[i * n + j]! }
      addProduct(sum, w[j]!.hi, w[j]!.lo, -v[i]!)
      addProduct(sum, w[i]!.hi, w[i]!.lo, -v[j]!)
      const hi = sum.hi + sum.lo
      const lo = sum.lo - (hi - sum.hi)
      high[i * n + j] = high[j * n + i] = hi
      low[i * n + j] = low[j * n + i] = lo
    }
  }
}

/** w [n] */
function shares(high: Float64Array, low: Float64Array, v: ArrayLike<number>): Pair[] {
  const n = v.length
  const s = square(v)
  const t = { hi: 0, lo: 0 }
  const y = Array.from({ length: n }, (_, i) => {
    const sum = { hi: 0, lo: 0 }
    for (let j = 0; j < n; j++) {
      if (v[j] !== 0) addProduct(sum, high[i * n + j]!, low[i * n + j]!, v[j]!)
    }
    addProduct(t, sum.hi, sum.lo, v[i]!)
    return sum
  })
  const share = quotient({ hi: 2 * t.hi, lo: 2 * t.lo }, s)
  return y.map(({ hi, lo }, i) => {
    const sum = { hi: 2 * hi, lo: 2 * lo }
    addProduct(sum, share.hi, share.lo, -v[i]!)
    return quotient(sum, s)
  })
}

function square(v: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!
  return sum
}

const splitter = 2 ** 27 + 1

/** sum += (hi + lo)·factor, for an integer factor of at most 26 bits. */
function addProduct(sum: Pair, hi: number, lo: number, factor: number): void {
  const product = hi * factor
  const total = sum.hi + product
  const part = total - sum.hi
  const lost = sum.hi - (total - part) + (product - part)
  sum.hi = total
  sum.lo += lost + (productRest(hi, factor, product) + lo * factor)
}

function quotient({ hi, lo }: Pair, divisor: number): Pair {
  const first = (hi + lo) / divisor
  const product = first * divisor
  const rest = hi - product - productRest(first, divisor, product) + lo
  return { hi: first, lo: rest / divisor }
}

/** x·factor − product, exactly: both halves of x have so few bits that their products with the factor fit. */
function productRest(x: number, factor: number, product: number): number {
  const shifted = splitter * x
  const upper = shifted - (shifted - x)
  return upper * factor - product + (x - upper) * factor
}
