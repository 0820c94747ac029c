/** Zero eigenvalues by depth, beside Table 8 and the fractions of Sec. 6. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
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
  toleranceText,
  within,
} from './depthRuns.ts'
import type { Family } from './experiment.ts'
import { printedSeries, withEnds } from './figurePoints.ts'
import { besidePrinted, type PrintedRow, printedMethod, printedText, spread } from './printedTables.ts'
import { otherZeroCauses, type Quantity } from './zeroCauses.ts'

export function printedTable(series: readonly Series[]): EvidenceTable {
  const groups = series.flatMap(({ data, reading, trials }) =>
    depths.map((depth, k) => ({
      name: `${data}, ${depth} hidden`,
      reading,
      runs: trials.map((trial) => trial[k]!),
      printed: printedRow(data, depth),
    })),
  )
  const byName = groups.toSorted((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : 0)).toReversed()
  return besidePrinted('Table 8 (and 3) beside our runs, at the point where training ended', byName)
}

/** Both ends, and what the paper prints of its own. */
export function shareTable(series: readonly Series[]): EvidenceTable {
  const share = (value: number): string => value.toFixed(4)
  return {
    title:
      'Shares of the eigenvalues by depth: before training, where it stops, and as printed; mean ± standard deviation',
    columns: [
      'data',
      'reading',
      'network',
      'trials',
      ...shares.flatMap(({ name }) => [`${name}: before training`, 'where it stops']),
      'printed',
    ],
    rows: series.flatMap(({ data, reading, trials }) =>
      depths.map((depth, k) => {
        const runs = trials.map((trial) => trial[k]!)
        const printed = tables.fractions.find(({ layers }) => data === 'MNIST' && layers.length === depth + 2)
        return [
          data,
          reading,
          runs[0]!.layers.join('-'),
          runs.length,
          ...shares.flatMap(({ of }) => [
            spread(
              runs.map(({ start }) => of(start!)),
              share,
            ),
            spread(
              runs.map(({ stop }) => of(stop)),
              share,
            ),
          ]),
          printed === undefined ? '' : `${printed.fraction} (${printed.layers.join('-')})`,
        ]
      }),
    ),
  }
}

/** What of the count does not grow with depth: the first layer's weights of inputs that are always zero. */
export function causeTable(
  design: Readonly<Record<Family, Design>>,
  series: readonly Series[],
): EvidenceTable {
  return {
    title: 'Where the zero eigenvalues come from, by depth: mean ± standard deviation over trials',
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
          const mean = (of: (point: PointSigns) => number): string => spread(points.map(of))
          return [
            data,
            reading,
            runs[0]!.layers.join('-'),
            at,
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
    title: "Page's test of a trend with depth over trials, before training and where it stops",
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
          return [data, reading, at, name, trials.length, statistic, expected, pRising, pFalling]
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
          name: `${name}, ${reading} reading, ${at === 'start' ? 'before training' : 'where it stops'}`,
          shape: 'points' as const,
          points: depths.map((_, k) => ({ x: k, ...withEnds(trials.map((trial) => of(trial[k]![at]!))) })),
        })),
      ),
    )
  const theirs = tables.fractions.map(({ fraction }, x) => ({ x, y: fraction }))
  return {
    name: `share-${data.toLowerCase()}`,
    title: `Share of the eigenvalues that count as zero, by depth: ${data}`,
    x: { label: 'hidden layers', names: depths.map(String) },
    y: { label: 'share of the eigenvalues' },
    series: [...ours, ...(data === 'MNIST' ? printedSeries(scale, 'printed (Sec. 6)', theirs) : [])],
  }
}

export function printedZeros(data: Family, depth: number): string {
  const { layers, zero } = printedRow(data, depth)
  return `${printedText(zero)} zero eigenvalues of ${layers.join('-')}`
}

function printedRow(data: Family, depth: number): PrintedRow {
  const deep = tables.depths.find((row) => row.data === data && row.layers.length === depth + 2)
  return deep ?? printedMethod(data, 'momentum')
}
