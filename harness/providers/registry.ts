/**
 * Which providers there are here, and which one works.
 *
 * SADDLECHECK_PROVIDER names one: then it is that one or an error, never another. Otherwise lapack is taken
 * where a library is found, else embedded. The reason for the choice is a sentence to print and to record.
 */
import { ArgumentError, ProviderUnavailable } from '../errors.ts'
import { checkedProvider } from './checkedProvider.ts'
import type { Kernels, Provider, ProviderName } from './provider.ts'
import { type Environment, requestedThreads } from './requestedThreads.ts'

export type ProviderFinding =
  | { readonly name: ProviderName; readonly available: true; readonly provider: Provider }
  | { readonly name: ProviderName; readonly available: false; readonly reason: string; readonly hint: string }

export interface ProviderChoice {
  readonly provider: Provider
  readonly reason: string
}

/** In order of preference. */
const finders: Readonly<Record<ProviderName, (env: Environment) => Promise<ProviderFinding>>> = {
  lapack: findLapackProvider,
  embedded: findEmbedded,
}

export const providerNames = Object.keys(finders) as readonly ProviderName[]

/** Every provider, available or not, in order of preference. */
export function findProviders(env: Environment = process.env): Promise<ProviderFinding[]> {
  return Promise.all(providerNames.map((name) => finders[name](env)))
}

/** Those that work here, in order of preference. */
export async function foundProviders(env: Environment = process.env): Promise<Provider[]> {
  const findings = await findProviders(env)
  return findings.flatMap((finding) => (finding.available ? [finding.provider] : []))
}

/**
 * @throws ArgumentError when SADDLECHECK_PROVIDER or SADDLECHECK_THREADS makes no sense, ProviderUnavailable when
 *   what was asked for by SADDLECHECK_PROVIDER or SADDLECHECK_LAPACK is not there
 */
export async function chooseProvider(env: Environment = process.env): Promise<ProviderChoice> {
  requestedThreads(env)
  const asked = env.SADDLECHECK_PROVIDER || undefined
  if (asked !== undefined) return chosenByName(asked, env)
  const lapack = await finders.lapack(env)
  if (lapack.available)
    return { provider: lapack.provider, reason: 'lapack is the fastest provider found here' }
  // A path that was written down and does not work is a mistake to report, not to work around.
  const path = env.SADDLECHECK_LAPACK
  if (path && path !== 'none') throw new ProviderUnavailable('lapack', lapack.reason, lapack.hint)
  return {
    provider: available(await finders.embedded(env)),
    reason: `embedded needs nothing but npm, and lapack is not available: ${lapack.reason}`,
  }
}

async function chosenByName(asked: string, env: Environment): Promise<ProviderChoice> {
  const name = providerNames.find((candidate) => candidate === asked)
  if (name === undefined) {
    const names = `one of ${providerNames.join(', ')}`
    throw new ArgumentError('environment', 'SADDLECHECK_PROVIDER', names, `"${asked}"`)
  }
  return { provider: available(await finders[name](env)), reason: `SADDLECHECK_PROVIDER asks for ${name}` }
}

function available(finding: ProviderFinding): Provider {
  if (finding.available) return finding.provider
  throw new ProviderUnavailable(finding.name, finding.reason, finding.hint)
}

async function findLapackProvider(env: Environment): Promise<ProviderFinding> {
  const { findLapack } = await import('./lapack/findLapack.ts')
  const finding = await findLapack(env)
  if (!finding.available) return { name: 'lapack', ...finding }
  const { lapackKernels } = await import('./lapack/lapackKernels.ts')
  return built('lapack', () => lapackKernels(finding.routines, finding.version))
}

async function findEmbedded(env: Environment): Promise<ProviderFinding> {
  const { embeddedKernels } = await import('./embedded/embeddedKernels.ts')
  return built('embedded', () => embeddedKernels(env))
}

/** Not available where nothing was built, which a package never is. */
function built(name: ProviderName, kernels: () => Kernels): ProviderFinding {
  try {
    return { name, available: true, provider: checkedProvider(kernels()) }
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    const { reason, hint } = error
    return { name, available: false, reason, hint }
  }
}
