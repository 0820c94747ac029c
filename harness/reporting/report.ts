/** A report: claims decided, in one run or in several, as plain data; report.json is this, report.md its rendering. */
import type { DecidedClaim } from '../claims/runClaim.ts'

export interface Report {
  readonly schema: 1
  readonly tool: string
  readonly node: string
  readonly platform: string
  /** What the last run was asked for, as a command. */
  readonly command: string
  /** ISO 8601, when the report was written. Only for the record: no result depends on it. */
  readonly writtenAt: string
  /** In the order of their ids. */
  readonly claims: readonly ReportedClaim[]
  /** Ids of claims that belong with these and are not decided here yet, where a report grows claim by claim. */
  readonly missing?: readonly string[]
}

export interface ReportedClaim extends DecidedClaim {
  readonly run: RunRecord
}

/** Of the run that decided a claim. */
export type RunRecord = Pick<Report, 'tool' | 'node' | 'platform' | 'command' | 'writtenAt'>

export function newReport(claims: readonly DecidedClaim[], command: string, version: string): Report {
  const run: RunRecord = {
    tool: `saddlecheck ${version}`,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    command,
    writtenAt: new Date().toISOString(),
  }
  return { schema: 1, ...run, claims: claims.map((claim) => ({ ...claim, run })).sort(byId) }
}

/** What the later run decided, and of the earlier report what it did not. */
export function mergeReports(earlier: Report, later: Report): Report {
  const decided = new Set(later.claims.map(({ id }) => id))
  const kept = earlier.claims.filter(({ id }) => !decided.has(id))
  return { ...later, claims: [...kept, ...later.claims].sort(byId) }
}

function byId(a: DecidedClaim, b: DecidedClaim): number {
  return a.id < b.id ? -1 : 1
}
