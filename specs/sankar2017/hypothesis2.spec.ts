import printed from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type ClaimContext,
  type EvidenceTable,
  measuredCurvature,
  measuredSigns,
  type Plot,
  type PlotPoint,
  type PlotSeries,
  type PointSigns,
  plannedObjective,
  seededRandom,
  specify,
  type TrainingPlan,
  trainedNetwork,
  type Verdict,
  zeroColumns,
} from '../../harness/index.ts'
import { range } from './degenerateSaddle.ts'
import { allReadings, cellName, experimentData, planOf, type Run } from './experiment.ts'
import { families } from './families.ts'
import {
  comparedMethods,
  controlPlan,
  design,
  designText,
  measures,
  methodRuns,
  withDeadUnit,
} from './methods.ts'
import { besidePrinted, printedText, runName } from './printedTables.ts'
import { undecided } from './undecided.ts'
import { zeroCauses } from './zeroCauses.ts'

/** What is compared of two points: how many null directions are proved at each. */
interface Degeneracy {
  /** Runs that are told of together. */
  readonly group: string
  readonly name: string
  readonly start: number
  readonly stop: number
}

const remarks = [
  'An input that is zero in every sample has the weights to all hidden units multiplied by 0: these rows of the Hessian are ' +
    'identically zero at every theta, before training as after it, for every loss and optimizer. Their number is that of such ' +
    'inputs × that of hidden units and is known before training. The count `== 0` of the released code finds exactly such rows.',
  'Other zeros are proved from the data and the shape too: inputs that are constant in all samples are collinear with the bias, ' +
    'and softmax does not see a common shift of its inputs. What is left is no count at all: the curve below rises without a step, ' +
    'so that "the number of zero eigenvalues" is a choice of the tolerance.',
  'A hidden unit that training switches off for every sample has all its rows zero, and one that is on for a few samples those ' +
    'of the inputs that are zero in these. In this way training adds proved zeros or takes some away, by hundreds where a unit dies.',
]

