/**
 * A process that asks one solver, matrix by matrix, and may be killed at any moment.
 *
 * Arguments: the URL of the candidate's module, and the name of its export. Started by killableSolver.ts.
 */
import { askEigensolver, type EigenProblem, eigenProblems } from '../../harness/index.ts'
import type { Candidate } from './candidate.ts'
import { judge } from './judge.ts'
import type { FromSolver, ToSolver } from './solverMessages.ts'

const [url = '', exportName = ''] = process.argv.slice(2)
const candidate = ((await import(url)) as Record<string, Candidate>)[exportName]!
const { routine, note } = candidate
const loaded = await candidate.load()
if (loaded.status === 'loaded') {
  const { version, solve } = loaded
  process.on('message', async ({ name }: ToSolver) => {
    const problem = eigenProblems().find((one) => one.name === name) as EigenProblem
    const begin = process.cpuUsage()
    const answer = await askEigensolver(solve, problem.entries, problem.order)
    const { user, system } = process.cpuUsage(begin)
    const outcomes = await judge(problem, answer)
    send({ kind: 'judged', status: answer.status, outcomes, cpuMs: (user + system) / 1000 })
  })
  send({ kind: 'loaded', version, routine, note })
} else {
  send({ kind: 'absent', reason: loaded.reason, routine, note })
  process.disconnect?.()
}

function send(message: FromSolver): void {
  process.send?.(message)
}
