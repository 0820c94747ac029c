/** Measures every candidate, one after the other. */
import { type EigenProblem, eigenProblems, eigensolverLaws } from '../../harness/index.ts'
import { candidates } from './candidates.ts'
import { type MeasuredCandidate, measureCandidate } from './measureCandidate.ts'
import type { AbsentRow, Scoreboard, ScoreboardMode, ScoreboardRow } from './scoreboard.ts'

/** The slow ones take seconds at order 150, and what separates solvers does so at order 3. */
const largestOrder = 33

/** Of each kind of matrix. */
const smokeMatrices = 2
const smokeCandidates = ['embedded', 'ml-matrix']

export interface ScoreboardOptions {
  readonly mode: ScoreboardMode
  readonly onProgress?: (done: number, total: number) => void
}

export async function runScoreboard({ mode, onProgress = () => {} }: ScoreboardOptions): Promise<Scoreboard> {
  const problems = mode === 'full' ? problemsToSolve() : fewOfEachFamily(problemsToSolve())
  const chosen = candidates.filter(({ name }) => mode === 'full' || smokeCandidates.includes(name))
  const measured: (MeasuredCandidate | AbsentRow)[] = []
  for (const candidate of chosen) {
    const before = measured.length * problems.length
    const progress = (done: number) => onProgress(before + done, chosen.length * problems.length)
    measured.push(await measureCandidate(candidate, problems, progress))
  }
  onProgress(chosen.length * problems.length, chosen.length * problems.length)
  return {
    schema: 1,
    mode,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    command: mode === 'full' ? 'npm run scoreboard' : 'npm run scoreboard -- --smoke',
    largestOrder: Math.max(...problems.map(({ order }) => order)),
    laws: eigensolverLaws.map(({ name, source, appliesTo }) => ({
      name,
      source,
      matrices: problems.filter(appliesTo).length,
    })),
    matrices: problems.length,
    rows: ranked(withTimes(measured)),
  }
}

/** Smallest first. */
function problemsToSolve(): EigenProblem[] {
  return eigenProblems()
    .filter(({ order }) => order <= largestOrder)
    .sort((a, b) => a.order - b.order)
}

function fewOfEachFamily(problems: readonly EigenProblem[]): EigenProblem[] {
  return problems.filter((one, k) => {
    const before = problems.slice(0, k).filter(({ family }) => family === one.family)
    return before.length < smokeMatrices
  })
}

function withTimes(measured: readonly (MeasuredCandidate | AbsentRow)[]): ScoreboardRow[] {
  const first = measured.find((one) => 'cpuMs' in one)
  return measured.map((one) =>
    'cpuMs' in one ? { ...one.row, timeRatio: timeRatio(one.cpuMs, first?.cpuMs ?? new Map()) } : one,
  )
}

function timeRatio(
  mine: ReadonlyMap<string, number>,
  reference: ReadonlyMap<string, number>,
): number | undefined {
  const shared = [...mine.keys()].filter((name) => reference.has(name))
  const total = (times: ReadonlyMap<string, number>) =>
    shared.reduce((sum, name) => sum + times.get(name)!, 0)
  return shared.length === 0 ? undefined : total(mine) / total(reference)
}

function ranked(rows: readonly ScoreboardRow[]): ScoreboardRow[] {
  const score = (row: ScoreboardRow) => (row.status === 'absent' ? -1 : row.lawsKept * 1e6 + row.matricesGood)
  return [...rows].sort((a, b) => score(b) - score(a))
}
