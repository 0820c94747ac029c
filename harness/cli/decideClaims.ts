/** Decides claims one after another, with a line for each as soon as it is decided. */
import type { Claim } from '../claims/claim.ts'
import type { ClaimContext } from '../claims/context.ts'
import { type DecidedClaim, runClaim } from '../claims/runClaim.ts'
import { describeSeconds, type ProgressDisplay } from '../reporting/progressDisplay.ts'
import { Interrupted, orAborted } from './interruption.ts'

/** @returns what is decided by the time that the signal aborts, all of them if it does not */
export async function decideClaims(
  claims: readonly Claim[],
  context: ClaimContext,
  signal: AbortSignal,
  progress: ProgressDisplay,
): Promise<DecidedClaim[]> {
  const { provider, providerReason, scale, seed } = context
  const settings = `provider ${provider.name} (${provider.version}): ${providerReason}\nscale ${scale}, seed ${seed}`
  say(progress, process.stdout, settings)
  const decided: DecidedClaim[] = []
  try {
    for (const claim of claims) {
      signal.throwIfAborted()
      const labelled: ClaimContext = {
        ...context,
        progress: (label) => context.progress(`${claim.id}: ${label}`),
      }
      const outcome = await orAborted(runClaim(claim, labelled), signal)
      decided.push(outcome)
      say(progress, process.stdout, `[${decided.length}/${claims.length}] ${describe(outcome)}`)
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    say(progress, process.stdout, `stopped: ${decided.length} of ${claims.length} claims are decided`)
  } finally {
    progress.stop()
  }
  return decided
}

function describe({ id, verdict, passed, pinned, elapsedMs }: DecidedClaim): string {
  const expected = verdict.status === pinned ? 'as pinned' : `pinned as ${pinned}`
  const surprise = passed || verdict.status !== pinned ? '' : ', but a control is not as expected'
  return `${id}: ${verdict.status}, ${expected}${surprise} (${describeSeconds(elapsedMs / 1000)})`
}

/** Text between the bars. */
export function say(progress: ProgressDisplay, stream: NodeJS.WritableStream, text: string): void {
  progress.pause()
  stream.write(`${text}\n`)
}
