import { expect, test } from 'vitest'
import { findProviders, wignerMatrix } from '../harness/index.ts'
import { countingProvider } from './countingProvider.ts'

test('counts calls, flops and what is held, and hands on the results', async () => {
  const embedded = (await findProviders()).find(({ name }) => name === 'embedded')
  if (!embedded?.available) throw new Error('embedded is always there')
  const { provider, counts } = countingProvider(embedded.provider)
  const matrix = wignerMatrix(6, 1)
  expect(await provider.inertia(matrix, 0)).toEqual(await embedded.provider.inertia(matrix, 0))
  await provider.eigenvalues(matrix)
  const x = provider.allocate(12)
  const gram = provider.allocate(16)
  x.fill(1)
  await provider.addGram(x, 3, 4, 1, gram)
  expect(gram[0]).toBe(3)
  await provider.addProduct(x, 3, 4, x, 2, gram)
  provider.release(x)
  provider.allocate(1)
  expect(counts).toEqual({
    factorisations: 1,
    factorisationFlops: 72,
    eigenvalueCalls: 1,
    eigenpairCalls: 0,
    gramCalls: 1,
    productCalls: 1,
    productFlops: 3 * 4 * 5 + 2 * 3 * 4 * 2,
    held: 17,
    mostHeld: 28,
  })
})
