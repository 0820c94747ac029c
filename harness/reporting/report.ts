/** The report of one run: every claim decided, as plain data; report.json is this, report.md its rendering. */
import type { DecidedClaim } from '../claims/runClaim.ts'

export interface Report {
  readonly schema: 1
  readonly tool: string
  readonly node: string
  readonly platform: string
  /** What the run was asked for, as a command. */
  readonly command: string
  /** ISO 8601, when the report was written. Only for the record: no result depends on it. */
  readonly writtenAt: string
  /** In the order of their ids. */
  readonly claims: readonly DecidedClaim[]
}

export function newReport(claims: readonly DecidedClaim[], command: string, version: string): Report {
  return {
    schema: 1,
    tool: `saddlecheck ${version}`,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    command,
    writtenAt: new Date().toISOString(),
    claims: [...claims].sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}
