/**
 * Our runs beside the numbers that the paper prints: one row for what stands in its table, and below it one for each
 * of our groups of trials, in the same columns.
 *
 * The paper's "zero eigenvalues" stand in the column of zero rows, which is what its `== 0` counts but for rounding:
 * rows that are identically zero. All zeros that are proved, and how many eigenvalues lie within ± τ, stand beside it.
 */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import type { EvidenceTable, PointSigns } from '../../harness/index.ts'
import {
  cellName,
  cifarText,
  endedByCap,
  type Family,
  familyName,
  hasLearned,
  type Method,
  type Reading,
  type Run,
} from './experiment.ts'
import { mostEpochs } from './readings.ts'
import { spread, spreadOrOne } from './trialSpread.ts'
import { zeroRows } from './zeroCauses.ts'

/** As printed: a mean over 8 trials with its standard deviation. */
export interface PrintedNumber {
  readonly mean: number
  readonly deviation?: number | undefined
}

/** A row of one of the paper's tables; accuracy in percent. */
export interface PrintedRow {
  readonly place: string
  readonly layers: readonly number[]
  readonly positive?: PrintedNumber
  readonly negative?: PrintedNumber
  readonly zero?: PrintedNumber
  readonly accuracy?: PrintedNumber
}

/** Trials that differ in their seed alone. */
export interface ComparedGroup {
  /** What tells the row from others: the method, the initial weights, … */
  readonly name: string
  readonly reading: Reading
  readonly runs: readonly Run[]
  /** Absent where the paper prints nothing of the kind, as for controls. */
  readonly printed?: PrintedRow | undefined
}

/** The networks of Tables 1 to 3, 5 and 7. */
export const printedLayers: Readonly<Record<Family, readonly number[]>> = {
  MNIST: layersPrintedAt('Table 1'),
  'CIFAR-10': layersPrintedAt('Table 2'),
}

function layersPrintedAt(place: string): readonly number[] {
  return tables.dimensions.find((dimension) => dimension.place === place)!.layers
}

/** The row of Tables 1 to 3 or 5. */
export function printedMethod(data: Family, method: Method): PrintedRow {
  const row = tables.methods.find((candidate) => candidate.data === data && candidate.method === method)!
  return { ...row, layers: printedLayers[data] }
}

/** h(C − 1): no network with one hidden layer of h ReLUs has more negative eigenvalues under cross-entropy. */
export function indexBoundOf(layers: readonly number[]): number {
  const [, h, classes] = layers as [number, number, number]
  return h * (classes - 1)
}

/** Groups that compare with the same printed row must follow each other. */
export function besidePrinted(title: string, groups: readonly ComparedGroup[]): EvidenceTable {
  const tolerances = tolerancesOf(groups)
  return {
    title: `${title}; mean ± standard deviation`,
    columns: [
      'row',
      'from',
      'network',
      'training ended',
      'change of the loss in the last epoch',
      '‖∇f‖ there',
      'zero rows (printed: zeros)',
      'all proved zeros',
      ...tolerances.map((tau) => `within ± ${tau.toExponential(0)}`),
      'negative',
      'sign not certain',
      'positive',
      'test accuracy, %',
      'why they differ',
    ],
    rows: groups.flatMap((group, k) => {
      const { printed } = group
      const repeated = printed !== undefined && groups[k - 1]?.printed?.place === printed.place
      const sameRow = repeated && groups[k - 1]?.name === group.name
      const above =
        printed === undefined || sameRow ? [] : [printedCells(group.name, printed, tolerances.length)]
      return [...above, ourCells(group, tolerances)]
    }),
  }
}

/** When training ended, and whether by its stop rule. */
export function endText(runs: readonly Run[]): string {
  return endTextOf(
    runs.map(({ epochs }) => epochs),
    runs.filter(endedByCap).length,
  )
}

/** @param epochs of each run @param capped how many of them the cap of epochs ended */
export function endTextOf(epochs: readonly number[], capped: number): string {
  const counts = spreadOrOne(epochs)
  const after = `after ${counts} ${counts === '1' ? 'epoch' : 'epochs'}`
  if (capped === 0) return after
  return `${after}, stop rule not met${capped === epochs.length ? '' : ` in ${capped} of ${epochs.length}`}`
}

/** Nothing where the cap ended none. @param where a reader finds them */
export function cappedRemarks(capped: number, runs: number, where: string): readonly string[] {
  if (capped === 0) return []
  return [
    `In ${capped} of ${runs} runs the stop rule was not met within ${mostEpochs} epochs, our cap, which ended training instead; ${where}.`,
  ]
}

