/** Runs a script's main function: a mistake gives one line and exit code 2, a bug its stack and 70. */
import { HarnessError } from '../harness/errors.ts'

export async function runMain(name: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    const isMistake =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    const isExplained = isMistake || error instanceof HarnessError
    process.stderr.write(
      `${name}: ${isExplained ? error.message : String((error as Error).stack ?? error)}\n`,
    )
    process.exitCode = isMistake || (error instanceof HarnessError && error.code !== 'internal') ? 2 : 70
  }
}
