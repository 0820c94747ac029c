import { describe, expect, test } from 'vitest'
import type { Comparison } from './abbaComparison.ts'
import type { GateResult } from './abbaGate.ts'
import { type BenchReport, benchOutcome, type DecidedGate } from './benchReport.ts'
import type { GateStatus } from './judgeComparison.ts'
import { failureText, renderBench } from './renderBench.ts'

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

function report(gates: readonly DecidedGate[], changes: Partial<BenchReport> = {}): BenchReport {
  return {
    schema: 1,
    mode: 'full',
    node: 'v20.20.2',
    platform: 'linux x64',
    processors: '2 × some',
    load: 1.5,
    command: 'npm run bench',
    elapsedMs: 90_000,
    suites: [{ title: 'Some suite', rows: [], gates }],
    controls: [{ status: 'upheld', gate: gate('known', 'inconclusive') }],
    ...changes,
  }
}

const skipped: DecidedGate = { status: 'skipped', claim: 'c', skipped: 'no library' }

describe('benchOutcome', () => {
  test('all passed, and what was skipped is said', () => {
    expect(benchOutcome(report([gate('a', 'passed'), skipped]))).toEqual({
      status: 'passed',
      summary: '1 of 2 gates passed, 1 skipped',
      exitCode: 0,
    })
  })

  test('a failed gate is named and ends with 1', () => {
    const outcome = benchOutcome(
      report([gate('a', 'passed'), gate('b', 'failed'), gate('d', 'inconclusive')]),
    )
    expect(outcome).toEqual({
      status: 'failed',
      summary: '1 of 3 gates failed: b; 1 inconclusive: d',
      exitCode: 1,
    })
  })

  test('an inconclusive gate ends with 0, but is never called passed', () => {
    expect(benchOutcome(report([gate('a', 'passed'), gate('d', 'inconclusive')]))).toEqual({
      status: 'inconclusive',
      summary: '1 of 2 gates passed; 1 inconclusive: d',
      exitCode: 0,
    })
  })

  test('a broken control voids the gates that passed', () => {
    const controls = [{ status: 'broken', gate: gate('known', 'passed') }] as const
    expect(benchOutcome(report([gate('a', 'passed')], { controls }))).toMatchObject({
      status: 'void',
      exitCode: 1,
    })
  })

  test('a smoke run judges nothing', () => {
    const smoke = report([gate('b', 'failed')], { mode: 'smoke' })
    expect(benchOutcome(smoke)).toMatchObject({ status: 'notJudged', exitCode: 0 })
    expect(renderBench(smoke)).not.toContain('failed')
  })
})

describe('renderBench', () => {
  test('shows both attempts with interval and spread, the reason of a skip, and the command', () => {
    const text = renderBench(report([gate('b', 'failed'), { ...skipped, skipped: 'no | library\nhere' }]))
    expect(text.match(/\[2\.25, 2\.75\] +\| 0\.0200/g)).toHaveLength(4)
    expect(text).toContain('measured again')
    expect(text).toContain('skipped: no \\| library here')
    expect(text).toContain('Regenerate: `npm run bench`')
    expect(text).toContain('**1 of 2 gates failed: b.**')
  })
})

describe('failureText', () => {
  test('names claim, threshold and every measured ratio', () => {
    const found = '2.50 times as fast, 99 % interval [2.25, 2.75], A/A spread 0.0200'
    expect(failureText(gate('b', 'failed'))).toBe(`b: must be ≥ 3, got ${found}; again: ${found}`)
  })
})
