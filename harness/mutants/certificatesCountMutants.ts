/** Bugs of certified counts and signs. */

import { type Certificates, ownCertificates } from '../properties/certificates/certificates.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import type { Provider } from '../providers/provider.ts'
import { type CertifiedCounts, certifiedCounts } from '../spectra/certifiedCounts.ts'
import { certifiedSigns } from '../spectra/certifiedSigns.ts'
import type { Mutant } from './mutant.ts'

const own = ownCertificates(checkedProvider(embeddedKernels()))

export const certificatesCountMutants: readonly Mutant<Certificates>[] = [
  {
    bug: 'certified counts: an assembly error of NaN is taken for none',
    origin: 'our own',
    code: withCounts((matrix, error, provider) => certifiedCounts(matrix, error || 0, provider)),
  },
  {
    bug: 'certified counts: the assembly error is left out',
    origin: 'our own',
    code: withCounts((matrix, _, provider) => certifiedCounts(matrix, 0, provider)),
  },
  {
    bug: 'certified counts: the bound is halved',
    origin: 'our own',
    code: withCounts((matrix, error, provider) => certifiedCounts(matrix, error / 2, provider)),
  },
  {
    bug: 'certified counts: the bound is doubled',
    origin: 'our own',
    code: withCounts((matrix, error, provider) => certifiedCounts(matrix, 2 * error, provider)),
  },
  {
    bug: 'certified counts: the bound is taken relative to the largest entry',
    origin: 'our own',
    code: withCounts((matrix, error, provider) =>
      certifiedCounts(
        matrix,
        error * matrix.entries.reduce((most, x) => Math.max(most, Math.abs(x)), 0),
        provider,
      ),
    ),
  },
  {
    bug: 'certified counts: merging forgets the last interval',
    origin: 'our own',
    code: overCertificate((counts) => ({ ...counts, intervals: counts.intervals.slice(0, -1) })),
  },
  {
    bug: 'certified counts: overlapping intervals are not merged',
    origin: 'our own',
    code: overCertificate((counts) => ({
      ...counts,
      intervals: counts.intervals.flatMap(({ from, to, multiplicity }) =>
        new Array(multiplicity).fill({ from, to, multiplicity: 1 }),
      ),
    })),
  },
  {
    bug: 'certified counts: only the lower end is verified',
    origin: 'our own',
    code: withCounts((matrix, error, provider) =>
      certifiedCounts(matrix, error, trusting(provider, 'upper')),
    ),
  },
  {
    bug: 'certified counts: only the upper end is verified',
    origin: 'our own',
    code: withCounts((matrix, error, provider) =>
      certifiedCounts(matrix, error, trusting(provider, 'lower')),
    ),
  },
  {
    bug: 'certified counts: signs from the values before they are widened',
    origin: 'our own',
    code: withCounts(async (matrix, error, provider) => {
      const [counts, result] = [
        await certifiedCounts(matrix, error, provider),
        await provider.eigenvalues(matrix),
      ]
      if (counts.status !== 'certified' || result.status !== 'converged') return counts
      const negative = result.values.filter((x) => x < 0).length
      const positive = result.values.filter((x) => x > 0).length
      return { ...counts, negative, undecided: matrix.order - negative - positive, positive }
    }),
  },
  {
    bug: 'certified signs: the assembly error is left out',
    origin: 'our own',
    code: { ...own, certifiedSigns: (matrix, _, provider) => certifiedSigns(matrix, 0, provider) },
  },
  {
    bug: 'certified signs: counts at 0, where they say nothing',
    origin: 'our own',
    code: {
      ...own,
      certifiedSigns: async (matrix, error, provider) => {
        const [signs, at0] = [
          await certifiedSigns(matrix, error, provider),
          await provider.inertia(matrix, 0),
        ]
        if (signs.status !== 'certified' || at0.status !== 'factored') return signs
        return { ...signs, negative: at0.negative, undecided: at0.zero, positive: at0.positive }
      },
    },
  },
  {
    bug: 'certified signs: undecided eigenvalues count as positive too',
    origin: 'our own',
    code: {
      ...own,
      certifiedSigns: async (matrix, error, provider) => {
        const signs = await certifiedSigns(matrix, error, provider)
        return signs.status === 'certified' ? { ...signs, positive: signs.positive + signs.undecided } : signs
      },
    },
  },
]

function withCounts(mutated: typeof certifiedCounts): Certificates {
  return { ...own, certifiedCounts: mutated }
}

function overCertificate(change: (counts: CertifiedCounts) => CertifiedCounts): Certificates {
  return withCounts(async (matrix, error, provider) => {
    const counts = await certifiedCounts(matrix, error, provider)
    return counts.status === 'certified' ? change(counts) : counts
  })
}

/** Counts at one end of every interval are not taken but expected: as many as there are computed eigenvalues. */
function trusting(provider: Provider, side: 'lower' | 'upper'): Provider {
  let values: Float64Array = new Float64Array(0)
  return {
    ...provider,
    async eigenvalues(matrix, options) {
      const result = await provider.eigenvalues(matrix, options)
      if (result.status === 'converged') values = result.values
      return result
    },
    async inertia(matrix, shift, options) {
      const result = await provider.inertia(matrix, shift, options)
      const nearest = values.reduce((best, x) => (Math.abs(x - shift) < Math.abs(best - shift) ? x : best))
      if (result.status !== 'factored' || nearest < shift !== (side === 'upper')) return result
      const negative = values.filter((x) => x < shift).length
      return { ...result, negative, zero: 0, positive: values.length - negative }
    },
  }
}
