/** What a check decides, with the evidence that a reader needs to believe it. Plain data: it is written as JSON. */
import type { Plot } from './plot.ts'

/**
 * - `holds`: no instance contradicts the claim;
 * - `refuted`: an instance does, beyond every error bound;
 * - `vacuous`: no instance meets the claim's premise, so nothing was tested;
 * - `inconclusive`: tested, but not decided, for the reason in the summary.
 */
export type VerdictStatus = 'holds' | 'refuted' | 'vacuous' | 'inconclusive'

export const verdictStatuses: readonly VerdictStatus[] = ['holds', 'refuted', 'vacuous', 'inconclusive']

export interface Verdict {
  readonly status: VerdictStatus
  /** One sentence with the deciding numbers and their units. */
  readonly summary: string
  /** How many instances were tested. */
  readonly runs: number
  readonly seed?: number
  /** Largest error / bound over all instances; above 1 the claim is refuted. */
  readonly worstRatio?: number
  /** The smallest instance found that contradicts the claim, as text that a person can retype. */
  readonly counterexample?: string
  /** The command that shows the counterexample again. */
  readonly replay?: string
  /** For the reader, each a sentence or more: what was measured where, its error bar, why the source's numbers differ. */
  readonly remarks?: readonly string[]
  readonly tables?: readonly EvidenceTable[]
  readonly plots?: readonly Plot[]
}

export interface EvidenceTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}
