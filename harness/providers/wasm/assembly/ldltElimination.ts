/** Elimination with the pivot block at hand: rows of L and D where the matrix was, and the pivot rows for the update. */
import { other, row } from './ldltPivot'
import { at, entry, Factorisation, pivotRow } from './ldltRecord'

export function eliminateOne(f: Factorisation): void {
  const k = f.next
  const pivot = load<f64>(at(row, k))
  const target = entry(f, k, 0)
  store<f64>(at(target, k), pivot)
  keepPivotRow(f, k, row, k + 1)
  // A pivot is zero only when its whole row is: nothing to eliminate, and 0/0 is not asked for.
  const divisor = pivot === 0 ? 1 : pivot
  let j = k + 1
  for (; j + 2 <= f.n; j += 2) {
    v128.store(at(target, j), f64x2.div(v128.load(at(row, j)), f64x2.splat(divisor)))
  }
  if (j < f.n) store<f64>(at(target, j), load<f64>(at(row, j)) / divisor)
}

export function eliminateTwo(f: Factorisation): void {
  const k = f.next
  const coupling = load<f64>(at(row, k + 1))
  const p = load<f64>(at(row, k)) / coupling
  const q = load<f64>(at(other, k + 1)) / coupling
  const determinant = p * q - 1
  const target = entry(f, k, 0)
  const below = entry(f, k + 1, 0)
  keepPivotRow(f, k, row, k + 2)
  keepPivotRow(f, k + 1, other, k + 2)
  store<f64>(at(target, k), load<f64>(at(row, k)))
  store<f64>(at(target, k + 1), coupling)
  store<f64>(at(below, k + 1), load<f64>(at(other, k + 1)))
  store<i32>(f.pairs + ((<usize>k) << 2), 1)
  let j = k + 2
  for (; j + 2 <= f.n; j += 2) {
    const x = v128.load(at(row, j))
    const y = v128.load(at(other, j))
    const xy = f64x2.sub(f64x2.mul(f64x2.splat(q), x), y)
    const yx = f64x2.sub(f64x2.mul(f64x2.splat(p), y), x)
    v128.store(at(target, j), f64x2.div(f64x2.div(xy, f64x2.splat(determinant)), f64x2.splat(coupling)))
    v128.store(at(below, j), f64x2.div(f64x2.div(yx, f64x2.splat(determinant)), f64x2.splat(coupling)))
  }
  if (j < f.n) {
    const x = load<f64>(at(row, j))
    const y = load<f64>(at(other, j))
    store<f64>(at(target, j), (q * x - y) / determinant / coupling)
    store<f64>(at(below, j), (p * y - x) / determinant / coupling)
  }
}

function keepPivotRow(f: Factorisation, m: i32, x: usize, begin: i32): void {
  memory.copy(at(pivotRow(f, m), begin), at(x, begin), (<usize>(f.n - begin)) << 3)
}
