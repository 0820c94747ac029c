import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { assertProperty } from '../../properties/assertProperty.ts'
import { checkedProvider } from '../checkedProvider.ts'
import { bunchKaufmanFactors } from '../lapack/bunchKaufmanFactors.ts'
import { findLapack } from '../lapack/findLapack.ts'
import { ldltByDgemm } from '../lapack/ldltByDgemm.ts'
import { lapackMatrix } from '../laws/lapackMatrix.ts'
import { randomSymmetric, reflect, specimenNamed } from '../laws/specimens.ts'
import { ldltMemory, triangleNorm } from '../ldlt/ldltMemory.ts'
import { ldltRoundings, panelDepth, roundingsInAnyOrder } from '../ldlt/ldltPanels.ts'
import { factorInertia, type LdltFactors, rowSumNorm } from '../ldltFactors.ts'
import { kernelTeam } from '../wasm/kernelTeam.ts'
import { embeddedKernels } from './embeddedKernels.ts'
import { factorOnTeam, ldlt } from './ldlt.ts'

const provider = checkedProvider(embeddedKernels())

/**
 * A spectrum of small integers and reflections with 1, 2 or 4 entries ±1: a matrix that is exact, and a recipe
 * that shrinks to something a person can retype.
 */
const recipe = fc.record({
  spectrum: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 45 }),
  reflections: fc.array(fc.array(fc.integer({ min: -44, max: 44 }), { minLength: 4, maxLength: 4 }), {
    maxLength: 8,
  }),
})

function expand({ spectrum, reflections }: { spectrum: number[]; reflections: number[][] }): SymmetricMatrix {
  const n = spectrum.length
  const entries = new Float64Array(n * n)
  spectrum.forEach((value, i) => {
    entries[i * n + i] = value
  })
  for (const places of reflections) reflect(entries, n, signVector(n, places))
  return symmetricMatrix(entries, n)
}

function signVector(n: number, places: readonly number[]): Float64Array {
  const distinct = [...new Set(places.map((place) => Math.abs(place) % n))]
  const kept = distinct.slice(0, distinct.length === 3 ? 2 : distinct.length)
  const v = new Float64Array(n)
  kept.forEach((at, r) => {
    v[at] = places[r]! < 0 ? -1 : 1
  })
  return v
}

describe('ldlt', () => {
  it('has the signs of the eigenvalues, at and between them', async () => {
    await assertProperty(
      fc.asyncProperty(recipe, fc.integer({ min: -7, max: 7 }), async (made, halves) => {
        const result = await provider.inertia(expand(made), halves / 2)
        if (result.status !== 'factored') return false
        const count = (side: (value: number) => boolean) => made.spectrum.filter(side).length
        const slack = result.errorBound
        expect(slack).toBeLessThan(1e-9)
        const certainlyBelow = count((value) => value < halves / 2 - slack)
        const certainlyAbove = count((value) => value > halves / 2 + slack)
        // Between integers nothing is undecided, and the counts are the counts.
        if (halves % 2 !== 0)
          expect([result.negative, result.positive]).toEqual([certainlyBelow, certainlyAbove])
        return result.negative >= certainlyBelow && result.positive >= certainlyAbove
      }),
      { numRuns: 300, seed: 2 },
    )
  })

  it('takes pivots of both orders, and bounds the multipliers by 1/(1 − α) = 2.78', async () => {
    const { entries, order: n, pairs } = await ldlt(randomSymmetric(90).entries, 90)
    const pairCount = pairs.reduce((sum, pair) => sum + pair, 0)
    expect(pairCount).toBeGreaterThan(5)
    expect(pairCount).toBeLessThan(40)
    let largest = 0
    for (let k = 0; k < n; k++) {
      const from = k + 1 + pairs[k]!
      for (let j = from; j < n; j++) largest = Math.max(largest, Math.abs(entries[k * n + j]!))
    }
    expect(largest).toBeGreaterThan(0.5)
    expect(largest).toBeLessThan(2.79)
  })
})

