/** Whether a descent leaves the degenerate saddle point that it starts at: what decides, with no room for rounding. */
import { classify, type PointSigns, type Verdict } from '../../harness/index.ts'
import { trialsText } from './printedTables.ts'

export interface Departure {
  /** What a reader calls it, who wants to see it again. */
  readonly name: string
  readonly by: string
  /** The saddle point. */
  readonly before: Point
  /** After the last step. */
  readonly after: Point
  /** What rounding can make of the difference of the two losses. */
  readonly rounding: number
}

type Point = Pick<PointSigns, 'loss' | 'gradientNorm' | 'order' | 'inertia'>

/** As it stands in the rule of the claim. */
export const escapeText =
  'a run escapes when its loss after the last step is below that of the saddle by more than the rounding error of both, and fewer eigenvalues ' +
  'can be zero there (proved zero, or sign not certain) than are proved zero at the saddle; refuted when it escapes in every trial, holds when in none'

export function zerosAtMost({ inertia }: Pick<Point, 'inertia'>): number {
  return inertia.structural + inertia.undecided
}

export function escapes({ before, after, rounding }: Departure): boolean {
  return before.loss - after.loss > rounding && zerosAtMost(after) < before.inertia.structural
}

/** Not the opposite of `escapes`: where the signs of many eigenvalues are not certain neither is true, nor of a loss that is no number. */
export function stays({ before, after, rounding }: Departure): boolean {
  const fall = before.loss - after.loss
  return fall <= rounding || (fall > rounding && after.inertia.structural >= before.inertia.structural)
}

/** @param departures at least one, all from the same saddle point by the same method */
export function decideEscape(departures: readonly Departure[]): Verdict {
  const { before, by } = departures[0]!
  const start = classify(before.gradientNorm, before.inertia)
  const runs = departures.length
  if (start.status !== 'saddle' || start.degenerate !== 'proved') {
    return { status: 'vacuous', summary: 'the start is not certified to be a degenerate saddle', runs }
  }
  const left = departures.filter(escapes)
  const status = left.length === runs ? 'refuted' : departures.every(stays) ? 'holds' : 'inconclusive'
  return {
    status,
    summary:
      `${by} escapes in ${left.length} of ${trialsText(runs)} from a degenerate saddle with ${before.inertia.structural} of ${before.order} eigenvalues proved zero ` +
      `(loss ${lossText(before)} → ${joined(departures.map(({ after }) => lossText(after)))}; at most ${joined(departures.map(({ after }) => String(zerosAtMost(after))))} zeros there)`,
    ...(status === 'refuted' && { counterexample: departureText(departures[0]!) }),
    runs,
  }
}

function departureText({ name, before, after, rounding }: Departure): string {
  return (
    `${name}: the loss falls from ${before.loss.toPrecision(4)} to ${after.loss.toPrecision(4)} (rounding: ${rounding.toExponential(0)} at most), ` +
    `and at most ${zerosAtMost(after)} of ${after.order} eigenvalues are zero where ${before.inertia.structural} are proved zero at the saddle`
  )
}

function lossText({ loss }: Point): string {
  return loss.toPrecision(3)
}

/** `a`, `a and b`, `a, b and c`; once where all are alike. */
function joined(texts: readonly string[]): string {
  const different = [...new Set(texts)]
  if (different.length === 1) return different[0]!
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}
