/** Memory that the machine does not have is an outcome; every other error is not ours to swallow. */
import type { Failure } from './provider.ts'

export async function withinMemory<T>(compute: () => Promise<T>): Promise<T | Failure> {
  try {
    return await compute()
  } catch (error) {
    if (error instanceof RangeError && /allocation failed|array (buffer )?length/i.test(error.message)) {
      return { status: 'tooLarge', message: `not enough memory: ${error.message}` }
    }
    throw error
  }
}
