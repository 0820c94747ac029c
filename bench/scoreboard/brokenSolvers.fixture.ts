/** Solvers that go wrong in ways that end a process, or that should. */
import { type Eigensolver, findProviders, type SolvedPairs, symmetricMatrix } from '../../harness/index.ts'
import type { Candidate } from './candidate.ts'

export const sound = candidate(embedded)

/** Except for order 1, so that what comes before and after the hang can be seen. */
export const hanging = candidate((entries, n) => {
  while (n === 2) Math.hypot(1, 2)
  return embedded(entries, n)
})

export const waiting = candidate(() => new Promise<never>(() => {}))

export const crashing = candidate((entries, n) => {
  if (n === 2) process.kill(process.pid, 'SIGSEGV')
  return embedded(entries, n)
})

export const leaving = candidate((entries, n) => {
  if (n === 2) process.exit(0)
  return embedded(entries, n)
})

export const hungry = candidate((entries, n) => {
  const hoard: number[][] = []
  while (n === 2) hoard.push(new Array(10_000).fill(hoard.length))
  return embedded(entries, n)
})

export const crudeTolerance = candidate(async (entries, n) => {
  const { values, vectors } = await embedded(entries, n)
  return { values: Array.from(values, (value) => (Math.abs(value) < 1e-10 ? 0 : value)), vectors: vectors! }
})

export const deafToNaN = candidate((entries, n) =>
  embedded(
    entries.map((entry) => (Number.isFinite(entry) ? entry : 0)),
    n,
  ),
)

export const absent: Candidate = {
  routine: 'none',
  load: async () => ({ status: 'absent', reason: 'nobody installed it' }),
}

export const unloadable: Candidate = {
  routine: 'none',
  async load() {
    throw new Error('made for another platform')
  },
}

function candidate(solve: Eigensolver): Candidate {
  return { routine: 'solve', load: async () => ({ status: 'loaded', version: '1.0.0', solve }) }
}

async function embedded(entries: Float64Array, n: number): Promise<SolvedPairs> {
  const finding = (await findProviders({ SADDLECHECK_LAPACK: 'none' })).find(
    ({ name }) => name === 'embedded',
  )
  if (!finding?.available) throw new Error('embedded is not available')
  const result = await finding.provider.eigenpairs(symmetricMatrix(entries, n))
  if (result.status !== 'converged') throw new Error(result.message)
  return result
}
