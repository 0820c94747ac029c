import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { type ClaimContext, seededRandom, signsAt, specify, type Verdict } from '../../harness/index.ts'
import { constantUnits } from './constantUnits.ts'
import { criticalText, decideDegenerateSaddle, degenerateSaddleText, range } from './degenerateSaddle.ts'
import { allReadings, endedByCap, familyName, type Run, readingTerms } from './experiment.ts'
import { type FamilyDesigns, families } from './families.ts'
import { lawTable, printedTable, runTable, startTable, zerosPlot } from './initializationTables.ts'
import {
  type Design,
  designText,
  initializedRuns,
  initializerName,
  initializers,
  tolerance,
} from './initializedRuns.ts'
import { controlPlan } from './methods.ts'
import { endRemarks, printedLayers, printedText, runName } from './printedTables.ts'
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

function remarks(runs: readonly Run[]): readonly string[] {
  return [
    'Measured where training ended, over the full batch, and before the first step for the first ' +
      'trials; counts are certified by a bound that covers the assembly of the Hessian and the factorisation. The laws stand in the second table.',
    ...endRemarks(runs),
    ...plateauRemarks(runs),
    'Table 7 has degeneracies at the end alone. Of a zero input the rows of the Hessian are identically zero from the start, whatever ' +
      'the law of the initial weights; what differs between the laws is how many units are on for how few samples, which makes ' +
      'further zeros, and these are there before training, too.',
    'Two of its MNIST rows are smaller than the number of zero rows that its own preprocessing makes: sankar2017/structuralFloor.',
    ...sizeRemarks(runs),
  ]
}

/** Runs that the text's rule ends at once. */
function plateauRemarks(runs: readonly Run[]): readonly string[] {
  const idle = runs.filter((run) => run.epochs === 1 && !endedByCap(run))
  if (idle.length === 0 || idle.length === runs.length) return []
  const others = runs.filter((run) => !idle.includes(run))
  const laws = idle.map((run) => `${familyName(run.data)}, ${initializerName(run.initializer)}`)
  const accuracies = range(
    idle.map(({ testAccuracy }) => 100 * testAccuracy),
    (value) => value.toFixed(0),
  )
  const losses = [...new Set(idle.map(({ stop }) => stop.loss.toPrecision(3)))].join(' or ')
  const classes = idle[0]!.layers.at(-1)!
  return [
    `The stop rule of the text ends ${idle.length} of ${runs.length} runs after the first epoch, on the initial plateau (${[...new Set(laws)].join('; ')}): the loss is ${losses}, where guessing has ` +
      `log ${classes} = ${Math.log(classes).toPrecision(3)}, and changes by less than the rule asks. These networks are untrained (test accuracy ${accuracies} %), and the rows say so. ` +
      `The verdict does not hang on them. As to the gradient of the others, ${criticalText(others.map(({ stop }) => stop.gradientNorm))}.`,
  ]
}

/** Why our numbers differ from the printed ones. */
function sizeRemarks(runs: readonly Run[]): readonly string[] {
  const isPrinted = runs.every(
    ({ data, hidden }) => hidden.join() === printedLayers[data].slice(1, -1).join(),
  )
  if (isPrinted) return []
  return [
    'At this scale networks have fewer hidden units than the paper’s and see fewer images, so that neither counts nor accuracies compare with the printed ones one by one. Paper scale has its sizes.',
  ]
}

export default specify({
  id: 'sankar2017/initialization',
  statement:
    'Whatever the initial weights (He, normal, Xavier, orthogonal, uniform), training converges to a degenerate saddle',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 6 and 7, Sec. 6', page: 14 },
  reported: tables.initializations
    .map(({ data, initializer, zero }) => `${data}, ${initializer}: ${printedText(zero)} zero eigenvalues`)
    .join('; '),
  terms: readingTerms(),
  rule:
    `momentum from weights of each law (${initializers.map(({ name }) => name).join(', ')}; a table has what they are); ${designText(design)}; ` +
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
      remarks: remarks(runs),
      tables: [printedTable(runs), lawTable(), startTable(runs), runTable(runs)],
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
  return `${alike} of ${both.length} runs ${alike === 1 ? 'has' : 'have'} as many zero rows before the first step as where they stop`
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
