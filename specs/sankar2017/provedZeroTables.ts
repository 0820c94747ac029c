/** Tables of zero eigenvalues: beside the paper's, as data and architecture predict them, by cause, by tolerance. */
import {
  type ClaimContext,
  constantColumns,
  type DataSet,
  type EvidenceTable,
  type PointSigns,
  zeroColumns,
} from '../../harness/index.ts'
import {
  allReadings,
  experimentData,
  type Family,
  familyName,
  hasLearned,
  type Reading,
  type Run,
} from './experiment.ts'
import { families } from './families.ts'
import { comparedMethods, design } from './methods.ts'
import { type ComparedGroup, endText, printedLayers, printedText, trialsText } from './printedTables.ts'
import { inputRowsOf, provedZeros } from './provedZeros.ts'
import { spread } from './trialSpread.ts'
import { otherZeroCauses } from './zeroCauses.ts'

/** Table 3 and ours. The paper's count is of exact zeros: it stands in the column of zero rows. */
export function printedZerosTable(runs: readonly Run[], tolerances: readonly number[]): EvidenceTable {
  const groups = comparedMethods(runs)
  return {
    title: 'Table 3, the paper and ours; mean ± standard deviation',
    columns: [
      'row',
      'from',
      'network',
      'training ended',
      'zero rows (printed: zeros)',
      'all proved zeros',
      ...tolerances.map((tau) => `within ± ${tau.toExponential(0)}`),
      'sign not certain',
      'test accuracy, %',
      'why they differ',
    ],
    rows: groups.flatMap((group, k) => {
      const isFirst = groups[k - 1]?.name !== group.name
      return [...(group.printed && isFirst ? [printedRow(group, tolerances)] : []), ourRow(group, tolerances)]
    }),
  }
}

function printedRow({ name, printed }: ComparedGroup, tolerances: readonly number[]): string[] {
  const { place, layers, zero, accuracy } = printed!
  const unknown = tolerances.map(() => '')
  return [
    name,
    `the paper, ${place}`,
    layers.join('-'),
    '',
    printedText(zero),
    '',
    ...unknown,
    '',
    printedText(accuracy),
    '',
  ]
}

function ourRow({ name, reading, runs, printed }: ComparedGroup, tolerances: readonly number[]): string[] {
  const { data, layers } = runs[0]!
  const count = (of: (point: PointSigns) => number): string => spread(runs.map(({ stop }) => of(stop)))
  const idle = runs.filter((run) => !hasLearned(run)).length
  const reasons = [
    ...(layers.join() === printed?.layers.join() ? [] : [sizeText(data, reading)]),
    ...(familyName(data) === data ? [] : ['other data']),
    ...(idle === 0 ? [] : [`${idle} of ${runs.length} learn nothing`]),
  ]
  return [
    name.replace(data, familyName(data)),
    `ours, ${reading} reading, ${trialsText(runs.length)}`,
    layers.join('-'),
    endText(runs),
    count(({ structure }) => structure.silent),
    count(({ inertia }) => inertia.structural),
    ...tolerances.map((tau) =>
      count(({ curve }) => curve.find(({ tolerance }) => tolerance === tau)?.zeros ?? Number.NaN),
    ),
    count(({ inertia }) => inertia.undecided),
    spread(
      runs.map(({ testAccuracy }) => 100 * testAccuracy),
      (value) => value.toFixed(2),
    ),
    printed === undefined ? 'nothing printed' : reasons.join('; '),
  ]
}

function sizeText(data: Family, reading: Reading): string {
  const [, rows] = atPaperSize(data, reading)
  return data === 'MNIST'
    ? `another size: ${printedLayers[data].join('-')} has ${rows} zero rows`
    : 'another size'
}

