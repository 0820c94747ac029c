/** Zero eigenvalues by epoch and their trend, as tables and as figures. */
import type { EvidenceTable, Plot } from '../../harness/index.ts'
import { type Counted, type Degeneracy, tolerances } from './degeneracyCounts.ts'
import { cifarText } from './experiment.ts'
import { meanText } from './printedTables.ts'

/** What Page's test and the trials come to at one tolerance. */
export interface Trend {
  readonly name: string
  readonly tolerance: number
  readonly direction: 'rises' | 'falls' | 'neither'
  readonly pRising: number
  readonly pFalling: number
  readonly risingTrials: number
  readonly fallingTrials: number
}

export function trendTable(counted: readonly Counted[], trends: readonly Trend[]): EvidenceTable {
  const decides = new Map(counted.map((set) => [set.name, set.decides]))
  return {
    title: `Trend over epochs of the eigenvalues within ±τ besides those that are zero everywhere. ${cifarText()}`,
    columns: [
      'runs',
      'decides',
      'τ',
      'direction',
      'p rising',
      'p falling',
      'trials that rise',
      'trials that fall',
    ],
    rows: trends.map(({ name, tolerance, direction, pRising, pFalling, risingTrials, fallingTrials }) => [
      name,
      decides.get(name) ? 'yes' : 'no',
      tolerance.toExponential(0),
      direction,
      Number(pRising.toPrecision(2)),
      Number(pFalling.toPrecision(2)),
      risingTrials,
      fallingTrials,
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
        meanText(points.map(({ proved }) => proved)),
        ...tolerances.map((_, at) => meanText(points.map(({ zeros }) => zeros[at]!))),
        Math.max(...points.flatMap(({ uncertain }) => uncertain)),
        leastGradient(points),
      ]
    }),
  )
  return {
    title:
      'Zero eigenvalues by epoch, mean ± standard deviation over trials: the proved ones (inactive units and inputs that depend on others on the images a unit sees among them), those within ±τ besides the ones of every point, and how many at most ' +
      'lie so close to a ±τ that their error bound leaves the side open',
    columns: [
      'runs',
      'epoch',
      'trials',
      'proved',
      ...tolerances.map((tau) => `τ = ${tau.toExponential(0)}`),
      'side open',
      'least ‖∇f‖',
    ],
    rows,
  }
}

function leastGradient(points: readonly Degeneracy[]): string {
  const norms = points.flatMap(({ gradientNorm }) => (gradientNorm === undefined ? [] : [gradientNorm]))
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
    title: `Eigenvalues within ±τ besides the zeros of every point, ${name}: mean, least and largest of ${runs.length} trials`,
    x: { label: 'epoch' },
    y: { label: 'eigenvalues within ±τ' },
    series: [
      ...tolerances.map((tau, at) => ({
        name: `τ = ${tau.toExponential(0)}`,
        shape: 'line' as const,
        points: along(({ zeros }) => zeros[at]!),
      })),
      { name: 'proved zeros, all', shape: 'line' as const, points: along(({ proved }) => proved) },
    ],
  }
}
