/**
 * The providers on one thread each, unless SADDLECHECK_THREADS says otherwise.
 *
 * embedded and ml-matrix have one thread, so this compares like with like; and with another process on the
 * second core, two threads can be three times slower than one. A library that offers no way to set them
 * (Accelerate) is measured as it is; its build in each row says what it used.
 */
import { ArgumentError, findProviders, type ProviderFinding } from '../harness/index.ts'

export async function benchProviders(env = process.env): Promise<ProviderFinding[]> {
  if (env.SADDLECHECK_THREADS) return findProviders(env)
  try {
    return await findProviders({ ...env, SADDLECHECK_THREADS: '1' })
  } catch (error) {
    if (error instanceof ArgumentError) return findProviders(env)
    throw error
  }
}
