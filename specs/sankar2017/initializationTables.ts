/** Zero eigenvalues by the law of the initial weights, before training and where it stops, beside Table 7. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import type { EvidenceTable, Plot, PointSigns, Scale } from '../../harness/index.ts'
import { allReadings, type Family, familyName, hasLearned, type Reading, type Run } from './experiment.ts'
import { families } from './families.ts'
import { printedPoints, printedSeries, withEnds } from './figurePoints.ts'
import { initializerName, initializers, tolerance } from './initializedRuns.ts'
import { besidePrinted, endText, type PrintedRow, printedLayers } from './printedTables.ts'
import { deviationText, spreadOrOne } from './trialSpread.ts'
import { zeroCauses, zeroRows } from './zeroCauses.ts'

const toleranceText = tolerance.toExponential(0)

/** Trials of one data set, from one law, in one reading. */
interface Group {
  readonly data: Family
  readonly name: string
  readonly initializer: string
  readonly reading: Reading
  readonly runs: readonly Run[]
}

export function printedTable(runs: readonly Run[]): EvidenceTable {
  const compared = groups(runs).map((group) => ({
    name: rowName(group),
    reading: group.reading,
    runs: group.runs,
    printed: printedRow(group),
  }))
  const single = compared.every((group) => group.runs.length === 1)
  return besidePrinted(
    `Table 7 beside our runs, at the point where training ended${single ? ', ours of 1 trial each without a deviation' : ''}`,
    compared,
  )
}

/** Where nothing is printed, the shared table has no reason why rows differ, and the name tells what a reader has to know. */
function rowName(group: Group): string {
  const hardly = group.runs.every(hasLearned) ? '' : '; hardly trained'
  const unprinted = printedRow(group) === undefined ? ` (the paper prints no row${hardly})` : ''
  return `${group.data}, ${group.name}${unprinted}`
}

/** Each law once. */
export function lawTable(): EvidenceTable {
  return {
    title:
      'The laws of the initial weights between a layer of n_j units and one of n_{j+1}; biases are 0. The paper names its laws in Table 6',
    columns: ['initial weights', 'law', 'name in the code'],
    rows: initializers.map(({ name, law, initializer }) => [name, law, initializer]),
  }
}

export function startTable(runs: readonly Run[]): EvidenceTable {
  const measures = [
    zeroRows,
    { name: 'proved zeros', of: ({ inertia }: PointSigns) => inertia.structural },
    { name: `within ± ${toleranceText}`, of: ({ curve }: PointSigns) => curve[0]?.zeros },
    { name: 'negative', of: ({ inertia }: PointSigns) => inertia.negative },
  ]
  const cell = (values: readonly (number | undefined)[]): string =>
    values.includes(undefined) ? 'not counted' : spreadOrOne(values.filter((value) => value !== undefined))
  return {
    title: `What the initial weights have already; ${deviationText(groups(runs).map((group) => group.runs.length))}`,
    columns: [
      'data',
      'initial weights',
      'reading',
      'trials',
      'measured before training',
      ...measures.flatMap(({ name }) => [`${name}: before training`, 'where it ended']),
    ],
    rows: groups(runs).map((group) => [
      familyName(group.data),
      group.name,
      group.reading,
      group.runs.length,
      pointsOf(group, 'start').length,
      ...measures.flatMap(({ of }) => [
        cell(pointsOf(group, 'start').map(of)),
        cell(pointsOf(group, 'stop').map(of)),
      ]),
    ]),
  }
}

export function runTable(runs: readonly Run[]): EvidenceTable {
  return {
    title: 'Every run where training ended: proved zero eigenvalues by cause, and the signs of the others',
    columns: [
      'data',
      'reading',
      'initial weights',
      'trial',
      'training ended',
      'train accuracy, %',
      'loss',
      '‖∇f‖',
      ...zeroCauses.map(({ name }) => name),
      'dead units',
      'negative',
      'sign not certain',
      'positive',
      'bound of its error',
    ],
    rows: runs.map((run) => {
      const { data, reading, initializer, trial, trainAccuracy, stop } = run
      const { structure, inertia, loss, gradientNorm, bound } = stop
      return [
        familyName(data),
        reading,
        initializerName(initializer),
        trial,
        `${endText([run])}${hasLearned(run) ? '' : '; hardly trained'}`,
        (100 * trainAccuracy).toFixed(1),
        loss,
        gradientNorm,
        ...zeroCauses.map(({ of }) => of(stop)),
        structure.deadUnits.join(' + '),
        inertia.negative,
        inertia.undecided,
        inertia.positive,
        bound,
      ]
    }),
  }
}

/** Trials before training may be fewer. */
function pointsOf({ runs }: Group, at: 'start' | 'stop'): readonly PointSigns[] {
  return runs.flatMap((run) => run[at] ?? [])
}

/** At the tolerance, or what is proved where that is not counted. */
function zerosOf({ curve, inertia }: PointSigns): number {
  return curve[0]?.zeros ?? inertia.structural
}

export function zerosPlot(scale: Scale, data: Family, runs: readonly Run[]): Plot {
  const ours = groups(runs).filter((group) => group.data === data)
  const readings = allReadings.filter((reading) => ours.some((group) => group.reading === reading))
  const series = readings.flatMap((reading) =>
    (['start', 'stop'] as const).map((at) => ({
      name: `${reading} reading, ${at === 'start' ? 'before training' : 'where it ended'}`,
      shape: 'points' as const,
      points: initializers.flatMap(({ initializer }, x) =>
        ours
          .filter((group) => group.reading === reading && group.initializer === initializer)
          .map((group) => ({ x, ...withEnds(pointsOf(group, at).map(zerosOf)) })),
      ),
    })),
  )
  const theirs = initializers.flatMap(({ name }, x) => printedPoints(x, printedRow({ data, name })?.zero))
  const isCounted = ours.some((group) => group.runs.some(({ stop }) => stop.curve.length > 0))
  const counted = isCounted ? `Eigenvalues within ± ${toleranceText}` : 'Eigenvalues proved to be zero'
  const layers = ours[0]?.runs[0]?.layers.join('-') ?? ''
  return {
    name: `zeros-${data.toLowerCase()}`,
    title: `${counted} before training and where it ended, by initial weights: ${familyName(data)}, ${layers}`,
    x: { label: 'initial weights', names: initializers.map(({ name }) => name) },
    y: { label: counted },
    series: [...series, ...printedSeries(scale, 'Table 7', theirs)],
  }
}

function groups(runs: readonly Run[]): readonly Group[] {
  const all = families.flatMap((data) =>
    initializers.flatMap(({ name, initializer }) =>
      allReadings.map((reading) => {
        const isOf = (run: Run): boolean =>
          run.data === data && run.reading === reading && run.initializer === initializer
        return { data, name, initializer, reading, runs: runs.filter(isOf) }
      }),
    ),
  )
  return all.filter((group) => group.runs.length > 0)
}

function printedRow({ data, name }: Pick<Group, 'data' | 'name'>): PrintedRow | undefined {
  const row = tables.initializations.find((printed) => printed.data === data && printed.initializer === name)
  return row && { ...row, layers: printedLayers[data] }
}
