/** Vitest global setup of our own tests: names the seed, or ends the run with one line and exit code 2. */
import { HarnessError } from '../errors.ts'
import { propertySeed } from './propertySeed.ts'

export default function checkSeed(): void {
  try {
    process.stdout.write(`seed ${propertySeed()}\n`)
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
