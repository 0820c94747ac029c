/**
 * A gate on work of seconds to minutes: pairs in the order candidate, reference, reference, candidate, judged by
 * judgeBar.ts, with no A/A control, because that would double minutes.
 *
 *     ratio of a pair = scale · (reference time / candidate time)
 *
 * `scale` is for a reference of which a known part is measured, or whose work is counted in another unit; what it
 * is stands in the claim's note.
 */
import type { Work } from './abbaComparison.ts'
import { type BarThreshold, judgeBar } from './judgeBar.ts'
import type { GateStatus } from './judgeComparison.ts'

export interface BarPlan {
  readonly claim: string
  readonly threshold: BarThreshold
  /** What the ratio counts: "times as fast", "of dgemm's rate". */
  readonly unit: string
  /** What is measured and what is scaled, in a sentence. */
  readonly note: string
  readonly measure: () => Promise<BarMeasurement>
}

export interface BarMeasurement {
  /** One a pair. */
  readonly ratios: readonly number[]
  /** How far the ratio could go, or what stands in its way, with the numbers of this run. */
  readonly limit: string
  /** Seconds and shares that belong to it, for the reader. */
  readonly details?: readonly string[]
}

export interface BarResult extends BarMeasurement {
  readonly status: GateStatus
  readonly claim: string
  readonly threshold: BarThreshold
  readonly unit: string
  readonly note: string
}

export async function barGate(plan: BarPlan): Promise<BarResult> {
  const { claim, threshold, unit, note } = plan
  const measurement = await plan.measure()
  return { status: judgeBar(measurement.ratios, threshold), claim, threshold, unit, note, ...measurement }
}

export interface PairedWork {
  readonly candidate: Work
  readonly reference: Work
  /** Rounds of two pairs. */
  readonly rounds: number
  readonly scale?: number
  readonly clock?: () => number
}

export interface PairedTimes {
  readonly ratios: readonly number[]
  /** The least of each, in milliseconds. */
  readonly candidateMs: number
  readonly referenceMs: number
}

/** Each is called once before, untimed: first touch of memory and compilation are warm-up. */
export async function pairedTimes(plan: PairedWork): Promise<PairedTimes> {
  const { candidate, reference, rounds, scale = 1, clock = () => performance.now() } = plan
  await candidate()
  await reference()
  const candidates: number[] = []
  const references: number[] = []
  for (let round = 0; round < rounds; round++) {
    candidates.push(await durationMs(candidate, clock))
    references.push(await durationMs(reference, clock))
    references.push(await durationMs(reference, clock))
    candidates.push(await durationMs(candidate, clock))
  }
  return {
    ratios: candidates.map((ms, k) => (scale * references[k]!) / ms),
    candidateMs: Math.min(...candidates),
    referenceMs: Math.min(...references),
  }
}

export async function durationMs(work: Work, clock: () => number = () => performance.now()): Promise<number> {
  const start = clock()
  await work()
  return clock() - start
}
