import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { type ClaimContext, seededRandom, signsAt, specify, type Verdict } from '../../harness/index.ts'
import { constantUnits } from './constantUnits.ts'
import { decideDegenerateSaddle, degenerateSaddleText } from './degenerateSaddle.ts'
import { allReadings, type Run } from './experiment.ts'
import { type FamilyDesigns, families } from './families.ts'
import { printedTable, runTable, startTable, zerosPlot } from './initializationTables.ts'
import { type Design, designText, initializedRuns, initializers, tolerance } from './initializedRuns.ts'
import { controlPlan } from './methods.ts'
import { printedText, runName } from './printedTables.ts'
import { undecided } from './undecided.ts'

/** At paper scale a point of 784-25-10 takes minutes. */
const design: FamilyDesigns<Design> = {
  quick: {
    MNIST: { hidden: [2], readings: ['text'], trials: 1, starts: 1, tolerances: [tolerance], samples: 1000 },
    'CIFAR-10': {
      hidden: [3],
      readings: allReadings,
      trials: 1,
      starts: 1,
      tolerances: [tolerance],
      samples: 1000,
    },
  },
  paper: {
    MNIST: { hidden: [25], readings: ['text'], trials: 3, starts: 1, tolerances: [] },
    'CIFAR-10': { hidden: [25], readings: ['text'], trials: 8, starts: 3, tolerances: [tolerance] },
  },
}

const remarks = [
  'Measured where the stop rule of the reading ended training, over the full batch, and before the first step for the first ' +
    'trials; counts are certified by a bound that covers the assembly of the Hessian and the factorisation.',
  'Table 7 has degeneracies at the end alone. Of a zero input the rows of the Hessian are identically zero from the start, whatever ' +
    'the law of the initial weights; what differs between the laws is how many units are on for how few samples, which makes ' +
    'further zeros, and these are there before training, too.',
  'Two of its MNIST rows are smaller than the number of zero rows that its own preprocessing makes: sankar2017/structuralFloor.',
]

export default specify({
  id: 'sankar2017/initialization',
  statement:
    'Whatever the initial weights (He, normal, Xavier, orthogonal, uniform), training converges to a degenerate saddle',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 6 and 7, Sec. 6', page: 14 },
  reported: tables.initializations
    .map(({ data, initializer, zero }) => `${data}, ${initializer}: ${printedText(zero)} zero eigenvalues`)
    .join('; '),
  rule:
    `momentum from weights of each law (${initializers.map(({ initializer }) => initializer).join(', ')}); ${designText(design)}; ` +
    `${degenerateSaddleText}; how many zero eigenvalues are proved of the initial weights stands beside those of the end`,
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await initializedRuns(context, design)
    if (failures.length > 0) return undecided(failures, runs.length)
    const decided = decideDegenerateSaddle(
      runs.map(({ stop }) => stop),
      (k) => runName(runs[k]!),
    )
    return {
      ...decided,
      summary: `${decided.summary}; ${addedText(runs)}`,
      seed: context.seed,
      remarks,
      tables: [printedTable(runs), startTable(runs), runTable(runs)],
      plots: families.map((data) => zerosPlot(context.scale, data, runs)),
    }
  },
  controls: [
    {
      statement:
        'a network whose hidden units are constant on all images, with outgoing weights 0, is a degenerate saddle',
      expected: 'holds',
      check: (context) => decidePoint(context, 0),
    },
    {
      statement: 'so is the same network after a random step of every weight',
      expected: 'refuted',
      check: (context) => decidePoint(context, 0.01),
    },
  ],
})

function addedText(runs: readonly Run[]): string {
  const both = runs.filter(({ start }) => start !== undefined)
  const alike = both.filter(({ start, stop }) => start!.structure.silent === stop.structure.silent).length
  return `in ${alike} of ${both.length} as many zero rows before the first step`
}

const controlSamples = 500

/** @param step standard deviation of what is added to every weight */
async function decidePoint({ seed, provider }: ClaimContext, step: number): Promise<Verdict> {
  const { objective, theta } = constantUnits(controlPlan(seed, controlSamples))
  const random = seededRandom(seed)
  const moved = theta.map((weight) => weight + step * random.normal())
  const point = await signsAt(objective, moved, provider)
  if (point.status !== 'measured') return undecided([point.message], 1)
  return decideDegenerateSaddle([point])
}
