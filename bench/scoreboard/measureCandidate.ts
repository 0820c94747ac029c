/** One row of the scoreboard: a candidate asked for every matrix. */
import { type EigenProblem, eigensolverLaws } from '../../harness/index.ts'
import type { CandidateModule } from './candidates.ts'
import { type KillableSolver, killableSolver } from './killableSolver.ts'
import type { AbsentRow, FaultCount, MeasuredRow, SmallestFailure } from './scoreboard.ts'
import type { Judged } from './solverMessages.ts'

/** A row but for its time, which needs another candidate's to compare with. */
export interface MeasuredCandidate {
  readonly row: Omit<MeasuredRow, 'timeRatio'>
  /** By problem, for those that were answered. */
  readonly cpuMs: ReadonlyMap<string, number>
}

interface JudgedProblem {
  readonly problem: EigenProblem
  readonly judged: Judged
}

/** @param problems smallest first @param onProgress told how many are done */
export async function measureCandidate(
  candidate: CandidateModule,
  problems: readonly EigenProblem[],
  onProgress: (done: number) => void = () => {},
): Promise<MeasuredCandidate | AbsentRow> {
  const solver = killableSolver(candidate)
  try {
    const started = await solver.start()
    const { routine, note } = started
    const { name } = candidate
    if (started.kind === 'absent') return { status: 'absent', name, reason: started.reason, note }
    const all = await askAll(solver, problems, onProgress)
    return {
      row: { status: 'measured', name, version: started.version, routine, note, ...summary(all) },
      cpuMs: new Map(
        all.flatMap(({ problem, judged: { status, cpuMs } }) =>
          status === 'answered' && cpuMs !== undefined ? [[problem.name, cpuMs]] : [],
        ),
      ),
    }
  } finally {
    solver.stop()
  }
}

async function askAll(
  solver: KillableSolver,
  problems: readonly EigenProblem[],
  onProgress: (done: number) => void,
): Promise<JudgedProblem[]> {
  const all: JudgedProblem[] = []
  for (const problem of problems) {
    onProgress(all.length)
    all.push({ problem, judged: await solver.ask(problem) })
  }
  onProgress(all.length)
  return all
}

function summary(all: readonly JudgedProblem[]) {
  const keptOn = eigensolverLaws.map(({ name }) => all.filter((one) => keeps(one, name)).length)
  const asked = eigensolverLaws.map((law) => all.filter(({ problem }) => law.appliesTo(problem)).length)
  return {
    keptOn,
    lawsKept: keptOn.filter((kept, k) => kept === asked[k]).length,
    matricesGood: all.filter(({ judged }) => isGood(judged)).length,
    faults: faultCounts(all),
    smallestFailure: smallestFailure(all),
  }
}

function keeps({ judged: { outcomes } }: JudgedProblem, law: string): boolean {
  return outcomes.some((outcome) => outcome.law === law && outcome.faults.length === 0)
}

function isGood({ outcomes }: Judged): boolean {
  return outcomes.every(({ about, faults }) => about === 'conduct' || faults.length === 0)
}

function faultCounts(all: readonly JudgedProblem[]): FaultCount[] {
  const counts = new Map<FaultCount['kind'], number>()
  for (const { judged } of all) {
    const kinds = new Set(judged.outcomes.flatMap(({ faults }) => faults.map(({ kind }) => kind)))
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, matrices]) => ({ kind, matrices })).sort((a, b) => b.matrices - a.matrices)
}

/** Wrong numbers before bad conduct on a matrix of the same order. */
function smallestFailure(all: readonly JudgedProblem[]): SmallestFailure | undefined {
  const failing = all.filter(({ judged }) => judged.outcomes.some(({ faults }) => faults.length > 0))
  const rank = ({ problem, judged }: JudgedProblem) => 2 * problem.order + (isGood(judged) ? 1 : 0)
  const smallest = failing.sort((a, b) => rank(a) - rank(b))[0]
  if (smallest === undefined) return undefined
  const { problem, judged } = smallest
  const { name, order, entries } = problem
  const row = (i: number) => Array.from(entries.subarray(i * order, (i + 1) * order), String)
  return {
    name,
    order,
    rows: order <= 3 ? Array.from({ length: order }, (_, i) => row(i)) : undefined,
    what: [...judged.outcomes]
      .sort((a, b) => (a.about === b.about ? 0 : a.about === 'numbers' ? -1 : 1))
      .flatMap(({ faults }) => faults)
      .map(({ what, value }) => (Number.isNaN(value) ? what : `${what} ${value.toPrecision(3)}`))[0]!,
  }
}
