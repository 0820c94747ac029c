/**
 * The runs of Table 5, noisy SGD, and each of them again without the noise: same start, same batches, same learning
 * rate and momentum.
 */
import {
  type ClaimContext,
  type MeasuredRun,
  measuredRun,
  momentum,
  plannedObjective,
  type StructuralZeros,
  sharedWork,
  startOf,
  type TrainingPlan,
} from '../../harness/index.ts'
import {
  allReadings,
  type Cell,
  cellName,
  type Experiment,
  experimentData,
  type Family,
  listCells,
  planOf,
  type Run,
  runCells,
  trialsOf,
} from './experiment.ts'
import { families } from './families.ts'
import { design, measures, samplesOf } from './methods.ts'
import { type ComparedGroup, printedMethod } from './printedTables.ts'

/** A noisy run and its noise-free twin. */
export interface Pair {
  readonly noisy: Run
  /** Absent where it has no result. */
  readonly quiet?: Run
}

export function noisyRuns(context: ClaimContext): Promise<Experiment> {
  const cells = families.flatMap((family) => noisyCells(context, family))
  return runCells(context, cells, ({ data }) => ({ ...atTheStop(context), ...samplesOf(context, data) }))
}

/** What is proved at the start needs no Hessian; the degeneracy curve has one point, the tolerance that all runs have. */
function atTheStop({ scale }: ClaimContext) {
  return { start: false, tolerances: [Math.max(...measures[scale].degeneracy.tolerances)] }
}

/**
 * They start where the noisy ones do. In the code's reading a run without the noise is the run with momentum of
 * hypothesis 2, and measured like that.
 */
export function quietTwins(context: ClaimContext, runs: readonly Run[]): Promise<readonly Pair[]> {
  return sharedWork(context, runs, async (noisy, shared) => ({ noisy, ...(await quietTwin(shared, noisy)) }))
}

async function quietTwin(context: ClaimContext, noisy: Run): Promise<{ quiet?: Run }> {
  const { samples } = samplesOf(context, noisy.data)
  const plan = withoutNoise(planOf(context, noisy, samples))
  const { test } = experimentData(noisy.data, noisy.reading)
  const label = `${cellName(noisy, plan.layers)}, without the noise`
  const run = await measuredRun(context, plan, label, {
    ...(noisy.reading === 'code' ? measures[context.scale].degeneracy : atTheStop(context)),
    test,
  })
  return run.status === 'measured' ? { quiet: { ...noisy, ...measuredPart(run) } } : {}
}

/** Noise of amplitude 0 leaves classical momentum. */
function withoutNoise(plan: TrainingPlan): TrainingPlan {
  const { learningRate, momentum: decay } = plan.optimizer.options
  return { ...plan, optimizer: momentum({ learningRate, momentum: decay }) }
}

function measuredPart({ epochs, losses, trainAccuracy, testAccuracy, start, stop }: MeasuredRun) {
  return {
    epochs,
    losses,
    trainAccuracy: trainAccuracy ?? Number.NaN,
    testAccuracy: testAccuracy ?? Number.NaN,
    ...(start && { start }),
    stop,
  }
}

export function noisyCells(context: ClaimContext, family: Family): readonly Cell[] {
  const trials = trialsOf(context, {
    quick: design.quick[family].trials,
    paper: design.paper[family].trials,
  })
  return listCells({
    data: [family],
    hidden: [design[context.scale][family].hidden],
    methods: ['noisy SGD'],
    trials,
  })
}

/** Zero eigenvalues that are proved before the first step: no Hessian is needed for them. */
export function provedBefore(context: ClaimContext, run: Run): StructuralZeros {
  const plan = planOf(context, run, samplesOf(context, run.data).samples)
  return plannedObjective(plan).structuralZeros(startOf(plan))
}

/** The runs beside the rows of Table 5. */
export function comparedNoisy(runs: readonly Run[]): readonly ComparedGroup[] {
  return families.flatMap((data) =>
    allReadings.map((reading) => ({
      name: `${data}, noisy SGD`,
      reading,
      runs: runs.filter((run) => run.data === data && run.reading === reading),
      printed: printedMethod(data, 'noisy SGD'),
    })),
  )
}

/** The amplitude a of the noise, as the plan of a run has it. */
export function amplitudeOf(context: ClaimContext, run: Run): number {
  return planOf(context, run, samplesOf(context, run.data).samples).optimizer.options.amplitude!
}
