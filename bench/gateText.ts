/** A decided gate in words and numbers, the same for the report, the terminal and the history. */
import type { Comparison } from './abbaComparison.ts'
import type { DecidedGate } from './benchReport.ts'
import { digits } from './digits.ts'

/** The number that the gate is about; undefined where nothing was measured. */
export function gateRatio(gate: DecidedGate): number | undefined {
  if (gate.status === 'skipped') return undefined
  if ('counted' in gate) return gate.counted
  if ('ratios' in gate) return median(gate.ratios)
  return gate.attempts.at(-1)!.ratio.median
}

/** "≥ 20 times as fast", "exactly 2 factorisations". */
export function requirementText(gate: DecidedGate): string {
  if (gate.status === 'skipped') return ''
  if ('counted' in gate) {
    const { kind, count } = gate.required
    return `${kind === 'exactly' ? 'exactly' : 'at most'} ${digits(count)} ${gate.unit}`
  }
  const { threshold } = gate
  if (threshold.kind === 'noSlower') return 'no slower'
  const sign = threshold.kind === 'atMost' ? '≤' : '≥'
  return `${sign} ${digits(threshold.ratio)} ${'unit' in gate ? gate.unit : 'times as fast'}`
}

/** "met", or by how much not: "missed: 0.85 of what is required". */
export function metText(gate: DecidedGate): string {
  if (gate.status === 'skipped') return `skipped: ${gate.skipped}`
  if (gate.status === 'passed') return 'met'
  const ratio = gateRatio(gate)!
  if ('counted' in gate) return `missed: ${digits(ratio)} instead of ${digits(gate.required.count)}`
  if (gate.threshold.kind === 'noSlower') return gate.status
  const share = digits(ratio / gate.threshold.ratio)
  return `${gate.status === 'failed' ? 'missed' : 'inconclusive'}: ${share} times the required ratio`
}

/** For a terminal or a log: why the run failed, with the numbers. */
export function failureText(gate: DecidedGate): string {
  const required = `${gate.claim}: must be ${requirementText(gate)}`
  if (gate.status === 'skipped') return `${gate.claim}: skipped`
  if ('counted' in gate) return `${required}, counted ${digits(gate.counted)}`
  if ('ratios' in gate) return `${required}, got ${gate.ratios.map(digits).join(', ')}`
  return `${required}, got ${gate.attempts.map(attemptText).join('; again: ')}`
}

function attemptText({ ratio, spread }: Comparison): string {
  const interval = `99 % interval [${digits(ratio.low)}, ${digits(ratio.high)}]`
  return `${digits(ratio.median)}, ${interval}, A/A spread ${digits(spread)}`
}

function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2
}
