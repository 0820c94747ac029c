import { afterEach, describe, expect, test, vi } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { type Check, type Claim, setClaimRunner, specify } from './claim.ts'
import { runClaim } from './runClaim.ts'
import { testContext } from './testContext.fixture.ts'
import type { VerdictStatus } from './verdict.ts'

const always =
  (status: VerdictStatus): Check =>
  async () => ({ status, summary: 'so', runs: 1 })

const claim: Claim = {
  id: 'nobody2020/nothing',
  statement: 'nothing',
  source: { work: 'nobody 2020', item: 'Nothing 1' },
  rule: 'none',
  pinned: 'holds',
  check: always('holds'),
  controls: [{ statement: 'false', expected: 'refuted', check: always('refuted') }],
}

afterEach(() => setClaimRunner(undefined))

describe('runClaim', () => {
  test('passes when verdict and controls are as expected', async () => {
    const decided = await runClaim(claim, await testContext())
    expect(decided).toMatchObject({ passed: true, surprises: [], scale: 'quick', id: claim.id })
    expect(decided.provider).toMatch(/^embedded/)
    expect(decided.command).toBe('npm run -s saddlecheck -- verify nobody2020/nothing')
    const other = await testContext({ scale: 'paper', trials: 2, seed: 7 })
    expect((await runClaim(claim, other)).command).toBe(
      'npm run -s saddlecheck -- verify nobody2020/nothing --scale paper --trials 2 --seed 7',
    )
  })

  test.each(['refuted', 'vacuous', 'inconclusive'] as const)(
    '%s is a surprise where holds is pinned',
    async (status) => {
      const decided = await runClaim({ ...claim, check: always(status) }, await testContext())
      expect(decided.passed).toBe(false)
      expect(decided.surprises).toHaveLength(1)
      expect(decided.surprises[0]).toContain(status)
    },
  )

  test('a verdict is pinned for each scale where the scales differ', async () => {
    const differs = { ...claim, pinned: { quick: 'holds', paper: 'inconclusive' } } as const
    const quick = await runClaim(differs, await testContext())
    const paper = await runClaim(differs, await testContext({ scale: 'paper' }))
    expect(quick).toMatchObject({ passed: true, pinned: 'holds' })
    expect(paper).toMatchObject({ passed: false, pinned: 'inconclusive' })
    expect(paper.surprises[0]).toContain('pinned as inconclusive, got holds')
  })

  test('a control that is not refuted fails the claim', async () => {
    const controls = [{ statement: 'false', expected: 'refuted' as const, check: always('holds') }]
    const decided = await runClaim({ ...claim, controls }, await testContext())
    expect(decided.passed).toBe(false)
    expect(decided.surprises[0]).toMatch(/control/)
  })

  test('a check that throws is inconclusive and says why', async () => {
    const check: Check = async () => {
      throw new ArgumentError('somewhere', 'x', 'finite', 'NaN')
    }
    const decided = await runClaim({ ...claim, check }, await testContext())
    expect(decided.verdict.status).toBe('inconclusive')
    expect(decided.verdict.summary).toMatch(/x must be finite, got NaN/)
    expect(decided.passed).toBe(false)
  })

  test('abort is not a verdict', async () => {
    const controller = new AbortController()
    const check: Check = async () => {
      controller.abort(new Error('enough'))
      throw new Error('stopped')
    }
    const context = await testContext({ signal: controller.signal })
    await expect(runClaim({ ...claim, check }, context)).rejects.toThrow('enough')
  })

  test.each([
    [{}, 'npm run -s saddlecheck -- verify nobody2020/nothing'],
    [{ seed: 7 }, 'npm run -s saddlecheck -- verify nobody2020/nothing --seed 7'],
  ])('a counterexample that needs no path is shown by the claim itself: %j', async (overrides, replay) => {
    const check = async () => ({ status: 'refuted', summary: 'so', runs: 1, counterexample: '2' }) as const
    const decided = await runClaim({ ...claim, check }, await testContext(overrides))
    expect(decided.verdict.replay).toBe(replay)
    const without = async () => ({ status: 'holds', summary: 'so', runs: 1 }) as const
    const held = await runClaim({ ...claim, check: without }, await testContext(overrides))
    expect(held.verdict.replay).toBeUndefined()
  })

  test('a path replays the claim, not its controls', async () => {
    const paths: (string | undefined)[] = []
    const spy: Check = async ({ path }) => {
      paths.push(path)
      return { status: 'refuted', summary: 'so', runs: 1, replay: '--seed 1 --path 3' }
    }
    const controls = [{ statement: 'false', expected: 'refuted' as const, check: spy }]
    const decided = await runClaim(
      { ...claim, check: spy, controls },
      await testContext({ path: '3', scale: 'paper' }),
    )
    expect(paths).toEqual(['3', undefined])
    expect(decided.verdict.replay).toBe(
      'npm run -s saddlecheck -- verify nobody2020/nothing --scale paper --seed 1 --path 3',
    )
  })
})

describe('specify', () => {
  test('hands the claim to the runner, and returns it without one', () => {
    const runner = vi.fn()
    expect(specify(claim)).toBe(claim)
    setClaimRunner(runner)
    specify(claim)
    expect(runner).toHaveBeenCalledExactlyOnceWith(claim)
  })

  test('refuses controls that cannot show that the check decides', () => {
    const holding = [{ statement: 'true', expected: 'holds' as const, check: always('holds') }]
    expect(() => specify({ ...claim, controls: [] })).toThrow(ArgumentError)
    expect(() => specify({ ...claim, controls: holding })).toThrow(/must be refuted/)
    expect(() => specify({ ...claim, pinned: 'refuted' })).toThrow(/must hold/)
    const refutedAtOne = { quick: 'holds', paper: 'refuted' } as const
    expect(() => specify({ ...claim, pinned: refutedAtOne })).toThrow(/must hold/)
    expect(() => specify({ ...claim, id: 'no folder' })).toThrow(/id must be/)
  })
})