/** What data and architecture alone predict, and what is found. */
export function predictionTable(context: ClaimContext, runs: readonly Run[]): EvidenceTable {
  const inputRows = inputRowsOf(context)
  const code = experimentData('MNIST', 'code')
  const all = code.train.inputs.rows
  const rows = families.flatMap((data) =>
    allReadings.map((reading) => {
      const { hidden, samples } = design[context.scale][data]
      const { zero, constant } = unvarying(experimentData(data, reading, samples).train)
      const found = runs.filter((run) => run.data === data && run.reading === reading)
      const counted = (of: (run: Run) => PointSigns): string =>
        distinct(found.map((run) => provedZeros(of(run), inputRows(run)).counted))
      return [
        familyName(data),
        reading,
        zero,
        constant,
        (zero + constant) * hidden[0]! + hidden.at(-1)! + 1,
        counted(({ start }) => start!),
        counted(({ stop }) => stop),
        ...atPaperSize(data, reading),
      ]
    }),
  )
  return {
    title:
      'Zeros of data and architecture, (always-zero + constant inputs) × units of the first hidden layer + softmax shift; ' +
      'what is found beyond them are rows of units that are off. ' +
      `The mean of all ${thousands(all)} images (code reading: ${thousands(all + code.test.inputs.rows)}) is subtracted from MNIST: ` +
      'a pixel that is zero in the images of a run but not in all is constant there, not zero, and stands under “constant inputs”',
    columns: [
      'data',
      'reading',
      'always-zero inputs',
      'constant inputs',
      'predicted',
      'found before the first step',
      'found where training ended',
      'always-zero inputs of all images',
      'zero rows predicted for the network of the paper',
    ],
    rows,
  }
}

/** The paper's features are its own: nothing is predicted for them. */
function atPaperSize(data: Family, reading: Reading): (number | string)[] {
  if (data !== 'MNIST') return ['not counted', 'not known']
  const { zero } = unvarying(experimentData(data, reading).train)
  return [zero, zero * printedLayers[data][1]!]
}

function unvarying({ inputs }: DataSet): { zero: number; constant: number } {
  return { zero: zeroColumns(inputs).length, constant: constantColumns(inputs).length }
}

function distinct(values: readonly number[]): string {
  return [...new Set(values)].sort((a, b) => a - b).join(', ')
}

function thousands(value: number): string {
  return value.toLocaleString('en-US')
}

/** Every proved zero eigenvalue by cause. */
export function causeTable(context: ClaimContext, runs: readonly Run[]): EvidenceTable {
  const inputRows = inputRowsOf(context)
  const [constantInputs, softmaxShift, ...notCounted] = otherZeroCauses
  const row = (run: Run, point: PointSigns): number[] => {
    const { counted, unitRows, all } = provedZeros(point, inputRows(run))
    return [
      inputRows(run),
      unitRows,
      constantInputs!.of(point),
      softmaxShift!.of(point),
      counted,
      ...notCounted.map(({ of }) => of(point)),
      all,
    ]
  }
  return {
    title:
      'Proved zero eigenvalues by cause. The rule counts the first four; inputs that are collinear for a unit depend on each ' +
      'other on the images that the unit is on for',
    columns: [
      'data',
      'method',
      'reading',
      'labels',
      'trial',
      'point',
      'rows of always-zero inputs',
      'rows of units that are off',
      constantInputs!.name,
      softmaxShift!.name,
      'counted by the rule',
      ...notCounted.map(({ name }) => name),
      'all proved zeros',
    ],
    rows: runs.flatMap((run) => [
      [...headOf(run), 'start', ...row(run, run.start!)],
      [...headOf(run), 'stop', ...row(run, run.stop)],
    ]),
  }
}

export function curveTable(runs: readonly Run[], tolerances: readonly number[]): EvidenceTable {
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
      'proved zero or sign not certain',
      'all of these within ±',
    ],
    rows: runs.flatMap((run) => [
      [...headOf(run), 'start', ...cells(run.start!)],
      [...headOf(run), 'stop', ...cells(run.stop)],
    ]),
  }
}

function headOf({ data, method, reading, labels, trial }: Run): (string | number)[] {
  return [familyName(data), method, reading, labels, trial]
}
