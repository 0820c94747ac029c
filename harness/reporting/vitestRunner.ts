/** Vitest setup file of the specs: every claim that a spec file specifies becomes a test. */
import { expect, test } from 'vitest'
import { setClaimRunner } from '../claims/claim.ts'
import { claimContext, contextOptionsFromEnvironment } from '../claims/context.ts'
import { runClaim } from '../claims/runClaim.ts'
import { encodePlainData } from '../data/plainData.ts'
import { encodeMessage } from './workerMessages.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** A DecidedClaim, encoded. */
    saddlecheck?: string
  }
}

setClaimRunner((claim) => {
  test(claim.id, async ({ task, signal }) => {
    const context = await claimContext({
      ...contextOptionsFromEnvironment(),
      signal,
      onProgress: (label, done, total) =>
        console.log(encodeMessage({ label: `${claim.id}: ${label}`, done, total })),
      onWarning: (message) => console.warn(message),
    })
    const decided = await runClaim(claim, context)
    task.meta.saddlecheck = encodePlainData(decided)
    expect(decided.surprises, 'every verdict as pinned, every control as expected').toEqual([])
  })
})
