/** The hidden units of a network in another order: theta changes, the function that it computes does not. */
import type { NetworkRecipe } from '../../arbitraries/networks.ts'

/**
 * Every hidden layer's units moved round by one.
 *
 * @returns [P] where each parameter of the new theta comes from
 */
export function hiddenPermutation({ layers, biases = true }: NetworkRecipe): Int32Array {
  const from: number[] = []
  const moved = (k: number, i: number): number =>
    k === 0 || k === layers.length - 1 ? i : (i + 1) % layers[k]!
  let place = 0
  for (let k = 0; k + 1 < layers.length; k++) {
    const [fanIn, fanOut] = [layers[k]!, layers[k + 1]!]
    const rows = fanIn + (biases ? 1 : 0)
    for (let i = 0; i < rows; i++) {
      const row = i < fanIn ? moved(k, i) : i
      for (let j = 0; j < fanOut; j++) from.push(place + row * fanOut + moved(k + 1, j))
    }
    place += rows * fanOut
  }
  return Int32Array.from(from)
}

/** x[from[p]] at p. */
export function permuted(from: Int32Array, x: Float64Array): Float64Array {
  return x.map((_, p) => x[from[p]!]!)
}

/** `to` with to[from[p]] = p. */
export function inverse(from: Int32Array): Int32Array {
  const to = new Int32Array(from.length)
  from.forEach((source, p) => {
    to[source] = p
  })
  return to
}
