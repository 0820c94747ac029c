/** How many eigenvalues are zero along training, by tolerance, and along a random walk beside it. */
import {
  type ClaimContext,
  measuredCurvature,
  norm,
  plannedObjective,
  seededRandom,
  sharedWork,
} from '../../harness/index.ts'
import type { Followed } from './trajectories.ts'

/** τ: an eigenvalue within ±τ is called zero. */
export const tolerances = [1e-10, 1e-8, 1e-6, 1e-4]

/** What a set of runs is compared for, besides its tolerance. */
export interface Counted {
  readonly name: string
  /** What sets it apart, for the summary. */
  readonly subject: string
  /** [trial] as a reader finds it again */
  readonly trials: readonly string[]
  readonly decides: boolean
  /** [trial][epoch] */
  readonly runs: readonly (readonly Degeneracy[])[]
}

/** A point of a run. */
export interface Degeneracy {
  readonly epoch: number
  /** Where it is of a run. */
  readonly gradientNorm?: number
  /** Zeros that are proved at this point besides those that every point has. */
  readonly proved: number
  /** Those of them that are zero rows: all that a count of exact zeros sees. */
  readonly zeroRows: number
  /** [tolerance] eigenvalues within ±τ besides those that data and architecture make zero at every point. */
  readonly zeros: readonly number[]
  /** [tolerance] as few, and as many, as the error bounds of eigenvalues near ±τ allow. */
  readonly least: readonly number[]
  readonly most: readonly number[]
}

/** @returns [run][waypoint], or why a point has no result */
export async function countRuns(
  context: ClaimContext,
  runs: readonly Followed[],
): Promise<readonly (readonly Degeneracy[])[] | string> {
  const results = await sharedWork(context, runs, (run, shared) => countRun(shared, run))
  const failure = results.find((result) => typeof result === 'string')
  return failure ?? results.filter((result) => typeof result !== 'string')
}

async function countRun(
  context: ClaimContext,
  { plan, label, waypoints }: Followed,
): Promise<readonly Degeneracy[] | string> {
  const points: Degeneracy[] = []
  let everywhere: ProvedCounts | undefined
  for (const { epoch, theta } of waypoints) {
    const where = `${label}, after epoch ${epoch}`
    const point = await measuredCurvature(context, plan, theta, where)
    if (point.status !== 'measured') return `${where}: ${point.message}`
    const { silent, constantInputs, softmaxShift } = point.structure
    everywhere ??= { zeroRows: silent, zeros: silent + constantInputs + softmaxShift }
    const { eigenvalues, bound, gradientNorm, inertia } = point
    const proved = { zeroRows: silent, zeros: inertia.structural }
    points.push({ ...degeneracyOf(epoch, eigenvalues, bound, everywhere, proved), gradientNorm })
  }
  return points
}

interface ProvedCounts {
  readonly zeroRows: number
  readonly zeros: number
}

/**
 * @param everywhere at every point of the run; a tolerance below the error bound need not see them
 * @param proved at this point, those of every point among them
 */
export function degeneracyOf(
  epoch: number,
  eigenvalues: Float64Array,
  bound: number,
  everywhere: ProvedCounts,
  proved: ProvedCounts,
): Degeneracy {
  const within = (limit: number): number =>
    Math.max(proved.zeros, eigenvalues.filter((value) => Math.abs(value) <= limit).length) - everywhere.zeros
  return {
    epoch,
    proved: proved.zeros - everywhere.zeros,
    zeroRows: proved.zeroRows - everywhere.zeroRows,
    zeros: tolerances.map(within),
    least: tolerances.map((tau) => within(tau - bound)),
    most: tolerances.map((tau) => within(tau + bound)),
  }
}

/** A count whose trend is looked at. */
export interface Measure {
  readonly name: string
  /** Of the claim's rule; the others are for comparison. */
  readonly decides: boolean
  readonly of: (point: Degeneracy) => number
  /** What it may be, as far as the error bounds leave it open. */
  readonly least: (point: Degeneracy) => number
  readonly most: (point: Degeneracy) => number
}

/** The count of the paper, zeros that are proved, and those within each tolerance. */
export const measures: readonly Measure[] = [
  exactMeasure('zero rows', ({ zeroRows }) => zeroRows),
  exactMeasure('proved', ({ proved }) => proved),
  ...tolerances.map((tau, at) => ({
    name: tau.toExponential(0),
    decides: true,
    of: ({ zeros }: Degeneracy) => zeros[at]!,
    least: ({ least }: Degeneracy) => least[at]!,
    most: ({ most }: Degeneracy) => most[at]!,
  })),
]

function exactMeasure(name: string, of: (point: Degeneracy) => number): Measure {
  return { name, decides: false, of, least: of, most: of }
}

/** How many eigenvalues may be on either side of ±τ. */
export function openCount({ least, most }: Measure, point: Degeneracy): number {
  return most(point) - least(point)
}

/** One or none: a control has no gradient. */
export function gradientNorms({ gradientNorm }: Degeneracy): readonly number[] {
  return gradientNorm === undefined ? [] : [gradientNorm]
}

/** From the same start in random directions, by the lengths that training moved from one point to the next. */
export function walksOf({ seed }: ClaimContext, runs: readonly Followed[]): readonly Followed[] {
  return runs
    .filter(({ reading, labels }) => reading === 'text' && labels === 'true')
    .map((run) => {
      const random = seededRandom(seed * 1000 + run.trial)
      const { dimension } = plannedObjective(run.plan)
      let theta = run.waypoints[0]!.theta
      const waypoints = run.waypoints.map((waypoint, k) => {
        if (k > 0) {
          const before = run.waypoints[k - 1]!.theta
          const length = norm(waypoint.theta.map((value, p) => value - before[p]!))
          const direction = Float64Array.from({ length: dimension }, () => random.normal())
          const scale = length / norm(direction)
          theta = theta.map((value, p) => value + scale * direction[p]!)
        }
        return { ...waypoint, theta }
      })
      return { ...run, label: `random walk beside ${run.label}`, waypoints }
    })
}
