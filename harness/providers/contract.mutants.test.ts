/**
 * The contract against kernels that are wrong on purpose, each in a way that was once released somewhere.
 *
 * A mutant must break the law named with it. The same kernels without the flaw keep every law
 * (contract.test.ts), so what is caught is the flaw.
 */
import { describe, expect, it } from 'vitest'
import { checkedProvider } from './checkedProvider.ts'
import { breaches, contractLaws } from './contract.ts'
import { embeddedKernels } from './embedded/embeddedKernels.ts'
import type { Failure, KernelInertia, KernelPairs, Kernels, KernelValues, Provider } from './provider.ts'

const sound = embeddedKernels()

/** The flaw, and the laws it must break. */
interface Mutant {
  readonly flaw: string
  readonly breaks: readonly string[]
  readonly provider: Provider
}

const exactSpectrum = 'eigenvalues are within errorBound of the exact spectrum'
const rebuilds = 'eigenpairs rebuild the matrix from orthonormal columns'
const exactInertia = 'inertia is exact but for eigenvalues within errorBound of the shift'
const integerProducts = 'products of small integers are exact'
const usefulInertiaBound = 'the errorBound of inertia is worth having'
const repeatable = 'the same input gives the same bits again'

const mutants: readonly Mutant[] = [
  mutant('eigenvalues read the triangle that was never filled', [exactSpectrum], {
    eigenvalues: (a, n, options) => sound.eigenvalues(diagonalOnly(a, n), n, options),
  }),
  mutant('eigenvalues pass through float32', [exactSpectrum], {
    eigenvalues: (a, n, options) => sound.eigenvalues(Float64Array.from(Float32Array.from(a)), n, options),
  }),
  mutant('eigenvalues below an absolute tolerance become 0', [exactSpectrum], {
    eigenvalues: overValues((value) => (Math.abs(value) < 1e-7 ? 0 : value)),
  }),
  mutant('eigenvalues are magnitudes', [exactSpectrum], {
    eigenvalues: overValues(Math.abs),
  }),
  mutant('eigenvalues descend', ['eigenvalues ascend'], {
    async eigenvalues(a, n, options) {
      const result = await sound.eigenvalues(a, n, options)
      return 'status' in result ? result : { values: result.values.reverse() }
    },
  }),
  mutant('eigenvalues are NaN', [exactSpectrum, 'eigenvalues ascend'], {
    eigenvalues: overValues(() => Number.NaN),
  }),
  mutant('eigenvalues never converge', [exactSpectrum], {
    async eigenvalues() {
      return { status: 'notConverged', message: 'no' }
    },
  }),
  mutant('eigenvalues depend on how often they were asked for', [repeatable], {
    eigenvalues: drifting(),
  }),
  mutant('eigenvectors are rows', [rebuilds], { eigenpairs: overVectors((i, k, n) => k * n + i) }),
  mutant('eigenvectors stand in reverse order', [rebuilds], {
    eigenpairs: overVectors((i, k, n) => i * n + n - 1 - k),
  }),
  mutant('eigenvectors are not normalised', [rebuilds], {
    eigenpairs: overVectors((i, k, n) => i * n + k, 1 + 1e-10),
  }),
  mutant('one sign of a 2 × 2 pivot is counted twice', [exactInertia], {
    inertia: overCounts(({ negative, zero, positive, backwardError }, n) =>
      n > 1 && negative > 0
        ? { negative: negative - 1, zero, positive: positive + 1, backwardError }
        : { negative, zero, positive, backwardError },
    ),
  }),
  mutant('zero pivots are counted as positive', ['zero rows are zero pivots'], {
    inertia: overCounts((counts) => ({ ...counts, zero: 0, positive: counts.positive + counts.zero })),
  }),
  mutant('small pivots are counted as zero', ['inertia agrees with eigenvalues wherever both are certain'], {
    inertia: overCounts(({ negative, zero, positive, backwardError }) =>
      positive > 0 && negative > 0
        ? { negative: negative - 1, zero: zero + 1, positive, backwardError }
        : { negative, zero, positive, backwardError },
    ),
  }),
  mutant('the bound of inertia excuses everything', [usefulInertiaBound], {
    inertia: overCounts((counts, n) => ({
      ...counts,
      negative: n,
      zero: 0,
      positive: 0,
      backwardError: 10 * n,
    })),
  }),
  mutant('inertia looks at a matrix in float32', [exactInertia], {
    inertia: (a, n, options) => sound.inertia(Float64Array.from(Float32Array.from(a)), n, options),
  }),
  mutant('multiply takes the factors in the wrong order', [integerProducts], {
    multiply: (a, b, m, k, n, options) => sound.multiply(b, a, n, k, m, options),
  }),
  mutant('multiply passes through float32', ['products are within γ_k |a||b| entry by entry'], {
    multiply: (a, b, m, k, n, options) =>
      sound.multiply(Float64Array.from(Float32Array.from(a)), b, m, k, n, options),
  }),
  mutant('multiply forgets the last product of a long sum', [integerProducts], {
    multiply: (a, b, m, k, n, options) =>
      sound.multiply(
        a.map((entry, p) => (k > 256 && p % k === k - 1 ? 0 : entry)),
        b,
        m,
        k,
        n,
        options,
      ),
  }),
  mutant('multiply writes to its argument', ['multiply neither changes its factors nor its mind'], {
    async multiply(a, b, m, k, n, options) {
      const product = await sound.multiply(a, b, m, k, n, options)
      a[0] = product[0]!
      return product
    },
  }),
  {
    flaw: 'the argument is used as workspace',
    breaks: ['an argument is not changed'],
    provider: alwaysConsuming(checkedProvider(sound)),
  },
]

