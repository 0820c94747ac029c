/**
 * The least residuals over the Krylov spaces of a system, from its exact moments.
 *
 *     min ‖b − A K y‖² = det [m_{i+l}]_{i,l=0..k} / det [m_{i+l+2}]_{i,l=0..k−1},   m_i = bᵀAⁱb,  K = (b, …, A^{k−1}b)
 *
 * Both determinants are of Gram matrices, (b, Ab, …, Aᵏb) over (Ab, …, Aᵏb), and of integers: they are exact.
 * From the step on at which the lower one vanishes, the residual is the part of b in the null space.
 *
 * Source: the distance of a vector from a subspace as a quotient of Gram determinants (Gantmacher, "The theory of matrices", 1959).
 */
import { type SystemRecipe, weights } from './knownSystems.ts'

/** [steps + 1] ‖r_0‖, ‖r_1‖, … of A − σI, to 4 roundings each. */
export function leastResiduals(recipe: SystemRecipe, steps: number): Float64Array {
  const gathered = weights(recipe)
  const live = [...gathered.keys()].filter((level) => level !== 0).length
  const scale = 2 ** recipe.rightExponent
  return Float64Array.from({ length: steps + 1 }, (_, k) => {
    if (k >= live) return scale * Math.sqrt(gathered.get(0) ?? 0)
    return scale * Math.sqrt(Number(hankel(gathered, k + 1, 0)) / Number(hankel(gathered, k, 2)))
  })
}

/** det [m_{i+l+first}] of the order. */
function hankel(gathered: ReadonlyMap<number, number>, order: number, first: number): bigint {
  const moment = (i: number): bigint => {
    let sum = 0n
    for (const [level, square] of gathered) sum += BigInt(square) * BigInt(level) ** BigInt(i)
    return sum
  }
  return determinant(
    Array.from({ length: order }, (_, i) => Array.from({ length: order }, (_, l) => moment(i + l + first))),
  )
}

/** By the first row; orders are at most 4. */
function determinant(rows: readonly (readonly bigint[])[]): bigint {
  const [first, ...others] = rows
  if (first === undefined) return 1n
  return first.reduce((sum, entry, l) => {
    const minor = determinant(others.map((row) => row.filter((_, column) => column !== l)))
    return sum + (l % 2 === 0 ? entry : -entry) * minor
  }, 0n)
}
