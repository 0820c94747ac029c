/** Our own providers, asked for eigenpairs like everybody else. */
import { findProviders, type ProviderFinding, symmetricMatrix } from '../../../harness/index.ts'
import type { Candidate } from '../candidate.ts'

export const embedded = ourCandidate('embedded')
export const lapack = ourCandidate('lapack')

function ourCandidate(name: ProviderFinding['name']): Candidate {
  return {
    routine: 'eigenpairs',
    async load() {
      // One thread, as the others have.
      const findings = await findProviders({ SADDLECHECK_THREADS: '1', ...process.env })
      const finding = findings.find((candidate) => candidate.name === name)
      if (!finding?.available) return { status: 'absent', reason: finding?.reason ?? 'unknown here' }
      const { provider } = finding
      return {
        status: 'loaded',
        version: provider.version,
        async solve(entries, n) {
          const result = await provider.eigenpairs(symmetricMatrix(entries, n))
          if (result.status !== 'converged') throw new RangeError(`${result.status}: ${result.message}`)
          return result
        },
      }
    },
  }
}
