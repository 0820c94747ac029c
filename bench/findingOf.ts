/** The finding for one provider by its name. */
import { InternalError, type Provider, type ProviderFinding, ProviderUnavailable } from '../harness/index.ts'

export function findingOf(findings: readonly ProviderFinding[], name: Provider['name']): ProviderFinding {
  const finding = findings.find((candidate) => candidate.name === name)
  if (finding === undefined) throw new InternalError('findingOf', `no provider is called ${name}`)
  return finding
}

/** It needs nothing but npm, and to be built. */
export function embeddedProvider(findings: readonly ProviderFinding[]): Provider {
  const finding = findingOf(findings, 'embedded')
  if (!finding.available) throw new ProviderUnavailable('embedded', finding.reason, finding.hint)
  return finding.provider
}