/** What a reader of the rows has to know of them: what the data are, runs that the cap ended, and runs that got nowhere. */
export function endRemarks(runs: readonly Run[]): readonly string[] {
  const capped = runs.filter(endedByCap).length
  const idle = runs.filter((run) => !hasLearned(run))
  const remarks: string[] = []
  if (runs.some(({ data }) => data === 'CIFAR-10')) remarks.push(`${familyName('CIFAR-10')}: ${cifarText()}.`)
  remarks.push(...cappedRemarks(capped, runs.length, 'the tables say where'))
  if (idle.length > 0) {
    const groups = [...new Set(idle.map(({ method, reading }) => `${method}, ${reading} reading`))]
    remarks.push(
      `${idle.length} of ${runs.length} runs learn nothing (${groups.join('; ')}): they classify less than twice as many training samples ` +
        'as guessing does. Their points are those of a network that was hardly trained, and the counts there say nothing of where training leads.',
    )
  }
  return remarks
}

function tolerancesOf(groups: readonly ComparedGroup[]): readonly number[] {
  const all = groups.flatMap(({ runs }) =>
    runs.flatMap(({ stop }) => stop.curve.map(({ tolerance }) => tolerance)),
  )
  return [...new Set(all)].sort((a, b) => a - b)
}

function printedCells(name: string, printed: PrintedRow, tolerances: number): string[] {
  const { place, layers, positive, negative, zero, accuracy } = printed
  return [
    name,
    `the paper, ${place}`,
    layers.join('-'),
    '',
    '',
    'not measured',
    printedText(zero),
    '',
    ...Array.from({ length: tolerances }, () => ''),
    printedText(negative),
    '',
    printedText(positive),
    printedText(accuracy),
    '',
  ]
}

function ourCells(group: ComparedGroup, tolerances: readonly number[]): string[] {
  const { name, reading, runs } = group
  const [{ data }] = runs as [Run]
  const ofStop = (value: (point: PointSigns) => number): string => spread(runs.map(({ stop }) => value(stop)))
  return [
    name.replace(data, familyName(data)),
    `ours, ${reading} reading${runs[0]!.labels === 'true' ? '' : ', shuffled labels'}, ${trialsText(runs.length)}`,
    runs[0]!.layers.join('-'),
    endText(runs),
    spread(runs.map(lastChange), (value) => value.toExponential(1)),
    spread(
      runs.map(({ stop }) => stop.gradientNorm),
      (value) => value.toExponential(1),
    ),
    ofStop(zeroRows.of),
    ofStop(({ inertia }) => inertia.structural),
    ...tolerances.map((tau) => within(runs, tau)),
    ofStop(({ inertia }) => inertia.negative),
    ofStop(({ inertia }) => inertia.undecided),
    ofStop(({ inertia }) => inertia.positive),
    spread(
      runs.map(({ testAccuracy }) => 100 * testAccuracy),
      (value) => value.toFixed(2),
    ),
    reasons(group).join('; '),
  ]
}

/** Nothing where the runs were not counted at this tolerance. */
function within(runs: readonly Run[], tau: number): string {
  const counts = runs.flatMap(({ stop }) => stop.curve.filter(({ tolerance }) => tolerance === tau))
  return counts.length === runs.length ? spread(counts.map(({ zeros }) => zeros)) : ''
}

/** NaN where there was no epoch. */
function lastChange({ losses }: Run): number {
  return losses.length < 2 ? Number.NaN : Math.abs(losses.at(-1)! - losses.at(-2)!)
}

/** What is known beforehand of why the two rows cannot agree. */
function reasons({ reading, runs, printed }: ComparedGroup): string[] {
  const { layers, data } = runs[0]!
  if (printed === undefined) return []
  const bound = indexBoundOf(printed.layers)
  const impossible = layers.length === 3 && (printed.negative?.mean ?? 0) > bound
  return [
    ...(layers.join() === printed.layers.join() ? [] : ['another size']),
    ...(familyName(data) === data ? [] : [familyName(data)]),
    ...(impossible && reading === 'text'
      ? [`under cross-entropy ${printed.layers.join('-')} has ${bound} negative eigenvalues at most`]
      : []),
    ...(reading === 'code' ? ['squared error on softmax outputs, which has no bound of the index'] : []),
    ...(runs.every(hasLearned) ? [] : ['hardly trained: learns nothing']),
  ]
}

export function printedText(number: PrintedNumber | undefined): string {
  if (number === undefined) return ''
  return number.deviation === undefined ? String(number.mean) : `${number.mean} ± ${number.deviation}`
}

export function runName(run: Run): string {
  return cellName(run, run.layers)
}

export function trialsText(trials: number): string {
  return trials === 1 ? '1 trial' : `${trials} trials`
}
