/** Reads the report.json of an earlier run, to be added to. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scale } from '../claims/context.ts'
import { fileError } from '../data/fileError.ts'
import { decodePlainData } from '../data/plainData.ts'
import { DataError } from '../errors.ts'
import type { Report, ReportedClaim } from './report.ts'

const hint = 'Name another folder, or remove the report'

/**
 * @returns undefined when the folder has none
 * @throws DataError when there is one that cannot be read or is of another schema
 */
export function readReport(folder: string): Report | undefined {
  const file = join(folder, 'report.json')
  const text = readText(file)
  if (text === undefined) return undefined
  const found = parse(text)
  if (!isReport(found))
    throw new DataError(file, 'a report of saddlecheck of schema 1', describe(found), hint)
  return { ...found, claims: found.claims.map((claim) => withRun(claim, found)) }
}

/** @throws DataError when a claim of the report was decided at another scale */
export function requireScale(report: Report, folder: string, scale: Scale): void {
  const other = report.claims.find((claim) => claim.scale !== scale)
  if (other === undefined) return
  const got = `${other.id} of scale ${other.scale}`
  throw new DataError(join(folder, 'report.json'), `claims decided at scale ${scale}`, got, hint)
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fileError(file, 'a report that can be read', cause)
  }
}

function parse(text: string): unknown {
  try {
    return decodePlainData(text)
  } catch {
    return undefined
  }
}

function isReport(value: unknown): value is Report {
  const { schema, claims } = (value ?? {}) as Partial<Report>
  return schema === 1 && Array.isArray(claims) && claims.every((claim) => typeof claim?.id === 'string')
}

function describe(value: unknown): string {
  if (value === undefined) return 'text that is not JSON'
  const { schema } = (value ?? {}) as { schema?: unknown }
  return schema === 1 ? 'one without claims' : `schema ${JSON.stringify(schema)}`
}

/** Reports of one run once did not say by claim who decided it. */
function withRun(claim: ReportedClaim, { tool, node, platform, command, writtenAt }: Report): ReportedClaim {
  return { ...claim, run: claim.run ?? { tool, node, platform, command, writtenAt } }
}
