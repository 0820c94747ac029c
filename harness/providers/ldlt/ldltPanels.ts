/**
 * What the factorisation in panels (wasm/assembly/ldlt.ts) costs, in flops and in roundings.
 *
 * An entry is subtracted from in two ways. Each panel of up to d + 1 pivots that was finished before contributes a sum
 * of as many products, added up by themselves and then subtracted at once; the panel in which the entry's own row
 * becomes a pivot subtracts its products one by one. A product of an earlier panel is rounded once in being formed, in
 * at most d + 1 additions in whatever order its sum is taken, and by every subtraction from the entry from then on: at
 * most ⌈n/d⌉ of sums and d + 1 of single products. So N ≤ 2(d + 2) + ⌈n/d⌉, and that holds for the entry as it was
 * given, too, because it meets subtractions only. No order of summation is assumed but this one: a panel's sum is
 * formed before it meets the entry. In any order at all, N ≤ n + 1.
 */

/** d, pivots of a panel. With half as many the update of the rest is slow, with twice as many the search for pivots. */
export const panelDepth = 64

/** N of ldltFactors.ts. */
export function ldltRoundings(n: number): number {
  return Math.min(roundingsInAnyOrder(n), 2 * (panelDepth + 2) + Math.ceil(n / panelDepth))
}

/** The same where nothing is known of the order of summation. */
export function roundingsInAnyOrder(n: number): number {
  return n + 1
}

export function ldltFlops(n: number): number {
  return n ** 3 / 3
}
