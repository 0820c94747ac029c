import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { assertProperty } from './assertProperty.ts'
import { savedCounterexamples } from './savedCounterexamples.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-'))
const places = vi.hoisted(() => ({ folder: '' }))
places.folder = folder

// The counterexamples of these tests are made on purpose and do not belong into fixtures/.
vi.mock(import('./savedCounterexamples.ts'), async (original) => {
  const actual = await original()
  return {
    savedCounterexamples: (place) => actual.savedCounterexamples({ ...place, folder: places.folder }),
    saveCounterexample: (place, found) =>
      actual.saveCounterexample({ ...place, folder: places.folder }, found),
  }
})

afterEach(() => vi.unstubAllEnvs())

const small = (limit: number) => fc.property(fc.nat({ max: 1000 }), (n) => n < limit)
const here = { owner: 'harness/properties/assertProperty.test.ts' }

describe('assertProperty', () => {
  it('says nothing of a property that is kept', async () => {
    assertProperty(small(1001))
    await assertProperty(fc.asyncProperty(fc.nat(), async () => true))
  })

  it("prints the smallest instance and one command ('quoted' $)", () => {
    let text = ''
    try {
      assertProperty(small(10), { seed: 3 })
    } catch (error) {
      text = String(error)
    }
    expect(text).toMatch(/Counterexample: \[10\]/)
    expect(text).toMatch(
      /Replay: SADDLECHECK_SEED=3 SADDLECHECK_PATH=\d+ npx vitest run --project harness harness\/properties\/assertProperty\.test\.ts -t 'assertProperty prints the smallest instance and one command \\\('\\''quoted'\\'' \\\$\\\)'/,
    )
    // Saved, it is tried first whatever the path.
    expect(() => assertProperty(small(10), { seed: 3 })).toThrow(/Replay: SADDLECHECK_SEED=3 npx/)
  })

  it('saves it and tries it first from then on', () => {
    const seen: number[] = []
    const watched = (limit: number) =>
      fc.property(fc.nat({ max: 1000 }), (n) => {
        seen.push(n)
        return n < limit
      })
    expect(() => assertProperty(watched(10))).toThrow()
    const name = expect.getState().currentTestName!
    expect(savedCounterexamples({ ...here, name })).toMatchObject([{ instance: [10] }])
    seen.length = 0
    assertProperty(watched(1001), { numRuns: 5 })
    expect(seen).toHaveLength(6)
    expect(seen[0]).toBe(10)
    expect(() => assertProperty(watched(10))).toThrow('Property failed after 1 tests')
  })

  it('waits for an asynchronous property, and passes on what it threw', async () => {
    const broken = fc.asyncProperty(fc.constant(1), async () => expect(1).toBe(2))
    await expect(assertProperty(broken)).rejects.toThrow('expected 1 to be 2')
    expect(existsSync(folder)).toBe(true)
  })

  it('replays one path of one seed', () => {
    vi.stubEnv('SADDLECHECK_PATH', '4')
    const seen: number[] = []
    const property = fc.property(fc.nat({ max: 1000 }), (n) => {
      seen.push(n)
    })
    assertProperty(property, { seed: 3 })
    expect(seen).toEqual([fc.sample(fc.nat({ max: 1000 }), { seed: 3, numRuns: 5 })[4]])
  })
})
