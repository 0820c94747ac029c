/** Norms for the bound of the factors' error: ‖A‖_∞ before the factorisation, ‖|L||D||Lᵀ|‖_∞ after it. */
import { panelEnd, partner, swap } from './ldltExchange'
import { at, entry, Factorisation } from './ldltRecord'

/** ‖A‖_∞ from the upper triangle. @param sums f64 [n], zeros */
export function triangleNorm(
  entries: usize,
  n: i32,
  sums: usize,
  _thread: i32,
  _threads: i32,
  _control: usize,
): f64 {
  let norm: f64 = 0
  for (let i = 0; i < n; i++) {
    const x = entries + ((<usize>i * <usize>n) << 3)
    const beside = addMagnitudes(x, i + 1, n, 1, sums)
    norm = max(norm, load<f64>(at(sums, i)) + abs(load<f64>(at(x, i))) + beside)
  }
  return norm
}

/**
 * ‖|L||D||Lᵀ|‖_∞ of factors that were not brought into the final order: the sums are led back through the exchanges
 * from the last row to the first, and so always have the order of the row that is added. @param sums f64 [n], zeros
 */
export function ldltProductNorm(work: usize, sums: usize, _thread: i32, _threads: i32, _control: usize): f64 {
  const f = changetype<Factorisation>(work)
  let applied = f.n
  for (let k = f.n - 1; k >= 0; k--) {
    while (applied > panelEnd(f, k)) {
      applied--
      swap(at(sums, applied), at(sums, partner(f, applied)))
    }
    if (k > 0 && load<i32>(f.pairs + ((<usize>(k - 1)) << 2)) === 1) {
      k--
      addPairSums(f, k, sums)
    } else addSums(f, k, k + 1, abs(load<f64>(entry(f, k, k))) * multiplierSum(f, k, k + 1), sums)
  }
  let largestSum: f64 = 0
  // max keeps a NaN.
  for (let j = 0; j < f.n; j++) largestSum = max(largestSum, load<f64>(at(sums, j)))
  return largestSum
}

function addPairSums(f: Factorisation, k: i32, sums: usize): void {
  const pivot = abs(load<f64>(entry(f, k, k)))
  const coupling = abs(load<f64>(entry(f, k, k + 1)))
  const below = abs(load<f64>(entry(f, k + 1, k + 1)))
  const sum = multiplierSum(f, k, k + 2)
  const otherSum = multiplierSum(f, k + 1, k + 2)
  addSums(f, k, k + 2, pivot * sum + coupling * otherSum, sums)
  addSums(f, k + 1, k + 2, coupling * sum + below * otherSum, sums)
}

/** Column sum of |L|, its unit diagonal included. */
function multiplierSum(f: Factorisation, k: i32, begin: i32): f64 {
  return 1 + addMagnitudes(entry(f, k, 0), begin, f.n, 0, 0)
}

/** sums += |column of L| · weight. */
function addSums(f: Factorisation, k: i32, begin: i32, weight: f64, sums: usize): void {
  store<f64>(at(sums, k), load<f64>(at(sums, k)) + weight)
  addMagnitudes(entry(f, k, 0), begin, f.n, weight, sums)
}

/** Adds weight·|x[j]| to sums[j], begin ≤ j < n, unless the weight is 0. @returns Σ |x[j]| */
function addMagnitudes(x: usize, begin: i32, n: i32, weight: f64, sums: usize): f64 {
  const factor = f64x2.splat(weight)
  let j = begin
  let total = f64x2.splat(0)
  let otherTotal = total
  for (; j + 4 <= n; j += 4) {
    const p = at(x, j)
    const a = f64x2.abs(v128.load(p))
    const b = f64x2.abs(v128.load(p, 16))
    total = f64x2.add(total, a)
    otherTotal = f64x2.add(otherTotal, b)
    if (weight !== 0) {
      const s = at(sums, j)
      v128.store(s, f64x2.add(v128.load(s), f64x2.mul(a, factor)))
      v128.store(s, f64x2.add(v128.load(s, 16), f64x2.mul(b, factor)), 16)
    }
  }
  total = f64x2.add(total, otherTotal)
  let rest: f64 = 0
  for (; j < n; j++) {
    const a = abs(load<f64>(at(x, j)))
    rest += a
    if (weight !== 0) store<f64>(at(sums, j), load<f64>(at(sums, j)) + a * weight)
  }
  return rest + f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)
}
