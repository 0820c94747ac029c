/** The figures of a report: what their files are called, drawn, and cleared away when a later run has others. */
import { readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Plot } from '../claims/plot.ts'
import type { DecidedClaim } from '../claims/runClaim.ts'
import { InternalError } from '../errors.ts'
import { readReport } from './readReport.ts'

/** The first line of a figure, by which it is known as ours. */
const header = '<!-- Written by a run of saddlecheck; do not edit. -->'

/** Drawn, or why not. */
export type Figure = { readonly file: string } & ({ readonly svg: string } | { readonly error: Error })

export function figureFile(claimId: string, plotName: string): string {
  return `${claimId.replaceAll('/', '-')}-${plotName}.svg`
}

/** A plot that cannot be drawn does not take the others with it. */
export async function drawFigures(claims: readonly DecidedClaim[]): Promise<Figure[]> {
  const plots = claims.flatMap(({ id, verdict }) => (verdict.plots ?? []).map((plot) => ({ id, plot })))
  if (plots.length === 0) return []
  const { renderPlot } = await import('./renderPlot.ts')
  const files = plots.map(({ id, plot }) => figureFile(id, plot.name))
  return plots.map(({ plot }, k) => {
    const file = files[k]!
    try {
      requireOwnName(plot, file, files.slice(0, k))
      return { file, svg: `${header}\n${renderPlot(plot)}` }
    } catch (error) {
      return { file, error: error instanceof Error ? error : new InternalError(file, String(error)) }
    }
  })
}

function requireOwnName({ name }: Plot, file: string, taken: readonly string[]): void {
  if (!/^[A-Za-z0-9-]+$/.test(name))
    throw new InternalError(`plot ${name}`, 'a name of letters, digits and hyphens')
  if (taken.includes(file)) throw new InternalError(`plot ${name}`, `two plots are written to ${file}`)
}

/** What a report in this folder names as its figures; none when there is no report that can be read. */
export function namedFigures(folder: string): string[] {
  try {
    const claims = readReport(folder)?.claims ?? []
    return claims.flatMap(({ id, verdict }) => (verdict.plots ?? []).map(({ name }) => figureFile(id, name)))
  } catch {
    return []
  }
}

/** Removes those of the files in the folder that a run of ours has drawn, and nothing else. */
export function removeFigures(folder: string, files: readonly string[]): void {
  for (const file of files) {
    const path = join(folder, file)
    if (basename(file) === file && file.endsWith('.svg') && isOurs(path)) rmSync(path, { force: true })
  }
}

function isOurs(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').startsWith(header)
  } catch {
    return false
  }
}
