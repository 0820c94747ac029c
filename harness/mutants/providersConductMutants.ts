import type { Provider } from '../providers/provider.ts'
import { type Mutant, released, slip } from './mutant.ts'
import { inFloat32, soundKernels, withKernels } from './providersBrokenKernels.ts'
import { finiteEntries, finiteOnly, soundProvider, withOperations } from './providersBrokenOperations.ts'

export const providersConductMutants: readonly Mutant<Provider>[] = [
  // Conduct.
  released(
    'NaN is returned as finite eigenvalues with info = 0',
    withOperations({
      eigenvalues: (matrix, options) => soundProvider.eigenvalues(finiteOnly(matrix), options),
    }),
  ),
  slip(
    'an infinite entry is counted as a sign',
    withOperations({
      inertia: (matrix, shift, options) => soundProvider.inertia(finiteOnly(matrix), shift, options),
    }),
  ),
  released(
    'a product skips what is not finite',
    withOperations({
      multiply: (a, b, m, k, n, options) =>
        soundProvider.multiply(finiteEntries(a), finiteEntries(b), m, k, n, options),
    }),
  ),
  slip(
    'the argument is used as workspace',
    withOperations({
      eigenvalues: (matrix, options) => soundProvider.eigenvalues(matrix, { ...options, consume: true }),
    }),
  ),
  slip(
    'with consume the result is not scaled back',
    withOperations({
      async eigenvalues(matrix, options) {
        const result = await soundProvider.eigenvalues(matrix, options)
        if (!options?.consume || result.status !== 'converged') return result
        return { ...result, values: result.values.map((value) => 2 * value) }
      },
    }),
  ),

  // Products.
  released(
    'multiply takes the factors in the wrong order',
    withKernels({
      multiply: (a, b, m, k, n, options) => soundKernels.multiply(b, a, n, k, m, options),
    }),
  ),
  released(
    'multiply passes through float32',
    withKernels({
      multiply: (a, b, m, k, n, options) => soundKernels.multiply(inFloat32(a), b, m, k, n, options),
    }),
  ),
  slip(
    'multiply forgets the last product of a long sum',
    withKernels({
      multiply: (a, b, m, k, n, options) =>
        soundKernels.multiply(
          a.map((entry, p) => (k > 256 && p % k === k - 1 ? 0 : entry)),
          b,
          m,
          k,
          n,
          options,
        ),
    }),
  ),
  released(
    'multiply returns column after column',
    withKernels({
      async multiply(a, b, m, k, n, options) {
        const product = await soundKernels.multiply(a, b, m, k, n, options)
        return product.map((_, p) => product[(p % m) * n + Math.floor(p / m)]!)
      },
    }),
  ),
  slip(
    'multiply writes to its argument',
    withKernels({
      async multiply(a, b, m, k, n, options) {
        const product = await soundKernels.multiply(a, b, m, k, n, options)
        a[0] = product[0]!
        return product
      },
    }),
  ),
]
