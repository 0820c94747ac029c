import { describe, expect, test } from 'vitest'
import { findProviders, type Provider } from '../harness/index.ts'
import { eigenvaluesSuite } from './eigenvaluesSuite.ts'

const withoutLapack = await findProviders({ SADDLECHECK_LAPACK: 'none' })

describe('eigenvaluesSuite', () => {
  test('an absent provider is a visible row and gate with its reason', async () => {
    const { groups, gates } = await eigenvaluesSuite('smoke', withoutLapack)
    for (const { rows } of groups) {
      expect(rows).toContainEqual({ name: 'lapack', skipped: 'SADDLECHECK_LAPACK is none' })
    }
    expect(gates).toContainEqual(expect.objectContaining({ skipped: 'SADDLECHECK_LAPACK is none' }))
  })

  test('a provider that is off by more than it says is not timed', async () => {
    const lying = withoutLapack.map((finding) =>
      finding.available ? { ...finding, provider: shifted(finding.provider) } : finding,
    )
    await expect(eigenvaluesSuite('smoke', lying)).rejects.toThrow('embedded, n = 8: eigenvalue 0 is')
  })
})

function shifted(provider: Provider): Provider {
  return {
    ...provider,
    eigenvalues: async (matrix, options) => {
      const result = await provider.eigenvalues(matrix, options)
      if (result.status !== 'converged') return result
      return { ...result, values: result.values.map((value) => value + 3 * result.errorBound) }
    },
  }
}
