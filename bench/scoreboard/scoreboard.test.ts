/** Each test starts a process or two: what is tested is that they end, and what is then said of them. */
import { afterEach, describe, expect, test } from 'vitest'
import { type EigenProblem, eigenProblems, eigensolverLaws } from '../../harness/index.ts'
import { type KillableSolver, killableSolver, type SolverLimits } from './killableSolver.ts'
import { measureCandidate } from './measureCandidate.ts'
import { renderScoreboard } from './renderScoreboard.ts'
import type { MeasuredRow, Scoreboard } from './scoreboard.ts'

const url = new URL('./brokenSolvers.fixture.ts', import.meta.url).href
const fixture = (exportName: string) => ({ name: exportName, url, exportName })
const quick: SolverLimits = { cpuMs: 500, wallMs: 10_000, memoryMiB: 64, hangs: 2 }

const smallest = (family: EigenProblem['family']) =>
  eigenProblems()
    .filter((problem) => problem.family === family)
    .sort((a, b) => a.order - b.order)[0]!
const onePerLaw = [...new Set(eigenProblems().map(({ family }) => family))].map(smallest)
const orderOne = eigenProblems().find(({ name }) => name === 'order 1')!
const orderTwo = eigenProblems().find(({ name }) => name === 'order 2')!

let solver: KillableSolver
afterEach(() => solver?.stop())

describe('a solver that', () => {
  test.each([
    ['hanging', 'hung', /no answer within 0.5 s of CPU time/],
    ['crashing', 'crashed', /SIGSEGV/],
    ['leaving', 'crashed', /exit code 0/],
    ['hungry', 'outOfMemory', /SIGABRT|exit code/],
  ])('is %s has %s on that matrix, and solves the next', async (exportName, status, message) => {
    solver = killableSolver(fixture(exportName), { ...quick, cpuMs: exportName === 'hanging' ? 500 : 20_000 })
    expect((await solver.ask(orderOne)).status).toBe('answered')
    const { status: result, outcomes } = await solver.ask(orderTwo)
    expect(result).toBe(status)
    expect(outcomes.length).toBeGreaterThan(0)
    for (const { faults } of outcomes) {
      expect(faults[0]).toMatchObject({ kind: status, what: expect.stringMatching(message) })
    }
    expect((await solver.ask(orderOne)).status).toBe('answered')
  })

  test('waits for ever is killed although it uses no CPU time, and given up after two such waits', async () => {
    solver = killableSolver(fixture('waiting'), { ...quick, wallMs: 300 })
    const statuses: string[] = []
    for (let k = 0; k < 3; k++) statuses.push((await solver.ask(orderOne)).status)
    expect(statuses).toEqual(['hung', 'hung', 'notAsked'])
  })
})

describe('measureCandidate', () => {
  test('finds nothing wrong with embedded, on a matrix for every law', async () => {
    expect(await rowOf('sound')).toMatchObject({
      lawsKept: eigensolverLaws.length,
      matricesGood: onePerLaw.length,
      faults: [],
      smallestFailure: undefined,
    })
  })

  test('condemns an absolute tolerance of 1e-10 by tiny matrices alone', async () => {
    const row = await rowOf('crudeTolerance')
    expect(row.matricesGood).toBe(onePerLaw.length - 1)
    expect(row.faults.map(({ kind }) => kind)).toContain('wrong values')
    expect(row.smallestFailure?.name).toBe(smallest('tiny').name)
  })

  test('condemns a finite answer to NaN, and shows the matrix', async () => {
    const row = await rowOf('deafToNaN')
    expect(row.faults).toEqual([{ kind: 'accepted NaN', matrices: 1 }])
    expect(row.smallestFailure).toMatchObject({ name: 'NaN of order 1', rows: [['NaN']] })
  })

  test.each([
    ['absent', /nobody installed it/],
    ['unloadable', /crashed while loading/],
  ])('makes a visible row of one that is %s', async (exportName, reason) => {
    expect(await measureCandidate(fixture(exportName), onePerLaw)).toMatchObject({
      status: 'absent',
      name: exportName,
      reason: expect.stringMatching(reason),
    })
  })

  async function rowOf(exportName: string): Promise<Omit<MeasuredRow, 'timeRatio'>> {
    const measured = await measureCandidate(fixture(exportName), onePerLaw)
    if (!('row' in measured)) throw new Error(measured.reason)
    return measured.row
  }
})

describe('renderScoreboard', () => {
  const board: Scoreboard = {
    schema: 1,
    mode: 'full',
    node: 'v20.0.0',
    platform: 'linux x64',
    command: 'npm run scoreboard',
    largestOrder: 3,
    laws: [{ name: 'values ascend', source: 'here', matrices: 4 }],
    matrices: 4,
    rows: [
      {
        status: 'measured',
        name: 'some-package',
        version: '1.2.3',
        routine: 'eigs',
        note: 'a | b',
        keptOn: [3],
        lawsKept: 0,
        matricesGood: 3,
        faults: [{ kind: 'hung', matrices: 1 }],
        smallestFailure: { name: 'NaN of order 1', order: 1, rows: [['NaN']], what: 'NaN of order 1: hung' },
        timeRatio: 2.345,
      },
      { status: 'absent', name: 'other', reason: 'other is not installed', note: undefined },
    ],
  }

  test('has a row for everybody and a column for everybody measured', () => {
    const lines = renderScoreboard(board).split('\n')
    const row = (start: string) => lines.find((line) => line.startsWith(start))!.replaceAll(/ +/g, ' ')
    expect(row('| some-package')).toBe(
      '| some-package `eigs` | 1.2.3 | 0 of 1 | 3 of 4 | hung 1 | NaN of order 1: hung; `[[NaN]]` | 2.3 | a \\| b |',
    )
    expect(row('| other')).toContain('absent: other is not installed')
    expect(row('| values ascend')).toBe('| values ascend | 3 of 4 |')
  })
})
