/**
 * What hypothesis 2 is decided by: proved zero eigenvalues before the first step and where training ended.
 *
 * Counted are zero rows, constant inputs and the softmax shift. Data and architecture alone bring h rows for each
 * always-zero input, h directions for each constant one, and h + 1 shifts, at every theta at which no unit is off; to
 * these come the rows of units that are off. Not counted are inputs that depend on each other on the images that one
 * unit is on for, and units that are alike: they stand in `all`.
 */
import { type ClaimContext, type PointSigns, type Verdict, zeroColumns } from '../../harness/index.ts'
import { range } from './degenerateSaddle.ts'
import { experimentData, familyName, hasLearned, type Run } from './experiment.ts'
import { design } from './methods.ts'
import { runName } from './printedTables.ts'

/** Of one point. */
export interface ProvedZeros {
  /** What a count of exact zeros finds. */
  readonly zeroRows: number
  /** Zero rows, constant inputs, softmax shift. */
  readonly counted: number
  /** Those of the zero rows that belong to no always-zero input. */
  readonly unitRows: number
  /** Every proved zero eigenvalue. */
  readonly all: number
}

/** What is compared of two points. */
export interface Compared {
  /** Runs that are told of together. */
  readonly group: string
  readonly name: string
  /** Whether training got anywhere. */
  readonly learned: boolean
  readonly start: ProvedZeros
  readonly stop: ProvedZeros
}

/** @param inputRows always-zero inputs × units of the first hidden layer */
export function provedZeros({ structure, inertia }: PointSigns, inputRows: number): ProvedZeros {
  const { silent, constantInputs, softmaxShift } = structure
  return {
    zeroRows: silent,
    counted: silent + constantInputs + softmaxShift,
    unitRows: silent - inputRows,
    all: inertia.structural,
  }
}

/** Runs that have been measured at their start too. */
export function comparedRuns(context: ClaimContext, runs: readonly Run[]): readonly Compared[] {
  const inputRows = inputRowsOf(context)
  return runs.map((run) => ({
    group: familyName(run.data),
    name: runName(run),
    learned: hasLearned(run),
    start: provedZeros(run.start!, inputRows(run)),
    stop: provedZeros(run.stop, inputRows(run)),
  }))
}

/** Rows of always-zero inputs in the runs of the design, each data set counted once. */
export function inputRowsOf({ scale }: ClaimContext): (run: Run) => number {
  const known = new Map<string, number>()
  return ({ data, reading, hidden }) => {
    const key = `${data}, ${reading}`
    const columns =
      known.get(key) ??
      zeroColumns(experimentData(data, reading, design[scale][data].samples).train.inputs).length
    known.set(key, columns)
    return columns * hidden[0]!
  }
}

/** The rule. */
export function decideProvedZeros(runs: readonly Compared[]): Verdict {
  const without = runs.filter(addsNone)
  const learned = without.filter((run) => run.learned)
  const witness = learned.find(addsNoneAtAll) ?? learned[0] ?? without.find(addsNoneAtAll) ?? without[0]
  const groups = [...new Set(runs.map(({ group }) => group))]
  return {
    status: witness === undefined ? 'holds' : 'refuted',
    ...(witness && { counterexample: witnessText(witness) }),
    summary: groups.map((group) => groupText(runs.filter((run) => run.group === group))).join('; '),
    runs: runs.length,
  }
}

export function addsNone({ start, stop }: Compared): boolean {
  return stop.counted <= start.counted
}

export function addsNoZeroRows({ start, stop }: Compared): boolean {
  return stop.zeroRows <= start.zeroRows
}

/** Neither those that are counted nor others that are proved. */
export function addsNoneAtAll({ start, stop }: Compared): boolean {
  return stop.counted <= start.counted && stop.all <= start.all
}

function witnessText({ name, start, stop }: Compared): string {
  return (
    `${name}: ${start.counted} zero eigenvalues of ${causesText([{ start, stop }])} before the first step, ` +
    `${stop.counted} where training ended; all proved zeros ${start.all}, then ${stop.all}`
  )
}

/** Of the runs that learn, if any do: one that learns nothing adds nothing either. */
function groupText(all: readonly Compared[]): string {
  const learned = all.filter((run) => run.learned)
  const runs = learned.length === 0 ? all : learned
  const who = `${runs.length} runs${learned.length < all.length && learned.length > 0 ? ' that learn' : ''}`
  const before = range(runs.map(({ start }) => start.counted))
  const after = range(runs.map(({ stop }) => stop.counted))
  const zeros = `${before} zero eigenvalues of ${causesText(runs)}`
  const none = runs.filter(addsNone).length
  const rising = runs.filter(({ start, stop }) => stop.all > start.all).length
  return (
    `${runs[0]!.group}: ${none} of ${who} ` +
    (none === runs.length && before === after
      ? `stop with the ${zeros} that were there before the first step`
      : `add none to the ${zeros} before the first step (${after} at the end)`) +
    `; all proved zeros rise in ${rising}`
  )
}

/** Where no unit is off for any image, data and architecture are all that counts. */
function causesText(runs: readonly Pick<Compared, 'start' | 'stop'>[]): string {
  const areUnitsOff = runs.some(({ start, stop }) => start.unitRows > 0 || stop.unitRows > 0)
  return areUnitsOff ? 'data, architecture and units that are off' : 'data and architecture'
}
