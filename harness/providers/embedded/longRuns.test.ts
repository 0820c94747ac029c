/** Long loops can be watched and stopped: the same demands on each of them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunOptions } from '../../algebra/runOptions.ts'
import { randomSymmetric } from '../laws/specimens.ts'
import { kernelTeam } from '../wasm/kernelTeam.ts'
import { embeddedKernels } from './embeddedKernels.ts'
import { ldlt } from './ldlt.ts'
import { tridiagonalEigenvalues } from './tridiagonalEigenvalues.ts'
import { tridiagonalize } from './tridiagonalize.ts'

/** Every breath is due: a second passes whenever somebody looks at the clock. */
beforeEach(() => {
  let clock = 0
  vi.spyOn(performance, 'now').mockImplementation(() => {
    clock += 1000
    return clock
  })
})
afterEach(() => vi.restoreAllMocks())

const n = 200
const entries = () => randomSymmetric(n).entries
const secondDifference = {
  diagonal: new Float64Array(n).fill(2),
  offDiagonal: new Float64Array(n - 1).fill(-1),
}

/** The computation, its whole work in its own unit, and how much of it the last report must have reached. */
const runs: [string, (options: RunOptions) => Promise<unknown>, number, number][] = [
  [
    'tridiagonalize',
    (options) => tridiagonalize(kernelTeam(1), entries(), n, options),
    (4 / 3) * n ** 3,
    0.99,
  ],
  ['tridiagonalEigenvalues', (options) => tridiagonalEigenvalues(secondDifference, options), n ** 2 / 2, 0.9],
  [
    'eigenvalues',
    (options) => embeddedKernels().eigenvalues(entries(), n, options),
    (4 / 3) * n ** 3 + 200 * n ** 2,
    0.9,
  ],
  [
    'eigenpairs',
    (options) => embeddedKernels().eigenpairs(entries(), n, options),
    (4 / 3) * n ** 3 + 5 * n ** 3 + 2 * n ** 3 + 4 * n ** 3,
    0.5,
  ],
  // Large enough to be still at work when the event loop turns for the first time.
  ['ldlt', (options) => ldlt(randomSymmetric(4 * n).entries, 4 * n, options), (4 * n) ** 3 / 3, 0.99],
]

describe.each(runs)('%s', (_, run, work, reach) => {
  it('tells its progress, rising from 0 to nearly all', async () => {
    const shares: number[] = []
    const onProgress = (done: number, total: number) => {
      expect(total).toBe(work)
      shares.push(done / total)
    }
    await run({ onProgress })
    expect(shares[0]).toBe(0)
    expect(shares).toEqual(shares.toSorted((x, y) => x - y))
    expect(shares.at(-1)).toBeGreaterThan(reach)
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
  })

  it('lets the event loop turn, so that it can be stopped half-way', async () => {
    const stop = new AbortController()
    let reports = 0
    const running = run({ signal: stop.signal, onProgress: () => reports++ })
    setImmediate(() => stop.abort(new Error('enough')))
    await expect(running).rejects.toThrow('enough')
    expect(reports).toBeLessThan(10)
  })
})
