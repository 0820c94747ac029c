/**
 * Exchanges of rows and columns: each at once in what is still to come, and in the finished rows of L at the very end,
 * in the order in which `partners` and `panelEnds` record them.
 */
import { followExchange, other, row, spare } from './ldltPivot'
import { at, entry, Factorisation, pivotRow } from './ldltRecord'

/** Exchanges rows and columns s ≤ t of the matrix to come, the panel and the candidates. */
export function exchange(f: Factorisation, s: i32, t: i32): void {
  store<i32>(f.partners + ((<usize>s) << 2), t)
  if (s === t) return
  followExchange(s, t)
  const next = f.next
  for (let m = f.first; m < next; m++) {
    swap(entry(f, m, s), entry(f, m, t))
    swap(at(pivotRow(f, m), s), at(pivotRow(f, m), t))
  }
  swap(at(row, s), at(row, t))
  swap(at(other, s), at(other, t))
  swap(at(spare, s), at(spare, t))
  swap(entry(f, s, s), entry(f, t, t))
  const rowLength = (<usize>f.n) << 3
  let below = entry(f, s + 1, t)
  for (let j = s + 1; j < t; j++) {
    swap(entry(f, s, j), below)
    below += rowLength
  }
  for (let j = t + 1; j < f.n; j++) swap(entry(f, s, j), entry(f, t, j))
}

/** After the last panel: brings the finished rows into the final order, each row once, within the cache. */
export function ldltReorder(work: usize, thread: i32, threads: i32, _control: usize): void {
  const f = changetype<Factorisation>(work)
  for (let m = thread; m < f.n; m += threads) {
    const x = entry(f, m, 0)
    for (let k = panelEnd(f, m); k < f.n; k++) swap(at(x, k), at(x, partner(f, k)))
  }
}

export function panelEnd(f: Factorisation, m: i32): i32 {
  return load<i32>(f.panelEnds + ((<usize>m) << 2))
}

export function partner(f: Factorisation, k: i32): i32 {
  return load<i32>(f.partners + ((<usize>k) << 2))
}

export function swap(x: usize, y: usize): void {
  const held = load<f64>(x)
  store<f64>(x, load<f64>(y))
  store<f64>(y, held)
}
