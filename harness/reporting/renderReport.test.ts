import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DecidedClaim } from '../claims/runClaim.ts'
import { packageVersion } from './packageVersion.ts'
import { contentsTable, renderReport, showValue, terminalTable, verdictTable } from './renderReport.ts'
import { mergeReports, newReport, type Report } from './report.ts'

const decided: DecidedClaim = {
  id: 'nobody2020/bars',
  statement: '|x| ≤ 1',
  source: { work: 'nobody 2020', item: 'Lemma 1', page: 3 },
  reported: 'nothing',
  terms: [{ name: 'bar', meaning: 'what x stands between' }],
  rule: 'none fails',
  pinned: 'refuted',
  verdict: {
    status: 'refuted',
    summary: 'x = 2',
    runs: 12_000,
    seed: 7,
    counterexample: '{"x":2}',
    replay: 'replay it',
    worstRatio: Number.NaN,
    remarks: ['they counted x twice'],
    plots: [
      {
        name: 'x',
        title: 'x [m]',
        x: { label: 'x' },
        y: { label: 'y' },
        series: [{ name: 's', shape: 'line', points: [{ x: 1, y: 2 }] }],
      },
    ],
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
    ['where', '- **Source**: nobody 2020, Lemma 1, p. 3.'],
    ['what the source prints', '- **Reported there**: nothing.'],
    ['the rule', '- **Rule, fixed before the run** (scale quick): none fails.'],
    ['the verdict', '- **Verdict**: **refuted**. x = 2.'],
    ['how much was tested', '- **Tested**: 12,000 instances, seed 7.'],
    ['a term where it is used', '- **Terms**: [bar](#terms).'],
    ['its meaning', '- **bar**: what x stands between.\n\n<a id='],
    ['a general term', '- **control**: the same check'],
    ['the counterexample', '- **Smallest counterexample**: `{"x":2}`'],
    ['how to see it again', '- **Replay**: `replay it`'],
    ['why the numbers differ', '\n\nthey counted x twice.\n\n'],
    ['how to regenerate a table', '\n\nRegenerate: `verify it`\n\n**Figure 1.**'],
    [
      'a figure',
      '**Figure 1.** x [m]:\n\n![x \\[m\\]](nobody2020-bars-x.svg)\n\nRegenerate: `verify it`\n\nControls',
    ],
    [
      'who decided when',
      /Decided \d{4}-\d\d-\d\d by saddlecheck 1.2.3, node v.*, provider embedded \(1\), in 1.2 s, stored evidence not counted. Regenerate: `verify it`/,
    ],
    ['how to regenerate the report', 'Regenerate: `run it`'],
    ['a control as it must be', '- false: **refuted**, as it must. as it is.'],
    ['a control that is not', '- true: **vacuous**, but must be holds. nothing.'],
    [
      'what a section is found by',
      '| Lemma 1       | [nobody2020/bars](#nobody2020-bars) | **refuted** (not as pinned) | x = 2    |',
    ],
    ['where the section begins', '<a id="nobody2020-bars"></a>\n\n## nobody2020/bars: refuted'],
    ['where the numbers are', '[report.json](report.json)'],
    [
      'the scale, the verdicts, and that something is not as pinned',
      'Scale quick: 2 claims, 2 refuted. **1 of 2 claims came out otherwise than pinned.**',
    ],
    ['what is not', '**Not as pinned.** the control came out vacuous'],
  ])('shows %s', (_what, line) => {
    if (typeof line === 'string') expect(text).toContain(line)
    else expect(text).toMatch(line)
  })

  test('no bar in a text breaks a table', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length)
    expect(new Set(cells)).toEqual(new Set([6, 4]))
  })

  test('long tables are folded, columns of numbers end on the right', () => {
    const rows = Array.from({ length: 26 }, (_, k) => ['row', 10 ** (k % 6)])
    const withTable = (count: number) => {
      const verdict = {
        ...decided.verdict,
        tables: [{ title: 'T', columns: ['a', 'b'], rows: rows.slice(0, count) }],
      }
      return renderReport(newReport([{ ...decided, verdict }], 'run it', '1'))
    }
    expect(withTable(25)).not.toContain('<details>')
    expect(withTable(26)).toContain('<details>\n<summary>26 rows</summary>\n\n| a   |       b |\n')
    expect(withTable(26)).toContain('| row | 100,000 |')
    expect(withTable(26)).toMatch(/\|\n\n<\/details>\n\nRegenerate/)
  })

  test('a figure that could not be drawn says why', () => {
    expect(renderReport(report, new Map([['nobody2020-bars-x.svg', 'no ink']]))).toContain(
      '**Figure 1.** x [m]: not drawn. no ink\n\nRegenerate',
    )
  })

  test('a report of several runs names all their commands', () => {
    const later = newReport([{ ...decided, id: 'z2020/last' }], 'run the rest', '1.2.4')
    const merged = renderReport(mergeReports(report, later))
    expect(merged).toMatch(
      /Decided in 2 runs, the last with saddlecheck 1.2.4, .*:\n\n- `run it`\n- `run the rest`\n/,
    )
    expect(merged).toContain('by saddlecheck 1.2.3')
  })

  test('claims stand in the order of their sources: by work, by page, those without one last, by id', () => {
    const at = (id: string, work: string, page?: number): DecidedClaim => ({
      ...decided,
      id,
      source: { work, item: 'it', ...(page === undefined ? {} : { page }) },
    })
    const claims = [at('a/1', 'B'), at('b/1', 'B', 10), at('c/1', 'B', 9), at('d/2', 'A'), at('d/1', 'A')]
    const order = ['d/1', 'd/2', 'c/1', 'b/1', 'a/1']
    const table = verdictTable(claims).split('\n').slice(2)
    expect(table.map((row) => row.split('|')[1]!.trim())).toEqual(order)
    const headings = renderReport(newReport(claims, 'run it', '1')).matchAll(/^## (.*): refuted$/gm)
    expect([...headings].map(([, id]) => id)).toEqual(order)
  })

  test('a word that claims use in two meanings is explained twice, one that they share once', () => {
    const terms = (meaning: string) => [{ name: 'bar', meaning }]
    const claims = ['m', 'm', 'n'].map((meaning, k) => ({ ...decided, id: `a/${k}`, terms: terms(meaning) }))
    const lines = renderReport(newReport(claims, 'run it', '1')).match(/^- \*\*bar\*\*: .*$/gm)
    expect(lines).toEqual(['- **bar**: m.', '- **bar**: n.'])
  })

  test('a report that grows claim by claim says which are not there yet', () => {
    expect(text).not.toContain('Not decided here yet')
    expect(renderReport({ ...report, missing: ['a2020/next', 'a2020/last'] })).toContain(
      '**Not decided here yet, 2 beside these**: a2020/next, a2020/last.',
    )
  })

  test('how near the worst instance came to its bound is told where no instance is beyond it', () => {
    const holds = { ...decided, verdict: { ...decided.verdict, status: 'holds' as const, worstRatio: 0.25 } }
    expect(renderReport(newReport([holds], 'run it', '1'))).toContain('worst error / bound 0.250.')
  })

  test('a row has room for the beginning of a long summary, cut where a clause ends', () => {
    const rowOf = (summary: string) =>
      verdictTable([{ ...decided, verdict: { ...decided.verdict, summary } }])
    expect(rowOf('x'.repeat(160))).toContain(`| ${'x'.repeat(160)} |`)
    expect(rowOf(`${'a '.repeat(50)}b; ${'c '.repeat(50)}`)).toContain('a b … |')
    expect(rowOf('word '.repeat(40))).toContain('word … |')
  })

  test('its contents, shown elsewhere, lead into the report and have evidence as far as there is room', () => {
    const summary = 'word '.repeat(40).trim()
    const claims = [{ ...decided, verdict: { ...decided.verdict, summary } }]
    expect(contentsTable(claims)).toContain(
      `| [nobody2020/bars](#nobody2020-bars) | **refuted** (not as pinned) | ${summary} |`,
    )
    expect(contentsTable(claims, 'there/report.md')).toMatch(
      /\| \[nobody2020\/bars\]\(there\/report\.md#nobody2020-bars\) \| [^|]+ \| (word )+… \|/,
    )
  })

  test('the terminal marks what is not as pinned', () => {
    const [first, second] = terminalTable(report.claims).split('\n')
    expect(first).toMatch(/^✓ a2020\/first\s+refuted\s+x = 2$/)
    expect(second).toMatch(/^✗ nobody2020\/bars\s+refuted\s+x = 2$/)
  })
})

test.each([
  ['text', 'text'],
  [9999, '9999'],
  [-12345678, '-12,345,678'],
  [0.5, '0.500'],
  [1624.625, '1624.6'],
  [15877.25, '15,877.3'],
  [12_345_678.9, '1.23e+7'],
  [2 ** 60, '1.15e+18'],
  [1.5e-9, '1.50e-9'],
  [0, '0'],
  [Number.NaN, 'NaN'],
])('showValue(%o) is %s', (value, text) => {
  expect(showValue(value)).toBe(text)
})

test('packageVersion is that of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(packageVersion()).toBe(version)
})
