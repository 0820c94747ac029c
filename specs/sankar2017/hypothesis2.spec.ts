import {
  type EvidenceTable,
  loadDataSet,
  type PointSigns,
  plannedObjective,
  seededRandom,
  specify,
  type TrainingPlan,
  type Verdict,
  zeroColumns,
} from '../../harness/index.ts'
import { momentumExperiment, plan, type Run, withDeadUnit } from './momentum.ts'

/** What is compared of two points: how many null directions are proved at each. */
interface Degeneracy {
  readonly start: number
  readonly stop: number
}

export default specify({
  id: 'sankar2017/hypothesis2',
  statement: 'Training converges to degenerate points: the zero eigenvalues are a property of where it ends',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 2, Table 3', page: 8 },
  reported:
    '1,620 ± 8 to 1,625 ± 6 zero eigenvalues of 19,885 at convergence; never measured before training',
  rule:
    'the runs of hypothesis 1; the zero eigenvalues that are proved (zero rows, constant inputs, softmax shift) at the stop ' +
    'minus those at the start; holds when training adds some in every run on true labels, refuted when it adds none in any run; ' +
    'those that depend on which ReLUs are on stand in a table',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures, hidden, tolerances } = await momentumExperiment(context, 'backward')
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: runs.length }
    const pairs = runs.flatMap(({ start, stop }) =>
      start ? [{ start: fromDataAndShape(start.structure), stop: fromDataAndShape(stop.structure) }] : [],
    )
    return {
      ...decideDegeneracy(pairs),
      seed: context.seed,
      tables: [predictionTable(hidden, runs), causeTable(runs), curveTable(runs, tolerances)],
    }
  },
  controls: [
    {
      statement: 'switching a hidden unit off for good adds zero eigenvalues',
      expected: 'holds',
      check: async ({ seed }) => {
        const training = plan('text', 'true', 2, seed)
        const { start, stop } = withDeadUnit(training)
        return decideDegeneracy([provedAt(training, start, stop)])
      },
    },
    {
      statement: 'moving every weight at random adds zero eigenvalues',
      expected: 'refuted',
      check: async ({ seed }) => {
        const training = plan('text', 'true', 2, seed)
        const { start } = withDeadUnit(training)
        const random = seededRandom(seed)
        const moved = start.map((weight) => weight + 0.05 * random.normal())
        return decideDegeneracy([provedAt(training, start, moved)])
      },
    },
  ],
})

/** Zero eigenvalues that data and architecture bring wherever theta is, as long as no unit is dead. */
function fromDataAndShape({ silent, constantInputs, softmaxShift }: PointSigns['structure']): number {
  return silent + constantInputs + softmaxShift
}

function provedAt(training: TrainingPlan, start: Float64Array, stop: Float64Array): Degeneracy {
  const objective = plannedObjective(training)
  const count = (theta: Float64Array): number => {
    const { silentCount, constantInputs, softmaxShift } = objective.structuralZeros(theta)
    return silentCount + constantInputs + softmaxShift
  }
  return { start: count(start), stop: count(stop) }
}

function decideDegeneracy(pairs: readonly Degeneracy[]): Verdict {
  const added = pairs.map(({ start, stop }) => stop - start)
  const status = added.every((count) => count > 0)
    ? 'holds'
    : added.every((count) => count <= 0)
      ? 'refuted'
      : 'inconclusive'
  const before = [...new Set(pairs.map(({ start }) => start))].join(' or ')
  const after = [...new Set(pairs.map(({ stop }) => stop))].join(' or ')
  return {
    status,
    summary: `${before} proved zero eigenvalues before the first step, ${after} where training stops (${pairs.length} runs)`,
    runs: pairs.length,
  }
}

/** What the data alone predict, at this size and at the paper's. */
function predictionTable(hidden: number, runs: readonly Run[]): EvidenceTable {
  const rows = (['mnist-centered', 'mnist-centered-70k'] as const).map((name) => {
    const pixels = zeroColumns(loadDataSet(name, 'train').inputs).length
    const reading = name === 'mnist-centered' ? 'text' : 'code'
    const silent = runs.filter((run) => run.reading === reading).map(({ stop }) => stop.structure.silent)
    return [name, reading, pixels, pixels * hidden, [...new Set(silent)].join(', '), pixels * 25]
  })
  return {
    title: 'Zero rows of the Hessian: always-zero pixels × hidden units (the paper: 1620 to 1625)',
    columns: [
      'data',
      'reading',
      'always-zero pixels',
      'predicted here',
      'found where training stops',
      'predicted for 784-25-10',
    ],
    rows,
  }
}

/** Every proved zero eigenvalue by cause; which inputs are collinear depends on the images that a ReLU lets through. */
function causeTable(runs: readonly Run[]): EvidenceTable {
  const row = ({ structure, inertia }: PointSigns) => [
    structure.silent,
    structure.constantInputs,
    structure.softmaxShift,
    structure.collinearInputs,
    structure.zeroOutgoing + structure.redundantUnits,
    inertia.structural,
  ]
  return {
    title: 'Proved zero eigenvalues by cause',
    columns: [
      'reading',
      'labels',
      'trial',
      'point',
      'zero rows',
      'constant inputs',
      'softmax shift',
      'collinear inputs of a unit',
      'alike or unused units',
      'all',
    ],
    rows: runs.flatMap(({ reading, labels, trial, start, stop }) => [
      ...(start ? [[reading, labels, trial, 'start', ...row(start)]] : []),
      [reading, labels, trial, 'stop', ...row(stop)],
    ]),
  }
}

function curveTable(runs: readonly Run[], tolerances: readonly number[]): EvidenceTable {
  const cells = ({ curve, bound, inertia }: PointSigns) => [
    ...curve.map(({ zeros }) => zeros),
    inertia.structural + inertia.undecided,
    bound,
  ]
  return {
    title:
      'How many eigenvalues are zero as a function of the tolerance: #{|λ| ≤ τ}, proved zeros included, counted without computing them',
    columns: [
      'reading',
      'labels',
      'trial',
      'point',
      ...tolerances.map((tau) => `τ = ${tau.toExponential(0)}`),
      'sign not certain',
      'all of them within ±',
    ],
    rows: runs.flatMap(({ reading, labels, trial, start, stop }) => [
      ...(start ? [[reading, labels, trial, 'start', ...cells(start)]] : []),
      [reading, labels, trial, 'stop', ...cells(stop)],
    ]),
  }
}
