/**
 * The providers on so many threads each, unless SADDLECHECK_THREADS says otherwise.
 *
 * A native library has one number of threads for the whole process, so the providers of one call are measured before
 * the next call. A library that offers no way to set it (Accelerate) is measured as it is; its build in each row says
 * what it used.
 */
import { ArgumentError, findProviders, type ProviderFinding } from '../harness/index.ts'

export async function benchProviders(threads: number, env = process.env): Promise<ProviderFinding[]> {
  if (env.SADDLECHECK_THREADS) return findProviders(env)
  try {
    return await findProviders({ ...env, SADDLECHECK_THREADS: String(threads) })
  } catch (error) {
    if (error instanceof ArgumentError) return findProviders(env)
    throw error
  }
}
