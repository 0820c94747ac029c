/** What the contract does not ask of products: sizes that wake the threads, and bits that do not depend on them. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../algebra/random.ts'
import { differingBits } from '../laws/law.ts'
import { naiveProduct } from '../laws/naiveProduct.ts'
import { kernelTeam } from '../wasm/kernelTeam.ts'
import { matrixProducts } from './matrixProducts.ts'

const teams = [1, 2, 3].map((threads) => matrixProducts(kernelTeam(threads)))

function normals(length: number): Float64Array {
  const random = seededRandom(length)
  return Float64Array.from({ length }, random.normal)
}

function integers(length: number): Float64Array {
  const random = seededRandom(length)
  return Float64Array.from({ length }, () => random.integer(2001) - 1000)
}

/** Whole tiles and parts of them at the shares' borders; long in each direction. */
const extents = [
  [127, 300, 131],
  [2, 700, 1500],
  [1500, 700, 3],
  [40, 9, 4099],
] as const

describe.each(extents)('[%i, %i] · [%i]', (m, k, n) => {
  it('has the same bits on 1, 2 and 3 threads', async () => {
    const [a, b] = [normals(m * k), normals(k * n)]
    const [one, ...others] = await Promise.all(teams.map((team) => team.multiply(a, b, m, k, n, {})))
    for (const other of others) expect(differingBits(one!, other)).toBe(0)
  })

  it('is exact on integers', async () => {
    const [a, b] = [integers(m * k), integers(k * n)]
    const products = await Promise.all(teams.map((team) => team.multiply(a, b, m, k, n, {})))
    const expected = naiveProduct(a, b, m, k, n)
    for (const product of products) {
      expect(product).toHaveLength(m * n)
      expect(product.filter((entry, p) => entry !== expected[p])).toHaveLength(0)
    }
  })
})

/** Rows and columns; the last is wider than a block for the caches. */
describe.each([
  [700, 66],
  [530, 131],
  [5, 1100],
])('gram of [%i, %i]', (m, d) => {
  it('is exact on integers above the diagonal, on 1, 2 and 3 threads', async () => {
    const x = integers(m * d)
    const transposed = x.map((_, p) => x[(p % m) * d + Math.floor(p / m)]!)
    const expected = naiveProduct(transposed, x, d, m, d)
    for (const team of teams) {
      const gram = new Float64Array(d * d)
      await team.addGram(x, m, d, 1, gram)
      expect(gram.filter((entry, p) => Math.floor(p / d) <= p % d && entry !== expected[p])).toHaveLength(0)
    }
  })

  it('has the same bits on 1, 2 and 3 threads', async () => {
    const x = normals(m * d)
    const grams = teams.map(() => normals(d * d))
    for (const [k, team] of teams.entries()) await team.addGram(x, m, d, -1, grams[k]!)
    const upper = grams.map((gram) => gram.filter((_, p) => Math.floor(p / d) <= p % d))
    for (const other of upper.slice(1)) expect(differingBits(upper[0]!, other)).toBe(0)
  })
})

it('can be watched and stopped', async () => {
  const n = 1200
  const a = normals(n * n)
  const stop = new AbortController()
  const told: number[] = []
  const onProgress = (done: number, total: number) => {
    expect(total).toBe(2 * n ** 3)
    told.push(done / total)
    if (done > 0) stop.abort(new RangeError('enough'))
  }
  const running = matrixProducts(kernelTeam(1)).multiply(a, a, n, n, n, { signal: stop.signal, onProgress })
  await expect(running).rejects.toThrow('enough')
  expect(told[0]).toBe(0)
  expect(told.every((share) => share <= 1)).toBe(true)
})

it('works in memory whose addresses are beyond the largest signed integer', async () => {
  const [one] = teams
  // Never touched, so it takes address space only.
  const below = one!.allocate(2 ** 28 + 2 ** 10)
  const [x, product] = [one!.allocate(300 * 40), one!.allocate(40 * 40)]
  expect(x.byteOffset).toBeGreaterThan(2 ** 31)
  x.set(integers(x.length))
  const transposed = x.map((_, p) => x[(p % 300) * 40 + Math.floor(p / 300)]!)
  await one!.addProduct(x, 300, 40, x, 40, product)
  expect(differingBits(product.slice(), naiveProduct(transposed, x, 40, 300, 40))).toBe(0)
  for (const array of [below, x, product]) one!.release(array)
})
