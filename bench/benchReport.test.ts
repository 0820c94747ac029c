import { describe, expect, test } from 'vitest'
import type { Comparison } from './abbaComparison.ts'
import type { GateResult } from './abbaGate.ts'
import type { BarResult } from './barGate.ts'
import {
  type BenchReport,
  benchOutcome,
  type DecidedGate,
  mergedReport,
  type PartReport,
} from './benchReport.ts'
import type { CountResult } from './countGate.ts'
import { failureText, metText } from './gateText.ts'
import type { GateStatus } from './judgeComparison.ts'
import { renderBench } from './renderBench.ts'

const attempt: Comparison = {
  rounds: 12,
  ratio: { median: 2.5, low: 2.25, high: 2.75 },
  control: { median: 1, low: 0.98, high: 1.01 },
  spread: 0.02,
  candidateMs: 4,
  referenceMs: 10,
}

function gate(claim: string, status: GateStatus): GateResult {
  const attempts = status === 'passed' ? [attempt] : [attempt, attempt]
  return { status, claim, threshold: { kind: 'atLeast', ratio: 3 }, attempts }
}

const bar: BarResult = {
  status: 'failed',
  claim: 'cell',
  threshold: { kind: 'atMost', ratio: 12 },
  unit: 'dgemms',
  note: 'from data to counts',
  ratios: [15, 14],
  limit: 'dgemm at 75 GF/s',
  details: ['5 min in all'],
}

const count: CountResult = {
  status: 'failed',
  claim: 'counts',
  unit: 'factorisations',
  required: { kind: 'exactly', count: 2 },
  counted: 3,
}

const skipped: DecidedGate = { status: 'skipped', claim: 'c', skipped: 'no library' }

function part(gates: readonly DecidedGate[], changes: Partial<PartReport> = {}): PartReport {
  return {
    part: 'gates',
    title: 'Gates',
    date: '2026-01-02T03:04:05.000Z',
    commit: 'abc1234',
    node: 'v20.20.2',
    platform: 'linux x64',
    processors: '2 × some',
    load: 1.5,
    command: 'npm run bench -- --only gates',
    elapsedMs: 90_000,
    suites: [{ title: 'Some suite', rows: [], gates }],
    controls: [{ status: 'upheld', gate: gate('known', 'inconclusive') }],
    ...changes,
  }
}

function report(gates: readonly DecidedGate[], changes: Partial<PartReport> = {}): BenchReport {
  return { schema: 2, mode: 'full', parts: [part(gates, changes)] }
}

describe('benchOutcome', () => {
  test('all passed, and what was skipped is said', () => {
    expect(benchOutcome(report([gate('a', 'passed'), skipped]))).toEqual({
      status: 'passed',
      summary: '1 of 2 gates passed, 1 skipped',
      exitCode: 0,
    })
  })

  test.each([gate('b', 'failed'), { ...bar, claim: 'b' }, { ...count, claim: 'b' }])(
    'a failed gate of any kind is named and ends with 1',
    (failed) => {
      const outcome = benchOutcome(report([gate('a', 'passed'), failed, gate('d', 'inconclusive')]))
      expect(outcome).toEqual({
        status: 'failed',
        summary: '1 of 3 gates failed: b; 1 inconclusive: d',
        exitCode: 1,
      })
    },
  )

  test('an inconclusive gate is no failure, and never green', () => {
    expect(benchOutcome(report([gate('a', 'passed'), gate('d', 'inconclusive')]))).toEqual({
      status: 'inconclusive',
      summary: '1 of 2 gates passed; 1 inconclusive: d',
      exitCode: 3,
    })
  })

  test('a broken control voids the gates that passed', () => {
    const controls = [{ status: 'broken', gate: gate('known', 'passed') }] as const
    expect(benchOutcome(report([gate('a', 'passed')], { controls }))).toMatchObject({
      status: 'void',
      exitCode: 1,
    })
  })

  test('tables alone are nothing to judge', () => {
    expect(benchOutcome(report([]))).toMatchObject({ status: 'notJudged', exitCode: 0 })
  })

  test('a smoke run judges nothing', () => {
    const smoke: BenchReport = { ...report([gate('b', 'failed'), bar, count]), mode: 'smoke' }
    expect(benchOutcome(smoke)).toMatchObject({ status: 'notJudged', exitCode: 0 })
    expect(renderBench(smoke)).not.toMatch(/failed|missed/)
  })
})

