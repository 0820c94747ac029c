import {
  type Check,
  type ClaimContext,
  forEachOf,
  type Margin,
  meanDeviation,
  plannedObjective,
  type SymmetricMatrix,
  specify,
  startOf,
  type Verdict,
} from '../../harness/index.ts'
import { planOf } from './experiment.ts'
import {
  alwaysZeroPixels,
  type Degeneracy,
  mostOfSmallest,
  oneHidden,
  printedOfMnist,
  printedTrials,
  shortBy,
} from './printedFloors.ts'
import { printedText } from './printedTables.ts'
import { floorPlot, floorTable, preprocessings, preprocessingTable } from './structuralFloorTables.ts'

const controlDesign = { hidden: [2], samples: 200 }

export default specify({
  id: 'sankar2017/structuralFloor',
  statement: 'Every degeneracy printed for MNIST can be the number of zero eigenvalues of its Hessian',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 3, 5, 7 and 8', page: 9 },
  reported: printedOfMnist.map(({ name, zero }) => `${printedText(zero)} (${name})`).join('; '),
  rule:
    `each printed mean ± deviation over ${printedTrials} trials: the smallest of n numbers lies at least deviation/√n below ` +
    'their mean, so that one trial has at most mean − deviation/√n, both taken as far up as their rounding allows; ' +
    'refuted by a row where that is below always-zero pixels × units of the first hidden layer, a number of zero rows ' +
    'that every trial has, whatever part of MNIST it trains on; no error rate, nothing is drawn',
  pinned: 'refuted',
  check: async (context) => ({
    ...withFinding(await reachesFloor(printedOfMnist)(context)),
    remarks: remarks(),
    tables: [floorTable(), preprocessingTable()],
    plots: [floorPlot()],
  }),
  controls: [
    {
      statement: `the exactly zero rows of ${printedTrials} computed Hessians reach the floor`,
      expected: 'holds',
      check: async (context) => reachesFloor([await computedDegeneracy(context)])(context),
    },
    {
      statement: 'a tenth fewer than those do',
      expected: 'refuted',
      check: async (context) => {
        const { zero, ...rest } = await computedDegeneracy(context)
        return reachesFloor([{ ...rest, zero: { ...zero, mean: 0.9 * zero.mean } }])(context)
      },
    },
  ],
})

/** What the rows come to, before any single one of them. */
function withFinding(verdict: Verdict): Verdict {
  const pixels = alwaysZeroPixels()
  const units = oneHidden[1]!
  const equal = printedOfMnist.filter(({ layers, zero }) => zero.mean === pixels * layers[1]!)
  const short = printedOfMnist.filter((printed) => shortBy(printed) > 0)
  const [first] = short
  if (first === undefined) return verdict
  return {
    ...verdict,
    summary:
      `${pixels * units}, printed in ${equal.length} of ${printedOfMnist.length} rows, is ${pixels} always-zero pixels × ${units} hidden units and known before training; ` +
      `in ${short.length} of ${printedOfMnist.length} rows a trial lies below it, which is impossible, e.g. ${first.name.split(',')[0]} ${printedText(first.zero)}`,
  }
}

function remarks(): readonly string[] {
  const pixels = alwaysZeroPixels()
  const units = oneHidden[1]!
  const { plain, centered, released } = preprocessings()
  const short = printedOfMnist.filter((printed) => shortBy(printed) > 0)
  const ofSplit = [...new Set([plain.zeros * units, centered.zeros * units])]
  const atFloor = short.filter(({ layers, zero }) => zero.mean === pixels * layers[1]!)
  const below = short.filter(({ layers, zero }) => zero.mean < pixels * layers[1]!)
  return [
    'Nothing is trained here. What is counted are pixels that are zero in all 70,000 images, whose mean the released code ' +
      'subtracts: each makes as many zero rows of the Hessian as the first hidden layer has units, at every theta, before training ' +
      'as after it, for every loss and optimizer. The count is exact and has no error bar.',
    `The paper prints means ± standard deviations over ${printedTrials} trials. A deviation says that trials differ, so that one of them lies below the mean by a known amount at least; ` +
      'this trial is what has to reach the floor.',
    `The means of ${below.length} rows lie below the floor, their smallest trials at least as far as this: ${below.map(shortText).join(', ')}. ` +
      `${atFloor.length} more rows fail by a hair: ${atFloor.map(shortText).join(', ')}. Their mean is exactly the floor, and a mean that is the least possible value ` +
      'leaves no room for a deviation, for every trial that lies above it needs one that lies below. These rows rest on the printed deviation alone; as eigenvalues are counted in whole numbers, ' +
      'each of them has a trial that misses one at least. The verdict needs none of them.',
    'And if the preprocessing was another? The floor needs only that a pixel that is zero in all 70,000 images stays constant, as it does under every map of pixels one by one. ' +
      'A constant other than 0 makes null directions in place of zero rows, as many. ' +
      `The printed number even tells what was used: of the 60,000 training images that the text names, as they are or minus their mean, come ${ofSplit.join(' or ')} zero rows; ` +
      `minus the mean of all 70,000 images, as in the released code, ${released.zeros * units}. The paper prints ${pixels * units}.`,
    'A row beneath the floor has missed zero eigenvalues that are there. The released code ' +
      'computes eigenvalues in single precision and counts those that equal 0, and a solver keeps the zeros of zero rows only if it ' +
      'never mixes these rows with others; the paper does not say more. The null directions of the softmax shift are not ' +
      'zero rows, and none of the rows for one hidden layer reaches them (last column). What deeper networks have beyond the ' +
      'floor: sankar2017/depth.',
  ]
}

function shortText(printed: Degeneracy): string {
  const { name, zero } = printed
  return `${name.split(',')[0]} (${printedText(zero)}) by ${shortBy(printed).toFixed(2)}`
}

function reachesFloor(instances: readonly Degeneracy[]): Check {
  return forEachOf({ instances, noun: 'rows', name: ({ name }) => name, check: againstFloor })
}

function againstFloor({ layers, zero, unit }: Degeneracy): Margin {
  const pixels = alwaysZeroPixels()
  const floor = pixels * layers[1]!
  const most = mostOfSmallest(zero, unit)
  return {
    error: floor,
    bound: most,
    detail:
      `${printedText(zero)} over ${printedTrials} trials means that one has at most ${most.toFixed(2)}, ` +
      `but ${pixels} always-zero pixels × ${layers[1]} units make ${floor} zero rows in each`,
  }
}

/** Networks at random weights, their Hessians assembled, the rows counted that are zero to the last bit. */
async function computedDegeneracy(context: ClaimContext): Promise<Degeneracy> {
  const { hidden, samples } = controlDesign
  const counts: number[] = []
  let layers: readonly number[] = []
  for (let trial = 1; trial <= printedTrials; trial++) {
    const cell = {
      data: 'MNIST',
      reading: 'code',
      method: 'momentum',
      hidden,
      labels: 'true',
      trial,
    } as const
    const plan = planOf(context, cell, samples)
    layers = plan.layers
    const { matrix } = await plannedObjective(plan).hessian(startOf(plan))
    counts.push(zeroRows(matrix))
  }
  const { mean, deviation } = meanDeviation(counts)
  const zero = { mean, ...(deviation === undefined ? {} : { deviation }) }
  return { name: `${layers.join('-')} on ${samples} images, computed`, layers, zero, unit: 0 }
}

function zeroRows({ order, entries }: SymmetricMatrix): number {
  let count = 0
  for (let i = 0; i < order; i++) {
    if (entries.subarray(i * order, (i + 1) * order).every((entry) => entry === 0)) count++
  }
  return count
}
