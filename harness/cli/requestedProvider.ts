/** The provider that `--provider` names, else the one that the environment or this machine decides on. */
import type { ProviderName } from '../providers/provider.ts'
import { chooseProvider, type ProviderChoice } from '../providers/registry.ts'

/**
 * Sets SADDLECHECK_PROVIDER for the rest of this process, so that whatever chooses later chooses the same.
 *
 * @throws ProviderUnavailable when the one asked for is not there
 */
export async function requestedProvider(name: ProviderName | undefined): Promise<ProviderChoice> {
  if (name === undefined) return chooseProvider()
  process.env.SADDLECHECK_PROVIDER = name
  return { ...(await chooseProvider()), reason: `--provider asks for ${name}` }
}
