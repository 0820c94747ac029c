/** Rows of the Schur complement while a panel of pivots is found: left-looking, one row at a time. */
import { at, entry, Factorisation, pivotRow } from './ldltRecord'
import { subtractProduct } from './simd'

/** Numbers of a row that stay in the first-level cache while the pivot rows pass by. */
export const chunk: i32 = 512

/** Row c of the Schur complement: the stored row minus what this panel has eliminated so far. */
export function reducedRow(f: Factorisation, c: i32, out: usize): void {
  const next = f.next
  const rowLength = (<usize>f.n) << 3
  let source = entry(f, next, c)
  for (let j = next; j < c; j++) {
    store<f64>(at(out, j), load<f64>(source))
    source += rowLength
  }
  memory.copy(at(out, c), entry(f, c, c), (<usize>(f.n - c)) << 3)
  subtractEliminated(f, c, out, f.first)
}

/** What pivots begin … f.next − 1 of the panel subtract from row c. */
export function subtractEliminated(f: Factorisation, c: i32, out: usize, begin: i32): void {
  const next = f.next
  const multipliers = f.multipliers
  const count = next - begin
  for (let m = 0; m < count; m++) store<f64>(at(multipliers, m), load<f64>(entry(f, begin + m, c)))
  const stride = (<usize>f.stride) << 3
  // Two columns at once: the one before and the one after may be written, and are not looked at.
  for (let start = next & ~1; start < f.n; start += chunk) {
    const end = at(out, min(start + chunk, f.n))
    let source = at(pivotRow(f, begin), start)
    let m = 0
    for (; m + 4 <= count; m += 4) {
      const l0 = v128.load64_splat(at(multipliers, m))
      const l1 = v128.load64_splat(at(multipliers, m), 8)
      const l2 = v128.load64_splat(at(multipliers, m), 16)
      const l3 = v128.load64_splat(at(multipliers, m), 24)
      let w0 = source
      let w2 = source + 2 * stride
      for (let p = at(out, start); p < end; p += 16) {
        let sum = v128.load(p)
        sum = subtractProduct(l0, v128.load(w0), sum)
        sum = subtractProduct(l1, v128.load(w0 + stride), sum)
        sum = subtractProduct(l2, v128.load(w2), sum)
        sum = subtractProduct(l3, v128.load(w2 + stride), sum)
        v128.store(p, sum)
        w0 += 16
        w2 += 16
      }
      source += 4 * stride
    }
    for (; m < count; m++) {
      const l0 = v128.load64_splat(at(multipliers, m))
      let w0 = source
      for (let p = at(out, start); p < end; p += 16) {
        v128.store(p, subtractProduct(l0, v128.load(w0), v128.load(p)))
        w0 += 16
      }
      source += stride
    }
  }
}
