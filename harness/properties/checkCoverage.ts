/**
 * Whether generated instances are of the kinds that a property needs: fast-check has no such check.
 *
 * Draws until the share of every label is decided, at most `mostDraws` instances: covered when the lower end of
 * its Wilson interval reaches nine tenths of what is asked for, short when the upper end stays below all of it.
 * The interval is 6.1 standard deviations wide to either side, so that a wrong decision has a probability
 * of about 1e-9 at each look. Instances are drawn in runs of the property's own length, because
 * fast-check prefers extreme values at the beginning of a run.
 *
 * Source: Claessen et al., QuickCheck 2.12, `checkCoverage` (the rule and its two constants).
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'
import { wilsonInterval } from '../statistics/statistics.ts'
import type { Labels } from './property.ts'

export interface LabelCoverage {
  readonly label: string
  /** Undecided: the true share is too near to the one asked for. */
  readonly status: 'covered' | 'short' | 'undecided'
  /** Least share asked for. */
  readonly share: number
  readonly applied: number
  readonly drawn: number
}

const deviations = 6.1
const tolerance = 0.9
const firstDraws = 200
const mostDraws = 25_600

/** @throws ArgumentError when a label asks for a share outside (0, 1) */
export function checkCoverage<T>(
  instances: fc.Arbitrary<T>,
  labels: Labels<T>,
  { seed, cases }: { readonly seed: number; readonly cases: number },
): readonly LabelCoverage[] {
  requireShares(labels)
  const counts = new Map(Object.keys(labels).map((label) => [label, 0]))
  let drawn = 0
  for (let total = firstDraws; ; total *= 2) {
    for (; drawn < total; drawn += cases) {
      for (const instance of fc.sample(instances, { seed: seed + drawn, numRuns: cases })) {
        for (const [label, { applies }] of Object.entries(labels)) {
          if (applies(instance)) counts.set(label, counts.get(label)! + 1)
        }
      }
    }
    const coverage = Object.entries(labels).map(([label, { share }]) =>
      judge(label, share, counts.get(label)!, drawn),
    )
    const open = coverage.some(({ status }) => status === 'undecided')
    const short = coverage.some(({ status }) => status === 'short')
    if (!open || short || total * 2 > mostDraws) return coverage
  }
}

function judge(label: string, share: number, applied: number, drawn: number): LabelCoverage {
  const { low, high } = wilsonInterval(applied, drawn, deviations)
  const status = low >= tolerance * share ? 'covered' : high < share ? 'short' : 'undecided'
  return { label, status, share, applied, drawn }
}

function requireShares<T>(labels: Labels<T>): void {
  for (const [label, { share }] of Object.entries(labels)) {
    if (share > 0 && share < 1) continue
    throw new ArgumentError('checkCoverage', `share of "${label}"`, 'a number in (0, 1)', String(share))
  }
}
