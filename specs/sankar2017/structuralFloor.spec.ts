import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type Check,
  type ClaimContext,
  constantColumns,
  type EvidenceTable,
  forEachOf,
  loadDataSet,
  type Margin,
  meanDeviation,
  type Plot,
  plannedObjective,
  type SymmetricMatrix,
  specify,
  startOf,
  zeroColumns,
} from '../../harness/index.ts'
import { planOf } from './experiment.ts'
import { type PrintedNumber, printedLayers, printedText } from './printedTables.ts'

/**
 * A pixel that is zero in all 70,000 images is constant in every part of them, after every map of pixels one by one.
 * Each of its weights into the first hidden layer has a zero row in the Hessian, or, where the constant is not zero, a
 * null direction together with the bias: at every theta, for every loss and every optimizer. So no trial has fewer
 * zero eigenvalues than pixels × units. A softmax adds (width of the last hidden layer + 1) null directions of its
 * own, which a count of exact zeros misses; what is decided does not lean on them.
 */
interface Degeneracy {
  readonly name: string
  readonly layers: readonly number[]
  readonly zero: PrintedNumber
  /** Of the last digit that is printed: the mean and the deviation may each be off by half of it. */
  readonly unit: number
}

const oneHidden = printedLayers.MNIST
/** Sec. 3: "We ran 8 separate trials for all the experiments". */
const printedTrials = 8
const isMnist = ({ data }: { readonly data: string }): boolean => data === 'MNIST'
const wholeNumbers = 1

/** All degeneracies of MNIST in the paper's tables of networks that classify, the lowest first. */
const printedOfMnist: readonly Degeneracy[] = [
  ...tables.methods
    .filter(isMnist)
    .map(({ place, method, zero }) => row(`${method}, ${place}`, oneHidden, zero)),
  ...tables.initializations
    .filter(isMnist)
    .map(({ place, initializer, zero }) => row(`${initializer}, ${place}`, oneHidden, zero)),
  ...tables.depths
    .filter(isMnist)
    .map(({ place, layers, zero }) => row(`${layers.join('-')}, ${place}`, layers, zero)),
].sort((a, b) => a.zero.mean - b.zero.mean)

/** Zero in every image, train and test: nothing is stored and the mean of all 70,000 is 0. */
function alwaysZeroPixels(): number {
  return zeroColumns(loadDataSet('mnist-centered-70k', 'train').inputs).length
}

const controlDesign = { hidden: [2], samples: 200 }

