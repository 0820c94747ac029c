/**
 * P A Pᵀ = L D Lᵀ with the library's dgemm for nearly all of the work: our kernels find the pivots of a panel
 * (wasm/assembly/ldlt.ts), and dgemm subtracts what the panel eliminates from the rest of the upper triangle.
 *
 * The triangle is cut into a rectangle and two triangles of half the order, and these likewise. Small triangles are
 * computed as squares in a buffer and the upper halves subtracted, so that nothing below the diagonal is touched.
 *
 * Why not dsytrf_rook: its order of summation is its own affair, which makes its error bound some 30 times as large
 * at order 10,000; it tells nothing of its progress, and cannot be stopped.
 *
 * Source: Elmroth, Gustavson, Jonsson and Kågström, "Recursive blocked algorithms and hybrid data structures for dense
 * matrix library software", 2004 (the recursion).
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import type { LdltMemory } from '../ldlt/ldltMemory.ts'
import { ldltFlops } from '../ldlt/ldltPanels.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import type { Routines } from './routines.ts'

/** Triangles up to this order are computed as squares: twice the flops on a share of squareOrder/n. */
const squareOrder = 96
/** Up to this order everything is done by the kernels. */
const kernelsAlone = 256

interface Factorisation {
  readonly memory: LdltMemory
  readonly team: KernelTeam
  readonly routines: Routines
  /** [squareOrder, squareOrder] in the memory of the kernels */
  readonly square: Float64Array
}

/** Progress is told in flops. */
export async function ldltByDgemm(
  memory: LdltMemory,
  team: KernelTeam,
  routines: Routines,
  options: RunOptions,
): Promise<void> {
  options.signal?.throwIfAborted()
  const { order: n, address } = memory
  if (n <= kernelsAlone) {
    team.runNow('ldltFactor', [address])
    return
  }
  const breathe = breather(options)
  const square = team.heap.allocate(squareOrder ** 2)
  try {
    for (let first = 0; first < n; ) {
      const next = team.runNow('ldltPanel', [address])
      await subtractTriangle({ memory, team, routines, square }, first, next, next, n)
      first = next
      await breathe(ldltFlops(n) - ldltFlops(n - first), ldltFlops(n))
    }
  } finally {
    team.heap.release(square)
  }
}

/** A[i, j] −= (Lᵀ W)[i, j] for at ≤ i ≤ j < end, with L and W the rows first … next − 1. */
async function subtractTriangle(
  factorisation: Factorisation,
  first: number,
  next: number,
  at: number,
  end: number,
): Promise<void> {
  const order = end - at
  if (order <= squareOrder) {
    subtractSquare(factorisation, first, next, at, order)
    return
  }
  // Whole tiles of the library's kernels, which are 4 to 32 wide.
  const middle = at + Math.ceil(order / 64) * 32
  await subtractTriangle(factorisation, first, next, at, middle)
  const { memory, routines } = factorisation
  const n = memory.order
  await routines.dgemmPanel({
    alpha: -1,
    x: memory.entries.subarray(first * n + at),
    xRow: n,
    y: memory.pivotRows.subarray(middle),
    yRow: memory.stride,
    beta: 1,
    c: memory.entries.subarray(at * n + middle),
    cRow: n,
    rows: middle - at,
    columns: end - middle,
    depth: next - first,
  })
  await subtractTriangle(factorisation, first, next, middle, end)
}

function subtractSquare(
  { memory, team, routines, square }: Factorisation,
  first: number,
  next: number,
  at: number,
  order: number,
): void {
  if (order === 0) return
  const n = memory.order
  routines.dgemmPanelNow({
    alpha: 1,
    x: memory.entries.subarray(first * n + at),
    xRow: n,
    y: memory.pivotRows.subarray(at),
    yRow: memory.stride,
    beta: 0,
    c: square,
    cRow: order,
    rows: order,
    columns: order,
    depth: next - first,
  })
  team.runNow('ldltSubtractTriangle', [memory.address, team.heap.addressOf(square), at, order])
}