describe('the contract is broken when', () => {
  it.each(mutants.map((one) => [one.flaw, one] as const))('%s', async (_, { breaks, provider }) => {
    for (const name of breaks) {
      const law = contractLaws.find((candidate) => candidate.name === name)
      expect(law, name).toBeDefined()
      expect(await breaches(law!, provider), name).not.toEqual([])
    }
  })
})

function mutant(flaw: string, breaks: readonly string[], flawed: Partial<Kernels>): Mutant {
  return { flaw, breaks, provider: checkedProvider({ ...sound, ...flawed }) }
}

/** What a kernel finds in a matrix of which only the upper triangle was filled when it reads the lower one. */
function diagonalOnly(a: Float64Array, n: number): Float64Array {
  return a.map((entry, p) => (p % (n + 1) === 0 ? entry : 0))
}

function overValues(change: (value: number) => number): Kernels['eigenvalues'] {
  return async (a, n, options): Promise<KernelValues | Failure> => {
    const result = await sound.eigenvalues(a, n, options)
    return 'status' in result ? result : { values: result.values.map(change).sort() }
  }
}

function overVectors(from: (i: number, k: number, n: number) => number, factor = 1): Kernels['eigenpairs'] {
  return async (a, n, options): Promise<KernelPairs | Failure> => {
    const result = await sound.eigenpairs(a, n, options)
    if ('status' in result) return result
    const { values, vectors } = result
    return { values, vectors: vectors.map((_, p) => factor * vectors[from(Math.floor(p / n), p % n, n)]!) }
  }
}

function overCounts(change: (counts: KernelInertia, n: number) => KernelInertia): Kernels['inertia'] {
  return async (a, n, options): Promise<KernelInertia | Failure> => {
    const result = await sound.inertia(a, n, options)
    return 'status' in result ? result : change(result, n)
  }
}

function drifting(): Kernels['eigenvalues'] {
  let calls = 0
  return (a, n, options) => overValues((value) => value * (1 + calls++ * 2 ** -52))(a, n, options)
}

function alwaysConsuming(provider: Provider): Provider {
  return {
    ...provider,
    eigenvalues: (matrix, options) => provider.eigenvalues(matrix, { ...options, consume: true }),
  }
}
