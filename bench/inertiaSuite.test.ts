import { describe, expect, test } from 'vitest'
import { findProviders, type Provider } from '../harness/index.ts'
import { inertiaSuite } from './inertiaSuite.ts'

const withoutLapack = await findProviders({ SADDLECHECK_LAPACK: 'none' })

describe('inertiaSuite', () => {
  test('an absent provider is a visible row and gate with its reason', async () => {
    const { groups, gates } = await inertiaSuite('smoke', withoutLapack)
    const skipped = groups.flatMap(({ rows }) => rows).filter((row) => 'skipped' in row)
    expect(skipped).toHaveLength(2)
    expect(gates).toContainEqual(expect.objectContaining({ skipped: 'SADDLECHECK_LAPACK is none' }))
  })

  test('a provider that miscounts by one is not timed', async () => {
    const lying = withoutLapack.map((finding) =>
      finding.available ? { ...finding, provider: miscounting(finding.provider) } : finding,
    )
    await expect(inertiaSuite('smoke', lying)).rejects.toThrow('inertiaSuite, embedded, n = 8')
  })
})

function miscounting(provider: Provider): Provider {
  return {
    ...provider,
    inertia: async (matrix, shift, options) => {
      const result = await provider.inertia(matrix, shift, options)
      if (result.status !== 'factored') return result
      return { ...result, negative: result.negative - 1, positive: result.positive + 1 }
    },
  }
}