describe('mergedReport', () => {
  test('parts that were measured replace their like, the others stay, in order', () => {
    const old = { ...report([]), parts: [part([], { part: 'a' }), part([], { part: 'c', commit: 'old' })] }
    const fresh = { ...report([]), parts: [part([], { part: 'c' }), part([], { part: 'b' })] }
    const merged = mergedReport(old, fresh, ['a', 'b', 'c'])
    expect(merged.parts.map((one) => [one.part, one.commit])).toEqual([
      ['a', 'abc1234'],
      ['b', 'abc1234'],
      ['c', 'abc1234'],
    ])
  })

  test('nothing was stored', () => {
    expect(mergedReport(undefined, report([]), ['gates'])).toEqual(report([]))
  })
})

describe('renderBench', () => {
  test('shows both attempts with interval and spread, the reason of a skip, and the command', () => {
    const text = renderBench(report([gate('b', 'failed'), { ...skipped, skipped: 'no | library\nhere' }]))
    expect(text.match(/\[2\.25, 2\.75\] +\| 0\.0200/g)).toHaveLength(4)
    expect(text).toContain('measured again')
    expect(text).toContain('skipped: no \\| library here')
    expect(text).toContain('`npm run bench -- --only gates`')
    expect(text).toContain('2026-01-02, commit abc1234')
    expect(text).toContain('**1 of 2 gates failed: b.**')
  })

  test('a bar says what is required, what was measured, by how much it is missed, and the limit', () => {
    const suites = [{ title: 'Cell', bars: true, rows: [], gates: [bar, skipped] }]
    const text = renderBench(report([], { suites }))
    expect(text).toMatch(
      /cell +\| ≤ 12 dgemms +\| 14\.5 +\| 15, 14 +\| missed: 1\.21 times the required ratio +\| dgemm at 75 GF\/s/,
    )
    expect(text).toContain('- cell: from data to counts (5 min in all)')
    expect(text).toContain('skipped: no library')
  })

  test('a table is shown as it is', () => {
    const tables = [{ title: 'Sizes', note: 'n', columns: ['a', 'b'], rows: [['1', 'x | y']] }]
    expect(renderBench(report([], { tables }))).toContain('x \\| y')
  })

  test('history: levels, the newest last', () => {
    const line = (ratio: number, commit: string) => ({
      date: '2026-01-02T00:00:00Z',
      commit,
      machine: '2 × some, linux x64, node 20',
      parts: ['gates'],
      ratios: { a: ratio },
    })
    const text = renderBench(report([gate('a', 'passed')]), [
      line(2, 'one'),
      line(2.1, 'two'),
      line(5, 'three'),
    ])
    expect(text).toContain('2.10 (2 runs since 2026-01-02, one) → 5 (1 run since 2026-01-02, three)')
    expect(text).toContain('3 runs on 2 × some, linux x64, node 20')
  })
})

describe('failureText', () => {
  test('names claim, threshold and every measured ratio', () => {
    const found = '2.50, 99 % interval [2.25, 2.75], A/A spread 0.0200'
    expect(failureText(gate('b', 'failed'))).toBe(
      `b: must be ≥ 3 times as fast, got ${found}; again: ${found}`,
    )
    expect(failureText(bar)).toBe('cell: must be ≤ 12 dgemms, got 15, 14')
    expect(failureText(count)).toBe('counts: must be exactly 2 factorisations, counted 3')
  })
})

describe('metText', () => {
  test.each([
    [gate('a', 'passed'), 'met'],
    [bar, 'missed: 1.21 times the required ratio'],
    [
      { ...bar, status: 'inconclusive', ratios: [11, 13] } as const,
      'inconclusive: 1 times the required ratio',
    ],
    [count, 'missed: 3 instead of 2'],
    [skipped, 'skipped: no library'],
  ])('%j', (decided, text) => {
    expect(metText(decided)).toBe(text)
  })
})