/** Every route to factors that a provider uses, by name. */
const lapack = await findLapack(process.env)
const routes: [string, boolean, (a: Float64Array, n: number) => Promise<LdltFactors>][] = [
  ['ldlt', true, (a, n) => ldlt(a, n)],
  [
    lapack.available ? 'ldltByDgemm' : `ldltByDgemm: skipped, ${lapack.reason}`,
    lapack.available,
    async (a, n) => {
      if (!lapack.available) throw new Error(lapack.reason)
      const team = kernelTeam(1)
      const memory = ldltMemory(team, a, n)
      await ldltByDgemm(memory, team, lapack.routines, {})
      team.runNow('ldltReorder', [memory.address])
      const factors = memory.factors()
      const entries = factors.entries.slice()
      memory.release()
      return { ...factors, entries }
    },
  ],
  [
    lapack.available ? 'dsytrf_rook' : `dsytrf_rook: skipped, ${lapack.reason}`,
    lapack.available,
    async (a, n) => {
      if (!lapack.available) throw new Error(lapack.reason)
      return bunchKaufmanFactors(a, n, (await lapack.routines.dsytrfRook(a, n)).pivots)
    },
  ],
]

describe.each(routes)('the factors of %s', (_, present, factor) => {
  it.skipIf(!present).each([65, 131, 410, 700])(
    'have the inertia of a random matrix of order %i',
    async (n) => {
      const matrix = randomSymmetric(n)
      const norm = rowSumNorm(matrix.entries, n)
      const eigenvalues = await provider.eigenvalues(matrix)
      if (eigenvalues.status !== 'converged') throw new Error(eigenvalues.message)
      const counts = factorInertia(await factor(matrix.entries.slice(), n), norm, roundingsInAnyOrder(n))
      const slack = counts.backwardError + eigenvalues.errorBound
      expect(eigenvalues.values.filter((value) => Math.abs(value) < slack).length).toBe(0)
      expect(counts.negative).toBe(eigenvalues.values.filter((value) => value < 0).length)
      expect(counts.positive).toBe(n - counts.negative)
    },
  )

  it.skipIf(!present)('leave what is below the diagonal alone', async () => {
    const n = 410
    const a = randomSymmetric(n).entries
    for (let i = 0; i < n; i++) a.fill(i, i * n, i * n + i)
    const { entries } = await factor(a.slice(), n)
    let changed = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) if (entries[i * n + j] !== i) changed++
    }
    expect(changed).toBe(0)
  })

  it
    .skipIf(!present)
    .each(['no diagonal', 'repeated 33', 'graded 150', 'distinct 150', 'clustered around zero 33'])(
    'multiply to a matrix whose spectrum is within backwardError: %s',
    async (name) => {
      const { matrix, spectrum } = specimenNamed(name)
      const n = matrix.order
      const norm = rowSumNorm(matrix.entries, n)
      const factors = await factor(matrix.entries.slice(), n)
      const { backwardError } = factorInertia(factors, norm, ldltRoundings(n))
      expect(backwardError).toBeLessThan(1e-10 * norm)
      const rebuilt = await provider.eigenvalues(rebuild(factors))
      if (rebuilt.status !== 'converged') throw new Error(rebuilt.message)
      // Rebuilding rounds each entry at most n + 3 times: no more than backwardError allows for n of them.
      expect(rebuilt.values).toBeWithin(spectrum, 2 * backwardError + rebuilt.errorBound)
    },
  )
})

it('a term goes through n + 1 roundings in a small matrix, and a few for each panel in a large one', () => {
  expect([1, 10, 132].map(ldltRoundings)).toEqual([2, 11, 133])
  expect(ldltRoundings(100 * panelDepth)).toBe(2 * (panelDepth + 2) + 100)
  expect(roundingsInAnyOrder(6400)).toBe(6401)
})

