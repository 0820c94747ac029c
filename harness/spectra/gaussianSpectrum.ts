/**
 * The eigenvalues of a random symmetric matrix with Gaussian entries (the law of `wignerMatrix`), drawn in O(n²): a
 * tridiagonal matrix has the same joint distribution of eigenvalues,
 *
 *     diagonal  √2·N(0, 1)/√n,      off the diagonal  χ_{n−1}, …, χ_1 over √n,
 *
 * because Householder's reduction leaves the entries that it has not yet met as they were: normal and independent.
 *
 * Source: Dumitriu and Edelman, "Matrix models for beta ensembles", Journal of Mathematical Physics 43, 2002, β = 1.
 */
import { type Random, seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import type { Failure } from '../providers/provider.ts'
import { tridiagonalEigenpairs } from './tridiagonalEigenpairs.ts'

/** @param order n @returns [n] ascending, nearly all within ±2 */
export function gaussianSpectrum(order: number, seed: number): Float64Array | Failure {
  if (!Number.isInteger(order) || order < 1) {
    throw new ArgumentError('gaussianSpectrum', 'order', 'a positive integer', String(order))
  }
  const random = seededRandom(seed)
  const scale = 1 / Math.sqrt(order)
  const diagonal = Float64Array.from({ length: order }, () => Math.SQRT2 * scale * random.normal())
  const offDiagonal = Float64Array.from({ length: order - 1 }, (_, k) => scale * chi(order - 1 - k, random))
  const pairs = tridiagonalEigenpairs({ diagonal, offDiagonal }, 'first')
  return pairs.status === 'converged' ? pairs.values : pairs
}

/** The length of a vector of so many standard normal numbers. */
function chi(degrees: number, random: Random): number {
  let sum = 0
  for (let i = 0; i < degrees; i++) {
    const x = random.normal()
    sum += x * x
  }
  return Math.sqrt(sum)
}