export default specify({
  id: 'sankar2017/structuralFloor',
  statement: 'Every degeneracy printed for MNIST can be the number of zero eigenvalues of its Hessian',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 3, 5, 7 and 8', page: 8 },
  reported: printedOfMnist.map(({ name, zero }) => `${printedText(zero)} (${name})`).join('; '),
  rule:
    `each printed mean ± deviation over ${printedTrials} trials: the smallest of n numbers lies at least deviation/√n below ` +
    'their mean, so that one trial has at most mean − deviation/√n, both taken as far up as their rounding allows; ' +
    'refuted by a row where that is below always-zero pixels × units of the first hidden layer, a number of zero rows ' +
    'that every trial has, whatever part of MNIST it trains on; no error rate, nothing is drawn',
  pinned: 'refuted',
  check: async (context) => ({
    ...(await reachesFloor(printedOfMnist)(context)),
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

function remarks(): readonly string[] {
  const pixels = alwaysZeroPixels()
  const equal = printedOfMnist.filter(({ layers, zero }) => zero.mean === pixels * layers[1]!)
  return [
    'Nothing is trained here. What is counted are pixels that are zero in all 70,000 images, whose mean the released code ' +
      'subtracts: each makes as many zero rows of the Hessian as the first hidden layer has units, at every theta, before training ' +
      'as after it, for every loss and optimizer. The count is exact and has no error bar. Of the 60,000 images of the usual split ' +
      'a few more pixels are always zero, and the second table has what each preprocessing makes of them.',
    `The paper prints means ± standard deviations over ${printedTrials} trials. A deviation says that trials differ, so that one of them lies below the mean by a known amount at least; ` +
      'this trial is what has to reach the floor.',
    `${equal.length} of the ${printedOfMnist.length} printed means are exactly pixels × units (${pixels} × ${oneHidden[1]} = ${pixels * oneHidden[1]!}): ` +
      'what these rows report is known before the first step. A row beneath it has missed zero eigenvalues that are there. The released code ' +
      'computes eigenvalues in single precision and counts those that equal 0, and a solver keeps the zeros of zero rows only if it ' +
      'never mixes these rows with others; the paper does not say more. The null directions of the softmax shift are not ' +
      'zero rows, and none of the rows for one hidden layer reaches them (last column). What deeper networks have beyond the ' +
      'floor: sankar2017/depth.',
  ]
}

function row(name: string, layers: readonly number[], zero: PrintedNumber): Degeneracy {
  return { name, layers, zero, unit: wholeNumbers }
}

function reachesFloor(instances: readonly Degeneracy[]): Check {
  return forEachOf({ instances, name: ({ name }) => name, check: againstFloor })
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

/**
 * With D = mean − smallest and d_i = x_i − smallest ≥ 0: Σ(x_i − mean)² = Σd_i² − nD² ≤ (nD)² − nD² = n(n − 1)D². So the
 * deviation is at most √n·D with n − 1 in its denominator, and less with n.
 */
function mostOfSmallest({ mean, deviation = 0 }: PrintedNumber, unit: number): number {
  return mean + unit / 2 - Math.max(0, deviation - unit / 2) / Math.sqrt(printedTrials)
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

function floorTable(): EvidenceTable {
  const pixels = alwaysZeroPixels()
  return {
    title:
      `Printed degeneracies against what no trial can undercut: ${pixels} pixels are zero in all images; ` +
      'a softmax has null directions besides, which are no zero rows',
    columns: [
      'printed for',
      'layers',
      'printed',
      'least number of zero rows',
      'smallest trial at most',
      'possible',
      'printed beyond the zero rows',
      'softmax shift',
      'least number of zero eigenvalues',
      'printed beyond those',
    ],
    rows: printedOfMnist.map(({ name, layers, zero, unit }) => {
      const rows = pixels * layers[1]!
      const shift = layers.at(-2)! + 1
      const most = mostOfSmallest(zero, unit)
      return [
        name,
        layers.join('-'),
        printedText(zero),
        rows,
        most.toFixed(2),
        rows <= most ? 'yes' : 'no',
        zero.mean - rows,
        shift,
        rows + shift,
        zero.mean - rows - shift,
      ]
    }),
  }
}

/** What each preprocessing makes of the pixels that never change in its training images. */
function preprocessingTable(): EvidenceTable {
  const units = oneHidden[1]!
  const names = ['mnist', 'mnist-centered', 'mnist-centered-70k'] as const
  return {
    title: `Pixels that are the same in all 60,000 training images, and what they come to in ${oneHidden.join('-')}`,
    columns: ['data', 'always zero', 'constant, not zero', 'zero rows', 'null directions'],
    rows: names.map((name) => {
      const { inputs } = loadDataSet(name, 'train')
      const zeros = zeroColumns(inputs).length
      const constants = constantColumns(inputs).length
      return [name, zeros, constants, zeros * units, (zeros + constants) * units]
    }),
  }
}

function floorPlot(): Plot {
  const floor = alwaysZeroPixels() * oneHidden[1]!
  const kernel = floor + oneHidden.at(-2)! + 1
  return {
    name: 'floor',
    title: 'Degeneracies printed for MNIST (mean ± standard deviation) and the least that is possible',
    x: { label: 'printed for', names: printedOfMnist.map(({ name }) => name) },
    y: { label: 'zero eigenvalues' },
    series: [
      {
        name: 'printed',
        shape: 'points',
        points: printedOfMnist.map(({ zero: { mean, deviation = 0 } }, x) => ({
          x,
          y: mean,
          low: mean - deviation,
          high: mean + deviation,
        })),
      },
    ],
    marks: [
      { axis: 'y', at: floor, label: `${floor} zero rows in every trial` },
      { axis: 'y', at: kernel, label: `${kernel} with the softmax shift of one hidden layer` },
    ],
  }
}