export default specify({
  id: 'sankar2017/hypothesis2',
  statement: 'Training converges to degenerate points: the zero eigenvalues are a property of where it ends',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 2, Table 3', page: 8 },
  reported: `${printed.methods
    .filter(({ place }) => place.includes('3'))
    .map(({ data, method, zero }) => `${data}, ${method}: ${printedText(zero)}`)
    .join('; ')} zero eigenvalues at convergence; never measured before training`,
  rule:
    `${designText}; the runs of hypothesis 1; the zero eigenvalues that are proved (zero rows, constant inputs, softmax shift) ` +
    'at the stop minus those at the start; as the claim is universal it holds when training adds some in every run on true ' +
    'labels and is refuted by a run in which it adds none; those that depend on which ReLUs are on stand in a table',
  pinned: 'refuted',
  check: async (context) => {
    const { tolerances } = measures[context.scale].degeneracy
    const { runs, failures } = await methodRuns(context, 'degeneracy', 'backward')
    if (failures.length > 0) return undecided(failures, runs.length)
    const trained = runs.filter(({ labels }) => labels === 'true')
    const pairs = trained.map((run) => ({
      group: run.data,
      name: runName(run),
      start: fromDataAndShape(run.start!.structure),
      stop: fromDataAndShape(run.stop.structure),
    }))
    return {
      ...decideDegeneracy(pairs),
      seed: context.seed,
      remarks,
      plots: [await degeneracyPlot(context)],
      tables: [
        besidePrinted('Table 3, the paper and ours', comparedMethods(runs)),
        predictionTable(context, runs),
        causeTable(runs),
        curveTable(runs, tolerances),
      ],
    }
  },
  controls: [
    {
      statement: 'switching a hidden unit off for good adds zero eigenvalues',
      expected: 'holds',
      check: async ({ seed }) => {
        const training = controlPlan(seed)
        const { start, stop } = withDeadUnit(training)
        return decideDegeneracy([provedAt(training, start, stop)])
      },
    },
    {
      statement: 'moving every weight at random adds zero eigenvalues',
      expected: 'refuted',
      check: async ({ seed }) => {
        const training = controlPlan(seed)
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
  return { group: 'one network', name: 'this network', start: count(start), stop: count(stop) }
}

function decideDegeneracy(pairs: readonly Degeneracy[]): Verdict {
  const without = pairs.filter(({ start, stop }) => stop <= start)
  const first = without[0]
  const groups = [...new Set(pairs.map(({ group }) => group))]
  return {
    status: first === undefined ? 'holds' : 'refuted',
    ...(first && {
      counterexample: `${first.name}: ${first.start} proved zero eigenvalues before the first step, ${first.stop} where training stops`,
    }),
    summary: groups.map((group) => groupText(pairs.filter((pair) => pair.group === group))).join('; '),
    runs: pairs.length,
  }
}

function groupText(pairs: readonly Degeneracy[]): string {
  const without = pairs.filter(({ start, stop }) => stop <= start).length
  const before = range(pairs.map(({ start }) => start))
  const after = range(pairs.map(({ stop }) => stop))
  return `${pairs[0]!.group}: ${before} proved zero eigenvalues before the first step, ${after} where training stops, none added in ${without} of ${pairs.length} runs`
}

/** What the data alone predict, at this size and at the paper's. */
function predictionTable({ scale }: ClaimContext, runs: readonly Run[]): EvidenceTable {
  const rows = families.flatMap((data) => {
    const { hidden, samples } = design[scale][data]
    return allReadings.map((reading) => {
      const columns = zeroColumns(experimentData(data, reading, samples).train.inputs).length
      const all =
        data === 'MNIST' ? zeroColumns(experimentData(data, reading).train.inputs).length : undefined
      const found = runs.filter((run) => run.data === data && run.reading === reading)
      const silent = [...new Set(found.map(({ stop }) => stop.structure.silent))].sort((a, b) => a - b)
      return [
        data,
        reading,
        columns,
        columns * hidden[0]!,
        silent.join(', '),
        all ?? 'not counted',
        all === undefined ? 'not counted' : all * design.paper[data].hidden[0]!,
      ]
    })
  })
  return {
    title:
      'Zero rows of the Hessian: always-zero inputs × units of the first hidden layer, and rows of dead units',
    columns: [
      'data',
      'reading',
      'always-zero inputs here',
      'predicted here',
      'found where training stops',
      'always-zero inputs of all samples',
      'predicted for the network of the paper',
    ],
    rows,
  }
}

/** Every proved zero eigenvalue by cause; which inputs are collinear depends on the images that a ReLU lets through. */
function causeTable(runs: readonly Run[]): EvidenceTable {
  const row = (point: PointSigns) => [...zeroCauses.map(({ of }) => of(point)), point.inertia.structural]
  return {
    title: 'Proved zero eigenvalues by cause',
    columns: [
      'data',
      'method',
      'reading',
      'labels',
      'trial',
      'point',
      ...zeroCauses.map(({ name }) => name),
      'all',
    ],
    rows: runs.flatMap(({ data, method, reading, labels, trial, start, stop }) => [
      [data, method, reading, labels, trial, 'start', ...row(start!)],
      [data, method, reading, labels, trial, 'stop', ...row(stop)],
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
      'data',
      'method',
      'reading',
      'labels',
      'trial',
      'point',
      ...tolerances.map((tau) => `τ = ${tau.toExponential(0)}`),
      'sign not certain',
      'all of them within ±',
    ],
    rows: runs.flatMap(({ data, method, reading, labels, trial, start, stop }) => [
      [data, method, reading, labels, trial, 'start', ...cells(start!)],
      [data, method, reading, labels, trial, 'stop', ...cells(stop)],
    ]),
  }
}

/** Of the first run with momentum in either reading, before training and where it stops. */
async function degeneracyPlot(context: ClaimContext): Promise<Plot> {
  const { samples, hidden } = design[context.scale].MNIST
  const series: PlotSeries[] = []
  for (const reading of allReadings) {
    const cell = { data: 'MNIST', reading, method: 'momentum', hidden, labels: 'true', trial: 1 } as const
    const plan = planOf(context, cell, samples)
    const label = cellName(cell, plan.layers)
    const { start, training } = await trainedNetwork(context, plan, label)
    for (const [name, theta] of [
      ['at the start', start],
      ['where training stops', training.theta],
    ] as const) {
      const points = await curveAt(context, plan, theta, `${name} of ${label}`)
      series.push({ name: `${reading} reading, ${name}`, shape: 'line', points })
    }
  }
  const proved = zeroColumns(experimentData('MNIST', 'text', samples).train.inputs).length * hidden[0]!
  const theirs = printed.methods.find(({ data, method }) => data === 'MNIST' && method === 'momentum')!.zero
    .mean
  return {
    name: 'degeneracy-curve',
    title: `Eigenvalues that count as zero, as a function of the tolerance: ${[784, ...hidden, 10].join('-')}`,
    x: { label: 'tolerance τ', scale: 'log' },
    y: { label: '#{|λ| ≤ τ}' },
    series,
    marks: [
      { axis: 'y', at: proved, label: `${proved} zero rows before training (text reading)` },
      // Theirs is of 784-25-10: it has no place in a figure of another network.
      ...(context.scale === 'paper' ? [{ axis: 'y' as const, at: theirs, label: `Table 3: ${theirs}` }] : []),
    ],
  }
}

/** From eigenvalues where they are cheap, else from counts at a few tolerances. */
async function curveAt(
  context: ClaimContext,
  plan: TrainingPlan,
  theta: Float64Array,
  label: string,
): Promise<readonly PlotPoint[]> {
  if (context.scale === 'quick') {
    const spectrum = await measuredCurvature(context, plan, theta, label)
    return spectrum.status === 'measured'
      ? spectrum.curve.map(({ tolerance, zeros }) => ({ x: tolerance, y: zeros }))
      : []
  }
  const signs = await measuredSigns(context, plan, theta, label, [1e-8, 1e-6, 1e-4, 1e-2])
  return signs.status === 'measured'
    ? signs.curve.map(({ tolerance, zeros }) => ({ x: tolerance, y: zeros }))
    : []
}
