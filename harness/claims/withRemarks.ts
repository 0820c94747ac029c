/** A check whose verdict has remarks for the reader, whatever it comes to: for a claim, not for its controls. */
import type { Check } from './claim.ts'

/** @param remarks each a sentence or more: what was measured where, its error bar, why the source's numbers differ */
export function withRemarks(check: Check, remarks: readonly string[]): Check {
  return async (context) => ({ ...(await check(context)), remarks })
}
