import type { Verdict } from '../../harness/index.ts'

/** What is said where runs have no result. @param reasons why, of each @param runs those that have one */
export function undecided(reasons: readonly string[], runs = 0): Verdict {
  return { status: 'inconclusive', summary: reasons.join('; '), runs }
}
