/** Zero eigenvalues by epoch and their trend, as tables and as figures. */
import type { EvidenceTable, Plot, TrendBounds } from '../../harness/index.ts'
import {
  type Counted,
  type Degeneracy,
  gradientNorms,
  type Measure,
  measures,
  openCount,
  tolerances,
} from './degeneracyCounts.ts'
import { cifarText } from './experiment.ts'
import { trialsText } from './printedTables.ts'
import { meanText } from './trialSpread.ts'

/** What Page's test and the trials come to for one count. */
export interface Trend {
  readonly set: Counted
  readonly measure: Measure
  readonly direction: 'rises' | 'falls' | 'neither'
  readonly pRising: number
  readonly pFalling: number
  /** Whatever the open counts are: this decides. */
  readonly atWorst: TrendBounds
}

export function trendTable(
  counted: readonly Counted[],
  trends: readonly Trend[],
  level: number,
): EvidenceTable {
  const trajectories = (decides: boolean) =>
    counted.filter((set) => set.decides === decides).reduce((sum, { runs }) => sum + runs.length, 0)
  return {
    title:
      `Trend over epochs of zero eigenvalues besides those of every point: within ±τ, proved, and zero rows, which is what a count of exact zeros sees. p of Page's test of the counts as they are, and at most so much whatever the open ones are, which decides: “neither” where that is not below ${level}, or not in every trial. ` +
      `${trajectories(true)} trajectories decide, ${trajectories(false)} are for comparison. Data: ${cifarText()}`,
    columns: [
      'runs',
      'decides',
      'count, by τ',
      'direction',
      'p rising',
      'at most',
      'p falling',
      'at most',
      'trials that rise for certain',
      'trials that fall for certain',
    ],
    rows: trends.map(({ set, measure, direction, pRising, pFalling, atWorst }) => [
      set.name,
      set.decides && measure.decides ? 'yes' : 'no',
      measure.name,
      direction,
      Number(pRising.toPrecision(2)),
      Number(atWorst.pRising.toPrecision(2)),
      Number(pFalling.toPrecision(2)),
      Number(atWorst.pFalling.toPrecision(2)),
      atWorst.risingBlocks,
      atWorst.fallingBlocks,
    ]),
  }
}

export function countTable(counted: readonly Counted[]): EvidenceTable {
  const rows = counted.flatMap(({ name, runs }) =>
    runs[0]!.map(({ epoch }, k) => {
      const points = runs.map((run) => run[k]!)
      return [
        name,
        epoch,
        points.length,
        ...measures.map((measure) => meanText(points.map(measure.of))),
        Math.max(...points.flatMap((point) => measures.map((measure) => openCount(measure, point)))),
        leastGradient(points),
      ]
    }),
  )
  return {
    title:
      'Zero eigenvalues by epoch besides those of every point, mean ± standard deviation over trials: zero rows (units that are off on all images); all that are ' +
      'proved (those, and inputs that depend on others on the images a unit sees); those within ±τ; and how many at most ' +
      'lie so close to a ±τ that their error bound leaves the side open',
    columns: [
      'runs',
      'epoch',
      'trials',
      ...measures.map(({ name, decides }) => (decides ? `τ = ${name}` : name)),
      'side open',
      'least ‖∇f‖',
    ],
    rows,
  }
}

function leastGradient(points: readonly Degeneracy[]): string {
  const norms = points.flatMap(gradientNorms)
  return norms.length === 0 ? '' : Math.min(...norms).toExponential(1)
}

export function degeneracyPlot({ name, runs }: Counted): Plot {
  const along = (read: (point: Degeneracy) => number) =>
    runs[0]!.map(({ epoch }, k) => {
      const values = runs.map((run) => read(run[k]!))
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return { x: epoch, y: mean, low: Math.min(...values), high: Math.max(...values) }
    })
  return {
    name: name.replace(/[^a-zA-Z0-9]+/g, '-'),
    title: `Eigenvalues within ±τ besides the zeros of every point, ${name}: ${runs.length === 1 ? 'the one trial' : `mean, least and largest of ${trialsText(runs.length)}`}`,
    x: { label: 'epoch' },
    y: { label: 'eigenvalues within ±τ' },
    series: [
      ...tolerances.map((tau, at) => ({
        name: `τ = ${tau.toExponential(0)}`,
        shape: 'line' as const,
        points: along(({ zeros }) => zeros[at]!),
      })),
      { name: 'proved zeros', shape: 'line' as const, points: along(({ proved }) => proved) },
    ],
  }
}
