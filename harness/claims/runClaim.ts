/**
 * Decides a claim and its controls, and says whether the outcome is the pinned one.
 *
 * A check that throws decides nothing: its verdict is `inconclusive` with the error's text, so that one
 * broken claim does not take the others' verdicts with it.
 */
import { type Check, type Claim, type ClaimText, type Control, pinnedVerdict } from './claim.ts'
import { type ClaimContext, defaultSeed, type Scale } from './context.ts'
import type { Verdict, VerdictStatus } from './verdict.ts'

/** A decided claim as plain data. */
export interface DecidedClaim extends ClaimText {
  /** The verdict that was expected at this scale. */
  readonly pinned: VerdictStatus
  readonly verdict: Verdict
  readonly controls: readonly DecidedControl[]
  /** The verdict is the pinned one and every control came out as expected. */
  readonly passed: boolean
  /** Why not, one line each; empty when passed. */
  readonly surprises: readonly string[]
  readonly scale: Scale
  readonly provider: string
  readonly elapsedMs: number
  /** The command that decides this claim again. */
  readonly command: string
}

export interface DecidedControl {
  readonly statement: string
  readonly expected: Control['expected']
  readonly verdict: Verdict
}

export async function runClaim(claim: Claim, context: ClaimContext): Promise<DecidedClaim> {
  const started = performance.now()
  const command = replayCommand(claim.id, context)
  const again = context.seed === defaultSeed ? command : `${command} --seed ${context.seed}`
  const verdict = withCommand(await decide(claim.check, context), command, again)
  const controls: DecidedControl[] = []
  const { path: _mainOnly, ...controlContext } = context
  for (const { statement, expected, check } of claim.controls) {
    controls.push({ statement, expected, verdict: await decide(check, controlContext) })
  }
  const pinned = pinnedVerdict(claim, context.scale)
  const surprises = listSurprises(claim.id, pinned, verdict, controls)
  const { check: _check, controls: _controls, ...text } = claim
  return {
    ...text,
    pinned,
    verdict,
    controls,
    passed: surprises.length === 0,
    surprises,
    scale: context.scale,
    provider: `${context.provider.name} (${context.provider.version})`,
    elapsedMs: performance.now() - started,
    command: again,
  }
}

async function decide(check: Check, context: ClaimContext): Promise<Verdict> {
  try {
    return await check(context)
  } catch (error) {
    context.signal?.throwIfAborted()
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { status: 'inconclusive', summary: `the check failed: ${text}`, runs: 0 }
  }
}

/** Without the seed, which a counterexample brings along. */
function replayCommand(id: string, { scale, trials }: ClaimContext): string {
  const options = [
    ...(scale === 'quick' ? [] : [` --scale ${scale}`]),
    ...(trials === undefined ? [] : [` --trials ${trials}`]),
  ]
  return `npm run -s saddlecheck -- verify ${id}${options.join('')}`
}

/** Options that a check asks for are added; a counterexample that needs none is shown by deciding the claim again. */
function withCommand(verdict: Verdict, command: string, again: string): Verdict {
  const { counterexample, replay } = verdict
  if (replay !== undefined) return { ...verdict, replay: `${command} ${replay}` }
  return counterexample === undefined ? verdict : { ...verdict, replay: again }
}

function listSurprises(
  id: string,
  pinned: VerdictStatus,
  verdict: Verdict,
  controls: readonly DecidedControl[],
): string[] {
  const surprises: string[] = []
  if (verdict.status !== pinned) {
    surprises.push(`${id}: pinned as ${pinned}, got ${verdict.status}: ${verdict.summary}`)
  }
  for (const control of controls) {
    if (control.verdict.status === control.expected) continue
    const got = `${control.verdict.status}: ${control.verdict.summary}`
    surprises.push(`${id}, control «${control.statement}»: must come out as ${control.expected}, got ${got}`)
  }
  return surprises
}
