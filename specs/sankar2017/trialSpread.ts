/** Means of trials with their deviations, as text, and what a caption says of them. */
import { meanDeviation } from '../../harness/index.ts'

/** `mean ± deviation`; the mean alone of one trial, or where all are alike. NaN where a value is. */
export function spread(values: readonly number[], show: (value: number) => string = countText): string {
  if (values.some((value) => !Number.isFinite(value))) return 'NaN'
  const { mean, deviation = 0 } = meanDeviation(values)
  if (values.length > 1 && values.every((value) => value === values[0])) return `${show(mean)} ± 0`
  return deviation === 0 ? show(mean) : `${show(mean)} ± ${show(deviation)}`
}

/** As `spread`, without a deviation where all are alike. */
export function spreadOrOne(values: readonly number[], show?: (value: number) => string): string {
  return spread(values.every((value) => value === values[0]) ? values.slice(0, 1) : values, show)
}

/** `mean ± deviation` with so many digits after the point; one for counts when absent. */
export function meanText(values: readonly number[], digits?: number): string {
  return digits === undefined ? spread(values) : spread(values, (value) => value.toFixed(digits))
}

/** For a caption. @param trials of each row */
export function deviationText(trials: readonly number[]): string {
  if (trials.every((count) => count === 1)) return '1 trial each, no deviation'
  const deviation = 'mean ± standard deviation over trials, one number where all are alike'
  return trials.includes(1) ? `${deviation} or there is 1 trial` : deviation
}

function countText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}
