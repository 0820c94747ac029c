/** Zero eigenvalues by depth, beside Table 8 and the fractions of Sec. 6. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  architecture,
  type EvidenceTable,
  type Plot,
  type PointSigns,
  pageTrendTest,
  type Scale,
} from '../../harness/index.ts'
import {
  alwaysZeroInputs,
  type Design,
  depths,
  type Series,
  shares,
  slackOf,
  toleranceText,
  within,
} from './depthRuns.ts'
import { type Family, familyName } from './experiment.ts'
import { printedSeries, withEnds } from './figurePoints.ts'
import { besidePrinted, type PrintedRow, printedMethod, printedText } from './printedTables.ts'
import { deviationText, spreadOrOne } from './trialSpread.ts'
import { otherZeroCauses, type Quantity } from './zeroCauses.ts'

export function printedTable(series: readonly Series[]): EvidenceTable {
  const groups = series.flatMap(({ data, reading, trials }) =>
    depths.map((depth, k) => ({
      name: `${data}, ${depth} hidden ${depth === 1 ? 'layer' : 'layers'}`,
      reading,
      runs: trials.map((trial) => trial[k]!),
      printed: printedRow(data, depth),
    })),
  )
  const byName = groups.toSorted((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : 0)).toReversed()
  return besidePrinted(
    'Table 8, and of one hidden layer Tables 1 to 3, beside our runs, at the point where training ended',
    byName,
  )
}

const pointText = { start: 'before training', stop: 'where it ended' } as const

/** Both ends, and what the paper prints of its own. */
export function shareTable(series: readonly Series[]): EvidenceTable {
  return {
    title:
      'Shares of the eigenvalues by depth, before training and where it ended, and the paper’s at its end: the fraction that Sec. 6 prints, and printed zeros over the number of ' +
      `parameters; ${deviationText(series.map(({ trials }) => trials.length))}`,
    columns: [
      'data',
      'reading',
      'network',
      'trials',
      ...shares.flatMap(({ name }) => [`${name}: before training`, 'where it ended']),
      `rounding bound of ± ${toleranceText} there`,
      'the paper, Sec. 6',
      'the paper, zeros / P',
    ],
    rows: series.flatMap(({ data, reading, trials }) =>
      depths.map((depth, k) => {
        const runs = trials.map((trial) => trial[k]!)
        const printed = tables.fractions.find(({ layers }) => data === 'MNIST' && layers.length === depth + 2)
        return [
          familyName(data),
          reading,
          runs[0]!.layers.join('-'),
          runs.length,
          ...shares.flatMap(({ of }) => [
            spreadOrOne(
              runs.map(({ start }) => of(start!)),
              shareText,
            ),
            spreadOrOne(
              runs.map(({ stop }) => of(stop)),
              shareText,
            ),
          ]),
          Math.max(...runs.map(({ stop }) => slackOf(stop))).toExponential(1),
          printed === undefined ? 'none' : `${printed.fraction} (${printed.layers.join('-')})`,
          printedShareText(data, depth),
        ]
      }),
    ),
  }
}

function shareText(value: number): string {
  return value.toFixed(4)
}

function printedShareText(data: Family, depth: number): string {
  const { layers, zeros, dimension, share } = printedShare(data, depth)
  return `${zeros} / ${dimension} = ${share.toFixed(3)} (${layers.join('-')})`
}

interface PrintedShare {
  readonly layers: readonly number[]
  /** Printed zero eigenvalues, the mean of the paper's trials. */
  readonly zeros: number
  /** P */
  readonly dimension: number
  readonly share: number
  readonly deviation: number
}

function printedShare(data: Family, depth: number): PrintedShare {
  const { layers, zero } = printedRow(data, depth)
  const { dimension } = architecture(layers, 'relu')
  const { mean, deviation = 0 } = zero!
  return { layers, zeros: mean, dimension, share: mean / dimension, deviation: deviation / dimension }
}

/** Whether a share that the paper prints falls with one more layer, and the shares. Nothing where they rise. */
export function printedFall(data: Family): string | undefined {
  const printed = depths.map((depth) => printedShare(data, depth))
  if (printed.every(({ share }, k) => k === 0 || share > printed[k - 1]!.share)) return undefined
  return printed
    .map(({ zeros, dimension, share }) => `${zeros}/${dimension} = ${share.toFixed(3)}`)
    .join(', ')
}

/** How far apart the printed shares of neighbouring depths are, in standard deviations of their difference. */
export function printedRises(data: Family): readonly number[] {
  const printed = depths.map((depth) => printedShare(data, depth))
  return printed
    .slice(1)
    .map(
      ({ share, deviation }, k) => (share - printed[k]!.share) / Math.hypot(deviation, printed[k]!.deviation),
    )
}

