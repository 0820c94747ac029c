/** The program of measuredProcess.ts: takes one task, does it, answers and ends. */
import { chooseProvider, InternalError, type Provider, signsAt, wignerMatrix } from '../harness/index.ts'
import { countingProvider } from './countingProvider.ts'
import type {
  CellWork,
  InertiaWork,
  ProcessFailure,
  ProcessMeasurement,
  ProcessTask,
  Stage,
} from './measuredProcess.ts'
import { peerProblem } from './peerProblem.ts'

process.once('message', async (task: ProcessTask) => {
  const answer = await measure(task)
  process.send!(answer, () => process.exit(0))
})

/** What the work came to, without what is measured from outside. */
type Done = Pick<ProcessMeasurement, 'outcome' | 'order' | 'factoredOrder'>

interface Prepared {
  work(stage: (name: string) => void): Promise<Done | ProcessFailure>
}

async function measure(task: ProcessTask): Promise<ProcessMeasurement | ProcessFailure> {
  const { provider, counts } = countingProvider((await chooseProvider()).provider)
  await warmUp(provider)
  const { work } = task.work.kind === 'cell' ? cell(task.work, provider) : inertia(task.work, provider)
  const before = counts.factorisations
  const peakBeforeBytes = peakBytes()
  const start = performance.now()
  const marks: { name: string; at: number }[] = []
  const done = await work((name) => {
    marks.push({ name, at: performance.now() })
  })
  const end = performance.now()
  if ('status' in done) return done
  return {
    status: 'measured',
    build: `${provider.name} ${provider.version}`,
    elapsedMs: end - start,
    stages: marks.map(({ name, at }, k): Stage => ({ name, elapsedMs: (marks[k + 1]?.at ?? end) - at })),
    factorisations: counts.factorisations - before,
    peakBytes: peakBytes(),
    peakBeforeBytes,
    ...done,
  }
}

/** A task for the Hessian alone is the same without the counts. */
function cell(choice: CellWork, provider: Provider): Prepared {
  const { objective, theta } = peerProblem(choice)
  const order = objective.dimension
  return {
    async work(stage) {
      if (!choice.counts) return assemble(stage)
      stage('structure and gradient')
      const signs = await signsAt(objective, theta, provider, { onStage: stage })
      if (signs.status !== 'measured') return { status: 'failed', message: signs.message }
      const { structural, negative, undecided, positive } = signs.inertia
      const outcome = `${negative} negative, ${positive} positive, ${structural} structural zeros, ${undecided} undecided within ±${signs.bound.toExponential(1)}`
      return { outcome, order, factoredOrder: order - signs.structure.silent }
    },
  }

  async function assemble(stage: (name: string) => void): Promise<Done> {
    stage('hessian')
    const into = provider.allocate(order * order)
    const { matrix } = await objective.hessian(theta, { provider, into })
    if (matrix.order !== order) throw new InternalError('workProcess', `order ${matrix.order} for ${order}`)
    return { outcome: 'assembled', order, factoredOrder: 0 }
  }
}

function inertia({ order }: InertiaWork, provider: Provider): Prepared {
  return {
    async work(stage) {
      stage('matrix')
      const matrix = wignerMatrix(order, 1)
      stage('inertia')
      const counts = await provider.inertia(matrix, 0, { consume: true })
      if (counts.status !== 'factored') return { status: 'failed', message: counts.message }
      return { outcome: `${counts.negative} negative`, order, factoredOrder: order }
    },
  }
}

/** Threads are started and the library is loaded by the first call, whatever its size. */
async function warmUp(provider: Provider): Promise<void> {
  const { objective, theta } = peerProblem({
    layers: [8, 6, 4],
    activation: 'relu',
    samples: 64,
    random: true,
  })
  await signsAt(objective, theta, provider)
  await provider.inertia(wignerMatrix(300, 1), 0)
}

/** maxRSS is in kilobytes on every platform. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024
}
