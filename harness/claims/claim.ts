/**
 * A published claim as an executable specification: statement, source, check, controls, pinned verdict.
 *
 * A claim that is wrong is `refuted`, and its spec passes when that is the pinned verdict: a red test means
 * that something changed, not that a paper was wrong. Controls are the same check on statements whose truth
 * is known; one of them must be refuted, because a check that cannot refute proves nothing, and where the
 * claim itself is pinned as refuted one must hold, because a check that cannot hold proves as little.
 */
import { ArgumentError } from '../errors.ts'
import { type ClaimContext, type Scale, scales } from './context.ts'
import type { Verdict, VerdictStatus } from './verdict.ts'

/** What a claim says, without the code that decides it: the part that stands in reports. */
export interface ClaimText {
  /** `<author-year>/<name>`, the path of its file under specs/. */
  readonly id: string
  /** One sentence, as the source claims it. */
  readonly statement: string
  readonly source: Source
  /** What the source reports, with its numbers. */
  readonly reported?: string
  /** The decision rule: instances, sample size, bound, error rate; fixed before the run. */
  readonly rule: string
  /** What the words of its texts and tables mean, where a reader may not know: a report explains each once. */
  readonly terms?: readonly Term[]
}

export interface Term {
  readonly name: string
  readonly meaning: string
}

export interface Claim extends ClaimText {
  /** The expected verdict; one for each scale where they differ, which the claim's remarks explain. */
  readonly pinned: VerdictStatus | Readonly<Record<Scale, VerdictStatus>>
  readonly check: Check
  readonly controls: readonly Control[]
}

export interface Source {
  readonly work: string
  readonly item: string
  readonly page?: number
}

export interface Control {
  readonly statement: string
  readonly expected: 'refuted' | 'holds'
  readonly check: Check
}

/** The expected verdict at a scale. */
export function pinnedVerdict({ pinned }: Pick<Claim, 'pinned'>, scale: Scale): VerdictStatus {
  return typeof pinned === 'string' ? pinned : pinned[scale]
}

export type Check = (context: ClaimContext) => Promise<Verdict>

/** Receives every claim that a spec file specifies: vitest makes it a test, the command line collects it. */
export type ClaimRunner = (claim: Claim) => void

let runner: ClaimRunner | undefined

/** Sets who receives the claims of the spec files imported from now on. */
export function setClaimRunner(next: ClaimRunner | undefined): void {
  runner = next
}

/**
 * Declares a claim; called once in each spec file. Without a runner the claim is only returned.
 *
 * @throws ArgumentError when the controls cannot show that the check decides.
 */
export function specify(claim: Claim): Claim {
  const where = `specify ${claim.id}`
  if (!/^[\w-]+\/[\w-]+$/.test(claim.id)) {
    throw new ArgumentError('specify', 'id', "'<author-year>/<name>'", `'${claim.id}'`)
  }
  if (!claim.controls.some(({ expected }) => expected === 'refuted')) {
    throw new ArgumentError(where, 'controls', 'one at least that must be refuted', 'none')
  }
  const refuted = scales.some((scale) => pinnedVerdict(claim, scale) === 'refuted')
  if (refuted && !claim.controls.some(({ expected }) => expected === 'holds')) {
    throw new ArgumentError(where, 'controls', 'one at least that must hold, as the claim is refuted', 'none')
  }
  runner?.(claim)
  return claim
}
