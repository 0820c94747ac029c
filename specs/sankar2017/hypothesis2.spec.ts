import printed from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type ClaimContext,
  measuredCurvature,
  measuredSigns,
  type Plot,
  type PlotPoint,
  type PlotSeries,
  plannedObjective,
  seededRandom,
  specify,
  type Term,
  type TrainingPlan,
  trainedNetwork,
  zeroColumns,
} from '../../harness/index.ts'
import { criticalText } from './degenerateSaddle.ts'
import { allReadings, cellName, experimentData, planOf, type Run, readingTerms } from './experiment.ts'
import { controlPlan, design, designText, measures, methodRuns, withDeadUnit } from './methods.ts'
import { endRemarks, printedText } from './printedTables.ts'
import {
  addsNone,
  addsNoneAtAll,
  addsNoZeroRows,
  type Compared,
  comparedRuns,
  decideProvedZeros,
  type ProvedZeros,
} from './provedZeros.ts'
import { causeTable, curveTable, predictionTable, printedZerosTable } from './provedZeroTables.ts'
import { undecided } from './undecided.ts'
import { untrainedRemarks } from './untrained.ts'

const terms: readonly Term[] = [
  {
    name: 'zeros of data and architecture',
    meaning:
      'proved zeros that are there at every theta at which no hidden unit is off: the rows of always-zero inputs, one null direction for each ' +
      'constant input and unit of the first hidden layer, and the softmax shift',
  },
  {
    name: 'rows of units that are off',
    meaning:
      'zero rows beyond those of always-zero inputs: all rows of a hidden unit that is off on every sample, and, where a unit is on for a ' +
      'few samples, those of the inputs that are zero in these',
  },
]

function remarks(
  context: ClaimContext,
  trained: readonly Run[],
  pairs: readonly Compared[],
): readonly string[] {
  const ends = criticalText(trained.map(({ stop }) => stop.gradientNorm))
  return [
    'Measured before the first step and where training ended, over all training samples of the run. ' +
      `As to the gradient where it ended, ${ends}; the signs of the other eigenvalues stand in sankar2017/hypothesis1. Proved zeros are exact counts; means have the standard ` +
      'deviation over trials, which differ in their initial weights.',
    ...endRemarks(trained),
    ...untrainedRemarks(context, trained),
    'Read literally the hypothesis, “Deep neural network models converge at degenerate saddle points”, falls with Hypothesis 1 ' +
      '(sankar2017/hypothesis1). What is decided here is the reading that the paper gives to its counts, in Sec. 4, “The flatness of the converged point ' +
      'makes it difficult for the gradient-descent based algorithms to escape the saddles”, and in Sec. 5, “the degeneracy (number of zero eigenvalues) of the ' +
      'parameter space increases with every epoch during training”: that the zeros are a product of training.',
    `The claim is of every run, and one run refutes it; but it does not hang on one. Training adds none in ${sharesText(pairs, addsNone)}. ` +
      `Of zero rows, which are what the paper’s count finds, there are no more at the end than before the first step in ${sharesText(pairs, addsNoZeroRows)}. ` +
      'The rule leaves out zeros of inputs that depend on each other on the images that one unit is on for, which training can add or take away; when ' +
      `everything that is proved is counted, training adds none in ${sharesText(pairs, addsNoneAtAll)}. The counterexample is a run of this last kind where there is one, and one that learns where there is ` +
      'one.',
    'An input that is zero in every sample has the weights to all hidden units multiplied by 0: these rows of the Hessian are ' +
      'identically zero at every theta, before training as after it, for every loss and optimizer. Their number is that of such ' +
      'inputs × that of hidden units and is known before training. The count `== 0` of the released code finds exactly such rows.',
    'Inputs that are constant in all samples are collinear with the bias, and softmax does not see a common shift of its inputs: these zeros ' +
      'are of data and architecture too, and no zero rows. What is not proved is no count at all: the curve below rises without a step, ' +
      'so that “the number of zero eigenvalues” is a choice of the tolerance.',
    'A hidden unit that training switches off on every sample has all its rows zero. The rule counts such rows, for training made them, ' +
      'and in this way training adds zeros or takes some away, by hundreds where a unit dies; the second table has what is found beyond the prediction, ' +
      'the third one every cause.',
  ]
}

/** Of each data set, those runs apart that learn. */
function sharesText(pairs: readonly Compared[], kind: (pair: Compared) => boolean): string {
  const groups = [...new Set(pairs.map(({ group }) => group))]
  return groups
    .map((group) => {
      const all = pairs.filter((pair) => pair.group === group)
      const learned = all.filter((pair) => pair.learned)
      const apart =
        learned.length === all.length
          ? ''
          : `, ${learned.filter(kind).length} of the ${learned.length} that learn`
      return `${all.filter(kind).length} of ${all.length} runs (${group}${apart})`
    })
    .join(' and ')
}

export default specify({
  id: 'sankar2017/hypothesis2',
  statement: 'Training converges to degenerate points: the zero eigenvalues are a property of where it ends',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 2, Table 3', page: 9 },
  reported: `${printed.methods
    .filter(({ place }) => place.includes('3'))
    .map(({ data, method, zero }) => `${data}, ${method}: ${printedText(zero)}`)
    .join('; ')} zero eigenvalues at convergence; never measured before training`,
  terms: [...readingTerms(), ...terms],
  rule:
    `${designText}; the runs of hypothesis 1; the zeros of data and architecture (rows of always-zero inputs, constant inputs, softmax ` +
    'shift) together with the rows of units that are off, where training ended minus those before the first step; as the claim is ' +
    'universal it holds when training adds some in every run on true labels and is refuted by a run in which it adds none; not ' +
    'counted, but in a table: inputs that depend on each other on the images that one unit is on for, and units that are alike or unused',
  pinned: 'refuted',
  check: async (context) => {
    const { tolerances } = measures[context.scale].degeneracy
    const { runs, failures } = await methodRuns(context, 'degeneracy')
    if (failures.length > 0) return undecided(failures, runs.length)
    const trained = runs.filter(({ labels }) => labels === 'true')
    const pairs = comparedRuns(context, trained)
    return {
      ...decideProvedZeros(pairs),
      seed: context.seed,
      remarks: remarks(context, trained, pairs),
      plots: [await degeneracyPlot(context)],
      tables: [
        printedZerosTable(runs, tolerances),
        predictionTable(context, runs),
        causeTable(context, runs),
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
        return decideProvedZeros([comparedAt(training, start, stop)])
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
        return decideProvedZeros([comparedAt(training, start, moved)])
      },
    },
  ],
})

function comparedAt(training: TrainingPlan, start: Float64Array, stop: Float64Array): Compared {
  const objective = plannedObjective(training)
  const inputRows = zeroColumns(training.data.inputs).length * training.layers[1]!
  const count = (theta: Float64Array): ProvedZeros => {
    const { silentCount, constantInputs, softmaxShift, total } = objective.structuralZeros(theta)
    return {
      zeroRows: silentCount,
      counted: silentCount + constantInputs + softmaxShift,
      unitRows: silentCount - inputRows,
      all: total,
    }
  }
  const name = training.layers.join('-')
  return { group: name, name, learned: false, start: count(start), stop: count(stop) }
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
    title: `Eigenvalues within ± τ as a function of τ: MNIST ${[784, ...hidden, 10].join('-')}, momentum, trial 1`,
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
