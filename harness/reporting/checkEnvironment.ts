/**
 * Vitest global setup of the specs: a mistake in an environment variable ends the run with one line and
 * exit code 2, before any test file is loaded; otherwise the provider that was chosen is printed.
 */
import { claimContext, contextOptionsFromEnvironment } from '../claims/context.ts'
import { HarnessError } from '../errors.ts'

export default async function checkEnvironment(): Promise<void> {
  try {
    const { provider, providerReason, scale, seed } = await claimContext(contextOptionsFromEnvironment())
    process.stdout.write(
      `provider ${provider.name} (${provider.version}): ${providerReason}\nscale ${scale}, seed ${seed}\n`,
    )
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
