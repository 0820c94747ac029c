/**
 * The update of what is left with a whole panel: packed and tile by tile, or with a product that was computed
 * elsewhere.
 */
import { stopped, tellProgress } from './barrier'
import { at, entry, Factorisation } from './ldltRecord'
import { edgeTileBytes, packStrips, tileSide, tileUpdate } from './tiles'

/** Strips of rows in a task of the update. */
const taskStrips: i32 = 16
/** Strips of columns whose packed numbers stay in the second-level cache. */
const blockStrips: i32 = 64

/** Brings the panel into the order in which ldltSubtract reads it. */
export function ldltPack(work: usize, _thread: i32, _threads: i32, _control: usize): void {
  packPanel(changetype<Factorisation>(work))
}

export function packPanel(f: Factorisation): void {
  const first = f.first
  const next = f.next
  const depth = next - first
  const count = f.n - next
  packStrips(entry(f, first, next), 8, (<usize>f.n) << 3, count, depth, f.packedLeft)
  packStrips(at(f.pivotRows, next), 8, (<usize>f.stride) << 3, count, depth, f.packedRight)
  f.taken = 0
}

/** A ← A − Lᵀ W on the upper triangle of what is left, with L and W the packed rows of the panel. */
export function ldltSubtract(work: usize, thread: i32, _threads: i32, control: usize): void {
  const f = changetype<Factorisation>(work)
  const next = f.next
  const strips = (f.n - next + tileSide - 1) / tileSide
  const tasks = (strips + taskStrips - 1) / taskStrips
  for (;;) {
    const task = atomic.add<i32>(work, 1, offsetof<Factorisation>('taken'))
    if (task >= tasks || stopped(control)) return
    subtractRows(f, task * taskStrips, strips, thread)
    tellProgress(control, thread, updateFlops(f, min(f.n - next, (task + 1) * taskStrips * tileSide)))
  }
}

/** Of the first rows of what is left. */
function updateFlops(f: Factorisation, rows: i32): f64 {
  const left = <f64>(f.n - f.next)
  const below = left - <f64>rows
  return <f64>(f.next - f.first) * (left * left - below * below)
}

/** One task: some strips of rows, from the diagonal to the right. */
function subtractRows(f: Factorisation, firstStrip: i32, strips: i32, thread: i32): void {
  const lastStrip = min(firstStrip + taskStrips, strips)
  const next = f.next
  const whole = (f.n - next) / tileSide
  const rowBytes = (<usize>f.n) << 3
  const depth = next - f.first
  for (let block = firstStrip; block < strips; block += blockStrips) {
    const blockEnd = min(block + blockStrips, strips)
    for (let strip = firstStrip; strip < lastStrip; strip++) {
      const left = packed(f.packedLeft, strip, depth)
      for (let column = max(block, strip); column < blockEnd; column++) {
        if (column === strip || column >= whole) {
          subtractPart(f, strip, column, thread)
          continue
        }
        const target = entry(f, next + strip * tileSide, next + column * tileSide)
        tileUpdate(left, packed(f.packedRight, column, depth), depth, target, rowBytes, -1)
      }
    }
  }
}

/** A tile on the diagonal or at the edge: only what lies in the upper triangle is written. */
function subtractPart(f: Factorisation, strip: i32, column: i32, thread: i32): void {
  const next = f.next
  const depth = next - f.first
  const tile = f.tiles + <usize>thread * edgeTileBytes
  memory.fill(tile, 0, edgeTileBytes)
  tileUpdate(packed(f.packedLeft, strip, depth), packed(f.packedRight, column, depth), depth, tile, 32, -1)
  const end = f.n - next
  for (let i = 0; i < tileSide && strip * tileSide + i < end; i++) {
    for (let j = 0; j < tileSide && column * tileSide + j < end; j++) {
      if (strip === column && j < i) continue
      const target = entry(f, next + strip * tileSide + i, next + column * tileSide + j)
      store<f64>(target, load<f64>(target) + load<f64>(tile + ((<usize>(4 * i + j)) << 3)))
    }
  }
}

function packed(strips: usize, strip: i32, depth: i32): usize {
  return strips + ((<usize>strip * <usize>depth) << 5)
}

/** entries[i, j] −= product[i − begin, j − begin] on and above the diagonal. @param product f64 [size, size] */
export function ldltSubtractTriangle(work: usize, product: usize, begin: i32, size: i32): void {
  const f = changetype<Factorisation>(work)
  for (let i = 0; i < size; i++) {
    const target = entry(f, begin + i, begin)
    const source = product + ((<usize>(i * size)) << 3)
    let j = i
    for (; j + 2 <= size; j += 2) {
      v128.store(at(target, j), f64x2.sub(v128.load(at(target, j)), v128.load(at(source, j))))
    }
    if (j < size) store<f64>(at(target, j), load<f64>(at(target, j)) - load<f64>(at(source, j)))
  }
}