/** What of the count does not grow with depth: the first layer's weights of inputs that are always zero. */
export function causeTable(
  design: Readonly<Record<Family, Design>>,
  series: readonly Series[],
): EvidenceTable {
  return {
    title: `Where the zero eigenvalues come from, by depth: ${deviationText(series.map(({ trials }) => trials.length))}`,
    columns: [
      'data',
      'reading',
      'network',
      'point',
      'P',
      'rows of always-zero inputs',
      'other zero rows (dead units)',
      'dead units by layer',
      ...otherZeroCauses.map(({ name }) => name),
      `within ± ${toleranceText} beyond the proved`,
      'negative',
    ],
    rows: series.flatMap(({ data, reading, trials }) => {
      const inputs = alwaysZeroInputs(data, reading, design[data].samples)
      return depths.flatMap((_, k) =>
        (['start', 'stop'] as const).map((at) => {
          const runs = trials.map((trial) => trial[k]!)
          const points = runs.map((run) => run[at]!)
          const rows = inputs * runs[0]!.layers[1]!
          const mean = (of: (point: PointSigns) => number): string => spreadOrOne(points.map(of))
          return [
            familyName(data),
            reading,
            runs[0]!.layers.join('-'),
            pointText[at],
            points[0]!.order,
            rows,
            mean(({ structure }) => structure.silent - rows),
            runs[0]!.hidden
              .map((__, layer) => mean(({ structure }) => structure.deadUnits[layer]!))
              .join('; '),
            ...otherZeroCauses.map(({ of }) => mean(of)),
            mean((point) => within(point) - point.inertia.structural),
            mean(({ inertia }) => inertia.negative),
          ]
        }),
      )
    }),
  }
}

/** Page's test, blocks trials and treatments depths, of everything that may be called degeneracy. */
export function trendTable(series: readonly Series[]): EvidenceTable {
  const measures: readonly Quantity[] = [
    { name: 'proved zeros', of: ({ inertia }) => inertia.structural },
    {
      name: `within ± ${toleranceText} beyond the proved`,
      of: (point) => within(point) - point.inertia.structural,
    },
    ...shares,
  ]
  return {
    title:
      "Page's test of a trend with depth over trials, of the counts as they are, before training and where it ended",
    columns: [
      'data',
      'reading',
      'point',
      'measure',
      'trials',
      "Page's L",
      'expected without a trend',
      'p of a rise',
      'p of a fall',
    ],
    rows: series.flatMap(({ data, reading, trials }) =>
      (['start', 'stop'] as const).flatMap((at) =>
        measures.map(({ name, of }) => {
          const test = pageTrendTest(trials.map((trial) => trial.map((run) => of(run[at]!))))
          const { statistic, expected, pRising, pFalling } = test
          return [
            familyName(data),
            reading,
            pointText[at],
            name,
            trials.length,
            statistic,
            expected,
            pRising,
            pFalling,
          ]
        }),
      ),
    ),
  }
}

export function sharePlot(scale: Scale, data: Family, series: readonly Series[]): Plot {
  const ours = series
    .filter((one) => one.data === data)
    .flatMap(({ reading, trials }) =>
      shares.flatMap(({ name, of }) =>
        (['start', 'stop'] as const).map((at) => ({
          name: `${name}, ${reading} reading, ${pointText[at]}`,
          shape: 'points' as const,
          points: depths.map((_, k) => ({ x: k, ...withEnds(trials.map((trial) => of(trial[k]![at]!))) })),
        })),
      ),
    )
  const theirs = tables.fractions.map(({ fraction }, x) => ({ x, y: fraction }))
  return {
    name: `share-${data.toLowerCase()}`,
    title: `Share of the eigenvalues that count as zero, by depth: ${familyName(data)}`,
    x: { label: 'hidden layers', names: depths.map(String) },
    y: { label: 'share of the eigenvalues' },
    series: [...ours, ...(data === 'MNIST' ? printedSeries(scale, 'printed (Sec. 6)', theirs) : [])],
  }
}

export function printedZeros(data: Family, depth: number): string {
  const { layers, zero } = printedRow(data, depth)
  return `${printedText(zero)} zero eigenvalues of ${layers.join('-')}`
}

export function printedRow(data: Family, depth: number): PrintedRow {
  const deep = tables.depths.find((row) => row.data === data && row.layers.length === depth + 2)
  return deep ?? printedMethod(data, 'momentum')
}
