import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { TestModule } from 'vitest/node'
import { decodePlainData, encodePlainData } from '../data/plainData.ts'
import VerdictReporter from './verdictReporter.ts'
import { encodeMessage } from './workerMessages.ts'

const home = process.cwd()
let printed = ''
beforeEach(() => {
  printed = ''
  process.chdir(mkdtempSync(join(tmpdir(), 'saddlecheck-reporter-')))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => {
  const folder = process.cwd()
  process.chdir(home)
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

const claim = (id: string) => ({
  id,
  statement: 'nothing',
  source: { work: 'nobody 2020', item: 'Nothing 1' },
  rule: 'none',
  pinned: 'holds',
  verdict: { status: 'holds', summary: 'so it is', runs: 1, worstRatio: Number.NaN },
  controls: [],
  passed: true,
  surprises: [],
  scale: 'quick',
  provider: 'embedded (1)',
  elapsedMs: 1,
  command: 'verify it',
})

/** A module as vitest hands it over, with one test for each meta. */
function moduleOf(metas: readonly object[]): TestModule {
  return {
    children: { allTests: () => metas.map((meta) => ({ meta: () => meta })) },
  } as unknown as TestModule
}

const decided = (id: string) => ({ saddlecheck: encodePlainData(claim(id)) })

describe('VerdictReporter', () => {
  test('ends with the table of all modules, and leaves the report', async () => {
    await new VerdictReporter().onTestRunEnd([moduleOf([decided('b/two'), {}]), moduleOf([decided('a/one')])])
    expect(printed).toMatch(/✓ a\/one\s+holds\s+so it is\n✓ b\/two\s+holds\s+so it is\n/)
    expect(printed).toContain('Report: reports/latest/report.md')
    const report = decodePlainData(readFileSync('reports/latest/report.json', 'utf8'))
    expect(report).toMatchObject({ claims: [claim('a/one'), claim('b/two')] })
    expect(readFileSync('reports/latest/report.md', 'utf8')).toContain('## a/one: holds')
  })

  test('a run without claims prints and writes nothing', async () => {
    await new VerdictReporter().onTestRunEnd([moduleOf([{}, {}])])
    expect(printed).toBe('')
    expect(existsSync('reports')).toBe(false)
  })

  test('progress of the workers is shown, other output is not taken for it', () => {
    let shown = ''
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      shown += String(text)
      return true
    })
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const reporter = new VerdictReporter()
    const log = (done: number) => encodeMessage({ label: 'work', done, total: 4 })
    for (const [at, content] of [
      [0, log(0)],
      [1000, 'a claim speaks'],
      [20_000, log(1)],
    ] as const) {
      now = at
      reporter.onUserConsoleLog({ content } as never)
    }
    reporter.onTestModuleEnd()
    expect(shown).toContain('work')
    expect(shown).not.toContain('speaks')
  })
})
