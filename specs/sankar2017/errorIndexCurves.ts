/** Error and index of the Hessian along training, at the epochs that claims share, and how far they agree. */
import { type ClaimContext, measuredSigns, rankCorrelation } from '../../harness/index.ts'
import { sharesOfFirstEpoch, stepsPerEpoch, weightsWithinFirstEpoch } from './firstEpoch.ts'
import { indexBoundOf } from './printedTables.ts'
import {
  alongTraining,
  type Errors,
  epochsAlong,
  errorsAt,
  type Followed,
  followedRuns,
} from './trajectories.ts'

/** Of rank correlations' own intervals, which nothing is decided by. */
export const errorRate = 0.01

/** What is compared along one trajectory. */
export interface Trajectory {
  readonly name: string
  readonly decides: boolean
  /** Each kind of error, at every point. */
  readonly errors: Readonly<Record<string, readonly number[]>>
  readonly indices: readonly number[]
}

export interface Point extends Errors {
  /** Within the first epoch a fraction. */
  readonly epoch: number
  readonly steps: number
  readonly negative: number
  readonly undecided: number
  readonly order: number
  readonly gradientNorm: number
}

export interface Curve extends Followed {
  readonly points: readonly Point[]
}

export async function measuredCurves(
  context: ClaimContext,
): Promise<{ readonly curves: readonly Curve[]; readonly failures: readonly string[] }> {
  const { runs, failures } = await followedRuns(context, alongTraining, epochsAlong)
  const curves: Curve[] = []
  const troubles = [...failures]
  for (const run of runs) {
    const points = await pointsOf(context, run, indexBoundOf(run.plan.layers))
    if (typeof points === 'string') troubles.push(points)
    else curves.push({ ...run, points })
  }
  return { curves, failures: troubles }
}

async function pointsOf(context: ClaimContext, run: Followed, bound: number): Promise<Point[] | string> {
  const points: Point[] = []
  const [start, ...later] = run.waypoints
  const shares = run.labels === 'true' ? sharesOfFirstEpoch[context.scale] : []
  const within = await weightsWithinFirstEpoch(context, run, shares)
  if (typeof within === 'string') return within
  for (const { epoch, theta } of [start!, ...within, ...later]) {
    const steps = epoch * stepsPerEpoch(run)
    const where = `${run.label}, after ${Number.isInteger(epoch) ? `epoch ${epoch}` : `${Math.round(steps)} steps`}`
    const signs = await measuredSigns(context, run.plan, theta, where, [])
    if (signs.status !== 'measured') return `${where}: ${signs.message}`
    const { order, gradientNorm } = signs
    const { negative, undecided } = signs.inertia
    if (run.reading === 'text' && negative > bound) {
      return `${where}: ${negative} negative eigenvalues certified, above the proved bound ${bound}`
    }
    const errors = errorsAt(run, theta)
    points.push({ epoch, steps: Math.round(steps), ...errors, negative, undecided, order, gradientNorm })
  }
  return points
}

/** The claim speaks of cross-entropy, which is the text's. */
export function trajectoryOf({ label, reading, labels, points }: Curve): Trajectory {
  return {
    name: label,
    decides: labels === 'true' && reading === 'text',
    errors: {
      test: points.map(({ testError }) => testError),
      training: points.map(({ trainError }) => trainError),
    },
    indices: points.map(({ negative }) => negative),
  }
}

export function tauOf(errors: readonly number[], indices: readonly number[]): number {
  return rankCorrelation(errors, indices, errorRate).kendall.coefficient
}

export function median(ascending: readonly number[]): number {
  const half = ascending.length / 2
  return (ascending[Math.ceil(half) - 1]! + ascending[Math.floor(half)]!) / 2
}
