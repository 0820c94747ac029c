/**
 * Vitest reporter of the specs: shows progress, ends the run with the verdict table, writes
 * reports/latest/. Silent when a run has no claims.
 */
import type { UserConsoleLog } from 'vitest'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { DecidedClaim } from '../claims/runClaim.ts'
import { decodePlainData } from '../data/plainData.ts'
import { packageVersion } from './packageVersion.ts'
import { terminalTable } from './renderReport.ts'
import { newReport } from './report.ts'
import { terminalProgress } from './terminalProgress.ts'
import { decodeMessages } from './workerMessages.ts'
import { writeReport } from './writeReport.ts'

const folder = 'reports/latest'

export default class VerdictReporter implements Reporter {
  private readonly progress = terminalProgress()

  onUserConsoleLog(log: UserConsoleLog): void {
    for (const { label, done, total } of decodeMessages(log.content)) this.progress.update(label, done, total)
  }

  /** Runs before the default reporter prints the module's result. */
  onTestModuleEnd(): void {
    this.progress.pause()
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    this.progress.stop()
    const claims = modules.flatMap((module) => [...module.children.allTests()].flatMap(decidedClaim))
    if (claims.length === 0) return
    const command = `npx vitest run ${process.argv.slice(3).join(' ')}`.trim()
    const report = newReport(claims, command, packageVersion())
    const provider = report.claims[0]!.provider
    process.stdout.write(`\nVerdicts (provider ${provider}):\n${terminalTable(report.claims)}\n`)
    try {
      await writeReport(report, folder)
      process.stdout.write(`\nReport: ${folder}/report.md\n`)
    } catch (error) {
      process.exitCode = 1
      process.stdout.write(
        `\nThe report was not written: ${error instanceof Error ? error.message : error}\n`,
      )
    }
  }
}

function decidedClaim(test: TestCase): DecidedClaim[] {
  const { saddlecheck } = test.meta() as { saddlecheck?: string }
  return saddlecheck === undefined ? [] : [decodePlainData(saddlecheck) as DecidedClaim]
}
