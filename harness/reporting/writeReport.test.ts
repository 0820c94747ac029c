import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Plot } from '../claims/plot.ts'
import type { DecidedClaim } from '../claims/runClaim.ts'
import { decodePlainData } from '../data/plainData.ts'
import { InternalError } from '../errors.ts'
import { readReport, requireScale } from './readReport.ts'
import { renderReport } from './renderReport.ts'
import { mergeReports, newReport } from './report.ts'
import { writeReport } from './writeReport.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saddlecheck-report-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)
const files = () => readdirSync(folder).sort()
const text = (name: string) => readFileSync(at(name), 'utf8')

function plot(name: string, y = 2): Plot {
  const series = [{ name: 's', shape: 'line' as const, points: [{ x: 1, y }] }]
  return { name, title: 'a figure', x: { label: 'x' }, y: { label: 'y' }, series }
}

function decided(id: string, plots: readonly Plot[] = [], worstRatio = Number.NaN): DecidedClaim {
  return {
    id,
    statement: 's',
    source: { work: 'w', item: 'i' },
    rule: 'r',
    pinned: 'holds',
    verdict: { status: 'holds', summary: 'so it is', runs: 1, worstRatio, plots },
    controls: [],
    passed: true,
    surprises: [],
    scale: 'quick',
    provider: 'embedded (1)',
    elapsedMs: 1,
    command: 'verify it',
  }
}

const reportOf = (...claims: DecidedClaim[]) => newReport(claims, 'run it', '1.2.3')

describe('writeReport', () => {
  test('report.json is the report, NaN included, and nothing else is left in the folder', async () => {
    const report = reportOf(decided('a/one'))
    await writeReport(report, at('new'))
    expect(readdirSync(at('new')).sort()).toEqual(['report.json', 'report.md'])
    expect(decodePlainData(text('new/report.json'))).toEqual(report)
    expect(text('new/report.md')).toBe(renderReport(report))
    writeFileSync(at('file'), '')
    await expect(writeReport(report, at('file'))).rejects.toThrow(/file/)
  })

  test('figures stand beside the page that shows them, and are the same when written again', async () => {
    const report = reportOf(decided('a/one', [plot('first'), plot('second')]))
    await writeReport(report, folder)
    expect(files()).toEqual(['a-one-first.svg', 'a-one-second.svg', 'report.json', 'report.md'])
    expect(text('a-one-first.svg')).toMatch(/^<!-- Written by a run of saddlecheck; do not edit\. -->\n<svg /)
    for (const [, file] of text('report.md').matchAll(/!\[.*\]\((.*)\)/g)) expect(files()).toContain(file)
    const before = text('a-one-first.svg')
    await writeReport(report, folder)
    expect(text('a-one-first.svg')).toBe(before)
  })

  test('figures of an earlier report are removed when they are surely ours', async () => {
    await writeReport(reportOf(decided('a/one', [plot('old'), plot('kept'), plot('edited')])), folder)
    writeFileSync(at('a-one-edited.svg'), '<svg/>')
    writeFileSync(at('a-one-foreign.svg'), text('a-one-old.svg'))
    await writeReport(reportOf(decided('a/one', [plot('kept')])), folder)
    expect(files()).toEqual([
      'a-one-edited.svg',
      'a-one-foreign.svg',
      'a-one-kept.svg',
      'report.json',
      'report.md',
    ])
    writeFileSync(at('report.json'), 'not a report')
    await writeReport(reportOf(decided('a/one')), folder)
    expect(files()).toContain('a-one-kept.svg')
  })

  test('a figure that cannot be drawn is an error only after all else is written', async () => {
    const report = reportOf(decided('a/one', [plot('bad', Number.NaN), plot('good')]))
    await expect(writeReport(report, folder)).rejects.toThrow(InternalError)
    expect(files()).toEqual(['a-one-good.svg', 'report.json', 'report.md'])
    expect(text('report.md')).toMatch(/not drawn\. plot bad: y = NaN in point 0/)
  })

  test.each([
    ['two of one name', [plot('same'), plot('same')], /two plots are written to a-one-same\.svg/],
    ['a name that leads elsewhere', [plot('../x')], /a name of letters, digits and hyphens/],
  ])('%s is refused', async (_what, plots, message) => {
    await expect(writeReport(reportOf(decided('a/one', plots)), folder)).rejects.toThrow(message)
  })
})

describe('merging', () => {
  test('claims decided before stay, with the run that decided them, and those decided again are replaced', async () => {
    await writeReport(
      newReport([decided('a/one', [], 1), decided('b/two', [plot('p')], 2)], 'first', '1'),
      folder,
    )
    const later = newReport([decided('c/three', [], 4), decided('a/one', [], 3)], 'second', '2')
    const merged = mergeReports(readReport(folder)!, later)
    expect(
      merged.claims.map(({ id, run, verdict }) => [id, run.command, run.tool, verdict.worstRatio]),
    ).toEqual([
      ['a/one', 'second', 'saddlecheck 2', 3],
      ['b/two', 'first', 'saddlecheck 1', 2],
      ['c/three', 'second', 'saddlecheck 2', 4],
    ])
    await writeReport(merged, folder)
    expect(files()).toContain('b-two-p.svg')
    expect(readReport(folder)).toEqual(merged)
  })

  test('a report without records of its runs is taken as one run', async () => {
    const { claims, ...run } = reportOf(decided('a/one', [], 1))
    writeFileSync(
      at('report.json'),
      JSON.stringify({ ...run, claims: claims.map(({ run: _, ...claim }) => claim) }),
    )
    const { schema: _schema, ...record } = run
    expect(readReport(folder)!.claims).toEqual([{ ...decided('a/one', [], 1), run: record }])
  })

  test.each([
    ['{', /expected a report of saddlecheck of schema 1, got text that is not JSON\. Name another folder/],
    ['null', /got schema undefined/],
    ['{"schema":2,"claims":[]}', /got schema 2/],
    ['{"schema":1,"claims":[{}]}', /got one without claims/],
  ])('%s is not taken for a report', (content, message) => {
    expect(readReport(folder)).toBeUndefined()
    writeFileSync(at('report.json'), content)
    expect(() => readReport(folder)).toThrow(message)
  })

  test('claims of another scale do not stand in one report', () => {
    const report = reportOf(decided('a/one'))
    requireScale(report, folder, 'quick')
    expect(() => requireScale(report, folder, 'paper')).toThrow(
      /report\.json: expected claims decided at scale paper, got a\/one of scale quick\. Name another folder/,
    )
  })
})
