/** Spreads of trials in tables: what their caption says of them, and counts that are the same in all trials. */
import { spread } from './printedTables.ts'

/** For a caption. @param trials of each row */
export function deviationText(trials: readonly number[]): string {
  if (trials.every((count) => count === 1)) return '1 trial each, no deviation'
  const deviation = 'mean ± standard deviation over trials, one number where all are alike'
  return trials.includes(1) ? `${deviation} or there is 1 trial` : deviation
}

/** As `spread`, without a deviation where all are alike. */
export function spreadOrOne(values: readonly number[], show?: (value: number) => string): string {
  return spread(values.every((value) => value === values[0]) ? values.slice(0, 1) : values, show)
}
