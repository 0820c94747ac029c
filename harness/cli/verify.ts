/** `saddlecheck verify`: decides claims one after another and reports the verdicts. */
import { type Claim, pinnedVerdict } from '../claims/claim.ts'
import {
  type ClaimContext,
  claimContext,
  contextOptionsFromEnvironment,
  type Scale,
} from '../claims/context.ts'
import type { DecidedClaim } from '../claims/runClaim.ts'
import { ArgumentError } from '../errors.ts'
import type { ProviderName } from '../providers/provider.ts'
import { packageVersion } from '../reporting/packageVersion.ts'
import type { ProgressDisplay } from '../reporting/progressDisplay.ts'
import { readReport, requireScale } from '../reporting/readReport.ts'
import { terminalTable } from '../reporting/renderReport.ts'
import { mergeReports, newReport, type Report } from '../reporting/report.ts'
import { terminalProgress } from '../reporting/terminalProgress.ts'
import { writeReport } from '../reporting/writeReport.ts'
import { decideClaims, say } from './decideClaims.ts'
import { requireWritableFolder } from './outputPlaces.ts'
import { exitCodes } from './reportError.ts'
import { requestedProvider } from './requestedProvider.ts'
import { collectClaims, packageSpecs, selectClaims } from './specClaims.ts'

/** What is absent comes from the SADDLECHECK_ variables, as for `npx vitest run specs`. */
export interface VerifyOptions {
  readonly scale?: Scale
  readonly seed?: number
  readonly path?: string
  readonly trials?: number
  readonly fresh?: true
  readonly evidence?: string
  readonly report?: string
  readonly provider?: ProviderName
  readonly list?: true
}

const defaultReportFolder = 'reports/latest'

/**
 * @param patterns parts of claim ids, none for all
 * @returns the exit code: 1 when a verdict is not the pinned one
 * @throws HarnessError on a mistake of the user's, Interrupted after having reported what was decided
 */
export async function verify(
  patterns: readonly string[],
  options: VerifyOptions,
  signal: AbortSignal,
  specsFolder: string = packageSpecs,
): Promise<number> {
  const all = await collectClaims(specsFolder)
  const claims = selectClaims(all, patterns)
  if (options.list) return listClaims(claims)
  const progress = terminalProgress()
  const context = await contextFor(claims, options, signal, progress)
  const reportFolder = options.report ?? defaultReportFolder
  requireWritableFolder(reportFolder)
  // Asked before the work and not after it.
  earlierReport(options, context)
  requireWritableFolder(context.evidence.folder)
  const decided = await decideClaims(claims, context, signal, progress)
  if (decided.length > 0) {
    await reportVerdicts(decided, all, context, options, replayCommand(patterns, options))
  }
  if (signal.aborted) throw signal.reason
  return decided.every(({ passed }) => passed) ? exitCodes.done : exitCodes.numerical
}

function listClaims(claims: readonly Claim[]): number {
  const rows = claims.map((claim) => [claim.id, pinnedText(claim), claim.statement] as const)
  const idWidth = Math.max(...rows.map(([id]) => id.length))
  const pinnedWidth = Math.max(...rows.map(([, pinned]) => pinned.length))
  for (const [id, pinned, statement] of rows) {
    process.stdout.write(`${id.padEnd(idWidth)}  ${pinned.padEnd(pinnedWidth)}  ${statement}\n`)
  }
  return exitCodes.done
}

function pinnedText(claim: Claim): string {
  const quick = pinnedVerdict(claim, 'quick')
  const paper = pinnedVerdict(claim, 'paper')
  return quick === paper ? quick : `${quick} (paper scale: ${paper})`
}

async function contextFor(
  claims: readonly Claim[],
  options: VerifyOptions,
  signal: AbortSignal,
  progress: ProgressDisplay,
): Promise<ClaimContext> {
  const { scale, seed, path, trials, fresh, evidence } = options
  const given = { scale, seed, path, trials, fresh, evidenceFolder: evidence }
  const wanted = { ...contextOptionsFromEnvironment(), ...withoutUndefined(given) }
  if (wanted.path !== undefined && claims.length !== 1) {
    const got = `${claims.length}: ${claims.map(({ id }) => id).join(', ')}`
    throw new ArgumentError('saddlecheck', '--path', 'given with a pattern that means one claim', got)
  }
  const { reason } = await requestedProvider(options.provider)
  const context = await claimContext({
    ...wanted,
    signal,
    onProgress: (label, done, total) => progress.update(label, done, total),
    onWarning: (message) => say(progress, process.stderr, message),
  })
  return { ...context, providerReason: reason }
}

/**
 * What a folder that the user named has already: claims go into it one by one, those decided before stay.
 *
 * @throws DataError when that is no report, or one of another scale
 */
function earlierReport({ report: folder }: VerifyOptions, { scale }: ClaimContext): Report | undefined {
  const earlier = folder === undefined ? undefined : readReport(folder)
  if (earlier !== undefined) requireScale(earlier, folder!, scale)
  return earlier
}

async function reportVerdicts(
  decided: readonly DecidedClaim[],
  all: readonly Claim[],
  context: ClaimContext,
  options: VerifyOptions,
  command: string,
): Promise<void> {
  const { name, version } = context.provider
  const report = newReport(decided, command, packageVersion())
  const surprises = report.claims.flatMap((claim) =>
    claim.surprises.map((surprise) => `\nnot as pinned: ${surprise}`),
  )
  const title = `\nVerdicts (provider ${name} (${version})):`
  process.stdout.write(`${title}\n${terminalTable(report.claims)}\n${surprises.join('')}`)
  // Read again: another run may have added to it meanwhile.
  const earlier = earlierReport(options, context)
  const merged = earlier === undefined ? report : mergeReports(earlier, report)
  const whole = options.report === undefined ? merged : { ...merged, missing: missingFrom(merged, all) }
  const kept = whole.claims.length - decided.length
  const folder = options.report ?? defaultReportFolder
  await writeReport(whole, folder)
  const also = kept === 0 ? '' : `, with ${kept} decided before`
  process.stdout.write(`\nReport: ${folder}/report.md${also}\n`)
}

/** Claims beside those of a report, in the same folders of specs/, that it does not have yet. */
function missingFrom({ claims }: Report, all: readonly Claim[]): readonly string[] {
  const folderOf = (id: string): string => id.split('/')[0]!
  const ids = new Set(claims.map(({ id }) => id))
  const folders = new Set(claims.map(({ id }) => folderOf(id)))
  return all.map(({ id }) => id).filter((id) => folders.has(folderOf(id)) && !ids.has(id))
}

/** The run as a command, as it stands in the report. */
function replayCommand(patterns: readonly string[], options: VerifyOptions): string {
  const { scale, seed, path, trials, fresh, provider } = options
  const flags = Object.entries({ scale, seed, path, trials, fresh, provider }).flatMap(([name, value]) => {
    if (value === undefined) return []
    return value === true ? [`--${name}`] : [`--${name} ${value}`]
  })
  return ['npm run -s saddlecheck -- verify', ...patterns, ...flags].join(' ')
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
}
