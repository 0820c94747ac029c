/** The embedded provider, one for the whole process: what works where the caller names no other. */
import { checkedProvider } from '../checkedProvider.ts'
import type { Provider } from '../provider.ts'
import { embeddedKernels } from './embeddedKernels.ts'

let provider: Provider | undefined

export function embeddedProvider(): Provider {
  provider ??= checkedProvider(embeddedKernels())
  return provider
}
