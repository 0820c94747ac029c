import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DecidedClaim } from '../claims/runClaim.ts'
import { decodePlainData } from '../data/plainData.ts'
import { packageVersion } from './packageVersion.ts'
import { renderReport, showValue, terminalTable, verdictTable } from './renderReport.ts'
import { newReport, type Report } from './report.ts'
import { writeReport } from './writeReport.ts'

const decided: DecidedClaim = {
  id: 'nobody2020/bars',
  statement: '|x| ≤ 1',
  source: { work: 'nobody 2020', item: 'Lemma 1', page: 3 },
  reported: 'nothing',
  rule: 'none fails',
  pinned: 'refuted',
  verdict: {
    status: 'refuted',
    summary: 'x = 2',
    runs: 4,
    counterexample: '{"x":2}',
    replay: 'replay it',
    worstRatio: Number.NaN,
    tables: [
      {
        title: 'Numbers',
        columns: ['a|b', 'c'],
        rows: [
          ['x|y', 1.23456],
          [2, 1e-9],
        ],
      },
    ],
  },
  controls: [
    { statement: 'false', expected: 'refuted', verdict: { status: 'refuted', summary: 'as it is', runs: 1 } },
    { statement: 'true', expected: 'holds', verdict: { status: 'vacuous', summary: 'nothing', runs: 0 } },
  ],
  passed: false,
  surprises: ['the control came out vacuous'],
  scale: 'quick',
  provider: 'embedded (1)',
  elapsedMs: 1234,
  command: 'verify it',
}

const report: Report = newReport(
  [decided, { ...decided, id: 'a2020/first', passed: true, surprises: [] }],
  'run it',
  '1.2.3',
)

describe('renderReport', () => {
  const text = renderReport(report)

  test.each([
    ['what was claimed', '> |x| ≤ 1'],
    ['where', 'Source: nobody 2020, Lemma 1, p. 3. Reported: nothing.'],
    ['the rule', 'Rule, fixed before the run (scale quick): none fails'],
    ['the verdict', 'Verdict: **refuted**. x = 2.'],
    ['the counterexample', 'Smallest counterexample: `{"x":2}`'],
    ['how to see it again', 'Replay: `replay it`'],
    ['how to regenerate the claim', 'Provider embedded (1), 1.2 s. Regenerate: `verify it`'],
    ['how to regenerate the report', 'Regenerate: `run it`'],
    ['a control as it must be', '- false: refuted, as it must. as it is.'],
    ['a control that is not', '- true: vacuous, but must be holds. nothing.'],
    ['that something is not as pinned', '**1 of 2 claims came out otherwise than pinned.**'],
    ['what is not', '**Not as pinned.** the control came out vacuous'],
  ])('shows %s', (_what, line) => {
    expect(text).toContain(line)
  })

  test('no bar in a text breaks a table', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length)
    expect(new Set(cells)).toEqual(new Set([6, 4]))
  })

  test('claims stand in the order of their ids', () => {
    expect(text.indexOf('## a2020/first')).toBeLessThan(text.indexOf('## nobody2020/bars'))
    expect(verdictTable(report.claims).split('\n')).toHaveLength(4)
  })

  test('the terminal marks what is not as pinned', () => {
    const [first, second] = terminalTable(report.claims).split('\n')
    expect(first).toMatch(/^✓ a2020\/first\s+refuted\s+x = 2$/)
    expect(second).toMatch(/^✗ nobody2020\/bars\s+refuted\s+x = 2$/)
  })
})

test.each([
  ['text', 'text'],
  [12345678, '12345678'],
  [0.5, '0.500'],
  [1234.5678, '1.23e+3'],
  [1.5e-9, '1.50e-9'],
])('showValue(%o) is %s', (value, text) => {
  expect(showValue(value)).toBe(text)
})

describe('writeReport', () => {
  test('report.json is the report, NaN included, and nothing else is left in the folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-report-'))
    writeReport(report, join(folder, 'new'))
    expect(readdirSync(join(folder, 'new')).sort()).toEqual(['report.json', 'report.md'])
    expect(decodePlainData(readFileSync(join(folder, 'new', 'report.json'), 'utf8'))).toEqual(report)
    expect(readFileSync(join(folder, 'new', 'report.md'), 'utf8')).toBe(renderReport(report))
    writeFileSync(join(folder, 'file'), '')
    expect(() => writeReport(report, join(folder, 'file'))).toThrow(/file/)
    rmSync(folder, { recursive: true })
  })
})

test('packageVersion is that of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(packageVersion()).toBe(version)
})
