/** All eigenvalues of a symmetric tridiagonal matrix by implicit QL. */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import { requireLength } from '../../algebra/vectors.ts'
import type { Failure, KernelValues } from '../provider.ts'
import { implicitQl, sweepsPerEigenvalue } from './implicitQl.ts'
import type { Tridiagonal } from './tridiagonalize.ts'

/** Progress is told in rotations, of which about 1.7 · n²/2 are needed. */
export async function tridiagonalEigenvalues(
  { diagonal, offDiagonal }: Tridiagonal,
  options: RunOptions = {},
): Promise<KernelValues | Failure> {
  const n = diagonal.length
  requireLength('tridiagonalEigenvalues', 'offDiagonal', offDiagonal, n - 1)
  const breathe = breather(options)
  const d = Float64Array.from(diagonal)
  const e = new Float64Array(n)
  e.set(offDiagonal)
  const rotations = { cosines: new Float64Array(n), sines: new Float64Array(n) }
  for (const { kind, found } of implicitQl(d, e, rotations)) {
    if (kind === 'notConverged') return unfinished(n, found)
    await breathe(found * n - found ** 2 / 2, n ** 2 / 2)
  }
  return { values: d.sort() }
}

/** @param found eigenvalues of n */
export function unfinished(n: number, found: number): Failure {
  const message = `QL found ${found} of ${n} eigenvalues in ${sweepsPerEigenvalue * n} sweeps`
  return { status: 'notConverged', message }
}
