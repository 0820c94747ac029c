/** Ranks from 1 for the smallest value on; equal values share the mean of their ranks. @param values [n], finite */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!)
  const ranks = new Array<number>(values.length).fill(0)
  for (let first = 0; first < order.length; ) {
    let end = first + 1
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++
    // The mean of first + 1, …, end.
    for (let k = first; k < end; k++) ranks[order[k]!] = (first + 1 + end) / 2
    first = end
  }
  return ranks
}