describe('on several threads', () => {
  it.each([2, 3])('%i, every bit is as on one', async (threads) => {
    const team = kernelTeam(threads)
    for (const n of [190, 333, 601]) {
      const matrix = randomSymmetric(n)
      const alone = await ldlt(matrix.entries.slice(), n)
      const memory = ldltMemory(team, matrix.entries, n)
      await factorOnTeam(team, memory, {})
      team.runNow('ldltReorder', [memory.address])
      const together = memory.factors()
      expect([...together.pairs]).toEqual([...alone.pairs])
      expect(together.entries.every((entry, p) => Object.is(entry, alone.entries[p]))).toBe(true)
      memory.release()
    }
  })

  it('stops between panels, and the team works on', async () => {
    const n = 900
    const team = kernelTeam(2)
    const stop = new AbortController()
    const memory = ldltMemory(team, randomSymmetric(n).entries, n)
    const running = factorOnTeam(team, memory, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    memory.release()
    const again = ldltMemory(team, randomSymmetric(300).entries, 300)
    await factorOnTeam(team, again, {})
    expect(again.inertia(1, 1)).toMatchObject({ zero: 0 })
    again.release()
  })
})

it('backwardError is the same whether or not the factors were brought into their final order', async () => {
  const team = kernelTeam(1)
  for (const n of [1, 7, 66, 200]) {
    const memory = ldltMemory(team, randomSymmetric(n).entries, n)
    const norm = triangleNorm(team, memory)
    expect(norm).toBeWithin(rowSumNorm(memory.entries, n), n * 2 ** -52 * norm)
    await factorOnTeam(team, memory, {})
    const unordered = memory.inertia(norm, 100)
    team.runNow('ldltReorder', [memory.address])
    const ordered = factorInertia(memory.factors(), norm, 100)
    expect(unordered).toMatchObject({ negative: ordered.negative, zero: ordered.zero })
    // Sums of at most n magnitudes in another order, twice.
    const room = 4 * n * 2 ** -52 * ordered.backwardError
    expect(unordered.backwardError).toBeWithin(ordered.backwardError, room)
    memory.release()
  }
})

it('backwardError is the norm of |L||D||Lᵀ| + |A| times u times the number of roundings', () => {
  // L = [[1, 0], [½, 1]], D = diag(4, −3): |L||D||Lᵀ| = [[4, 2], [2, 4]].
  const one = { order: 2, entries: Float64Array.of(4, 0.5, 0, -3), pairs: new Uint8Array(2) }
  const { backwardError, ...counts } = factorInertia(one, 10, 42)
  expect(counts).toEqual({ negative: 1, zero: 0, positive: 1 })
  expect(backwardError).toBeWithin(1.01 * 100 * 2 ** -53 * (6 + 10), 1e-28)
  // L = I but for row 2 = (−2, 3, 1), D = [[1, 5], [5, −1]] ⊕ 7: row 2 of |L||D||Lᵀ| is (17, 13, 80).
  const pair = {
    order: 3,
    entries: Float64Array.of(1, 5, -2, 0, -1, 3, 0, 0, 7),
    pairs: Uint8Array.of(1, 0, 0),
  }
  const wide = factorInertia(pair, 0, 42)
  expect(wide).toMatchObject({ negative: 1, zero: 0, positive: 2 })
  expect(wide.backwardError).toBeWithin(1.01 * 100 * 2 ** -53 * (17 + 13 + 80), 1e-27)
})

/** L D Lᵀ from the packed factors. */
function rebuild({ order: n, entries, pairs }: LdltFactors): SymmetricMatrix {
  const product = new Float64Array(n * n)
  const column = (k: number) => {
    const l = new Float64Array(n)
    l[k] = 1
    const pairBegan = k > 0 && pairs[k - 1] === 1
    for (let j = k + 1 + (pairBegan ? 0 : pairs[k]!); j < n; j++) l[j] = entries[k * n + j]!
    return l
  }
  const add = (x: Float64Array, y: Float64Array, weight: number) => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) product[j * n + i] = product[i * n + j]! += weight * x[i]! * y[j]!
    }
  }
  for (let k = 0; k < n; k++) {
    add(column(k), column(k), entries[k * n + k]!)
    if (pairs[k] !== 1) continue
    add(column(k), column(k + 1), entries[k * n + k + 1]!)
    add(column(k + 1), column(k), entries[k * n + k + 1]!)
  }
  return symmetricMatrix(product, n)
}

describe('where only rounding is left', () => {
  // One eigenvalue 1, the others equal: shifted by them, all but one row of the Schur complement is rounding.
  it.each([3, 5, 7, 12])('no block is singular, so that every count has a bound: order %i', async (order) => {
    for (let seed = 1; seed <= 300; seed++) {
      const { matrix, spectrum } = lapackMatrix(10, order, seed)
      const result = await provider.inertia(matrix, spectrum![0]!)
      expect(result).toMatchObject({ status: 'factored' })
    }
  })
})
