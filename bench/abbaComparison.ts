/**
 * How many times faster one function is than another, measured so that a busy machine does not decide it.
 *
 * A round times candidate, reference, reference, candidate and gives two numbers, one a pair of neighbours,
 *
 *     ln(b₁/a₁),   ln(b₂/a₂),
 *
 * of which the median over all rounds and its order-statistics interval are taken (medianInterval.ts). A burst of
 * other work hits neighbours, hence both functions; what it spoils is a pair, and a spoiled pair costs a rank.
 * A machine that slows down by a constant factor a call adds g to one pair of a round and takes g from the other:
 * the median stays between them and the interval spans both (their count below it varies less than a
 * binomial's, so its error rate holds). Averaging the two pairs would cancel g exactly, but it spoils a round for
 * an interruption in any of four timings: on two cores at load 5 its intervals were twice as wide.
 *
 * Means of separate runs were off by 29 to 37 % where the median of paired log-ratios was off by 2 % (identical
 * code, three loads, 40 repetitions).
 *
 * Between those rounds as many A/A rounds compare the candidate with itself. Their true ratio is 1, so the
 * farthest end of their interval is what this machine, in these minutes, makes of nothing: `spread`.
 *
 * First touch of memory and compilation are warm-up, not measurement.
 */
import { ArgumentError } from '../harness/index.ts'
import { type MedianInterval, medianInterval } from './medianInterval.ts'

/** What is timed; a promise is awaited inside the timed part, for both functions alike. */
export type Work = () => unknown

export interface ComparisonPlan {
  readonly candidate: Work
  readonly reference: Work
  /** Rounds of four timings, two pairs; at least 4 for the default error rate. */
  readonly rounds: number
  /** Untimed calls of each function before the first round; 2 unless told (tuned: enough for V8's optimizer). */
  readonly warmups?: number
  /** Probability that an interval misses the truth; 0.01 unless told. */
  readonly errorRate?: number
  /** In milliseconds, monotonic; performance.now unless told. */
  readonly clock?: () => number
}

export interface Comparison {
  readonly rounds: number
  /** Reference time over candidate time: above 1 the candidate is faster. */
  readonly ratio: MedianInterval
  /** The same for the candidate against itself. */
  readonly control: MedianInterval
  /** Largest |ln ratio| that the control does not exclude. */
  readonly spread: number
  readonly candidateMs: number
  readonly referenceMs: number
}

interface Round {
  readonly firstOuterMs: number
  readonly firstInnerMs: number
  readonly secondInnerMs: number
  readonly secondOuterMs: number
}

/** @throws ArgumentError when a duration is not positive: the clock cannot see work that short */
export async function abbaComparison(plan: ComparisonPlan): Promise<Comparison> {
  const { candidate, reference, rounds, warmups = 2, errorRate = 0.01, clock = performanceNow } = plan
  for (let k = 0; k < warmups; k++) {
    await candidate()
    await reference()
  }
  const measured: Round[] = []
  const controls: Round[] = []
  for (let k = 0; k < rounds; k++) {
    measured.push(await abba(candidate, reference, clock))
    controls.push(await abba(candidate, candidate, clock))
  }
  const control = medianInterval(controls.flatMap(logRatios), errorRate)
  return {
    rounds,
    ratio: exponential(medianInterval(measured.flatMap(logRatios), errorRate)),
    control: exponential(control),
    spread: Math.max(Math.abs(control.low), Math.abs(control.high)),
    candidateMs: median(measured.flatMap(({ firstOuterMs, secondOuterMs }) => [firstOuterMs, secondOuterMs])),
    referenceMs: median(measured.flatMap(({ firstInnerMs, secondInnerMs }) => [firstInnerMs, secondInnerMs])),
  }

  function median(durations: readonly number[]): number {
    return medianInterval(durations, errorRate).median
  }
}

async function abba(outer: Work, inner: Work, clock: () => number): Promise<Round> {
  return {
    firstOuterMs: await durationMs(outer, clock),
    firstInnerMs: await durationMs(inner, clock),
    secondInnerMs: await durationMs(inner, clock),
    secondOuterMs: await durationMs(outer, clock),
  }
}

async function durationMs(work: Work, clock: () => number): Promise<number> {
  const start = clock()
  await work()
  const elapsed = clock() - start
  if (elapsed > 0 && elapsed < Number.POSITIVE_INFINITY) return elapsed
  throw new ArgumentError(
    'abbaComparison',
    'a duration',
    'positive and finite',
    `${elapsed} ms`,
    'Repeat the work inside the function until the clock can see it',
  )
}

/** Of a round's two pairs; positive when the inner function takes longer. */
function logRatios({ firstOuterMs, firstInnerMs, secondInnerMs, secondOuterMs }: Round): number[] {
  return [Math.log(firstInnerMs / firstOuterMs), Math.log(secondInnerMs / secondOuterMs)]
}

function exponential({ median, low, high }: MedianInterval): MedianInterval {
  return { median: Math.exp(median), low: Math.exp(low), high: Math.exp(high) }
}

function performanceNow(): number {
  return performance.now()
}
