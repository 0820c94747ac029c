/** The hard tridiagonal matrices that LAPACK's developers collected, where SADDLECHECK_DATA has `tridiagonals/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { largestMagnitude } from '../../algebra/symmetricMatrix.ts'
import { tridiagonalMatrix } from '../laws/specimens.ts'
import type { Provider } from '../provider.ts'
import { findProviders } from '../registry.ts'
import { sturmCount } from './sturmCount.ts'
import type { Tridiagonal } from './tridiagonalize.ts'

const folder = join(process.env.SADDLECHECK_DATA ?? '', 'tridiagonals')
const present = Boolean(process.env.SADDLECHECK_DATA) && existsSync(folder)
const names = present
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.dat'))
      .map((file) => file.slice(0, -4))
  : ['none']
const title = present
  ? 'LAPACK developers’ tridiagonals'
  : 'LAPACK developers’ tridiagonals: skipped, SADDLECHECK_DATA names no folder with tridiagonals/'

/** `n`, then rows `i d e`, the last e unused. */
function readTridiagonal(name: string): Tridiagonal {
  const [n, ...numbers] = readFileSync(join(folder, `${name}.dat`), 'utf8')
    .trim()
    .split(/\s+/)
    .map(Number)
  const row = (i: number) => numbers.slice(3 * i, 3 * i + 3)
  return {
    diagonal: Float64Array.from({ length: n! }, (_, i) => row(i)[1]!),
    offDiagonal: Float64Array.from({ length: n! - 1 }, (_, i) => row(i)[2]!),
  }
}

/** `n`, then the eigenvalues as LAPACK's developers found them. */
function readEigenvalues(name: string): Float64Array {
  const [, ...values] = readFileSync(join(folder, `${name}.eig`), 'utf8')
    .trim()
    .split(/\s+/)
    .map(Number)
  return Float64Array.from(values).sort()
}

async function eigenvalues(provider: Provider, { diagonal, offDiagonal }: Tridiagonal) {
  const result = await provider.eigenvalues(tridiagonalMatrix(diagonal, offDiagonal))
  if (result.status !== 'converged') throw new Error(result.message)
  return result
}

for (const finding of await findProviders()) {
  if (!finding.available) continue
  describe.skipIf(!present)(`${title}, ${finding.name}`, () => {
    it.each(names)('%s', async (name) => {
      const matrix = readTridiagonal(name)
      const { values, errorBound } = await eigenvalues(finding.provider, matrix)
      const recorded = readEigenvalues(name)
      // Recorded to 1e-14 of the largest (their README).
      expect(values).toBeWithin(recorded, errorBound + 1e-14 * largestMagnitude(recorded))
      const uncertified = values.filter(
        (value, k) =>
          sturmCount(matrix, value - errorBound) > k || sturmCount(matrix, value + errorBound) <= k,
      )
      expect(uncertified).toHaveLength(0)
    })
  })
}
