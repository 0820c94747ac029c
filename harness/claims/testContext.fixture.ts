/** A ClaimContext for one test: the embedded provider, evidence in a folder that goes with the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { chooseProvider } from '../providers/registry.ts'
import type { ClaimContext } from './context.ts'
import { evidenceStore } from './evidenceStore.ts'

export async function testContext(overrides: Partial<ClaimContext> = {}): Promise<ClaimContext> {
  const { provider, reason } = await chooseProvider({ SADDLECHECK_PROVIDER: 'embedded' })
  const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-context-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return {
    scale: 'quick',
    seed: 1,
    provider,
    providerReason: reason,
    evidence: evidenceStore({ folder, fresh: false }),
    progress: () => () => {},
    ...overrides,
  }
}
