/** Writes report.json, the figures and report.md into a folder, each whole or not at all. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { encodePlainData } from '../data/plainData.ts'
import { replaceFile } from '../data/replaceFile.ts'
import { drawFigures, namedFigures, removeFigures } from './figureFiles.ts'
import { renderReport } from './renderReport.ts'
import type { Report } from './report.ts'

/**
 * The numbers come first, so that no figure takes them with it; figures of the report that stood here before, and
 * that this one does not have, are removed.
 *
 * @throws DataError when the folder cannot be written, InternalError when a figure cannot be drawn, after all the rest
 */
export async function writeReport(report: Report, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const before = namedFigures(folder)
  replaceFile(join(folder, 'report.json'), [Buffer.from(`${encodePlainData(report, 2)}\n`)])
  const figures = await drawFigures(report.claims)
  const missing = new Map<string, string>()
  for (const figure of figures) {
    if ('svg' in figure) replaceFile(join(folder, figure.file), [Buffer.from(figure.svg)])
    else missing.set(figure.file, figure.error.message)
  }
  replaceFile(join(folder, 'report.md'), [Buffer.from(renderReport(report, missing))])
  const drawn = new Set(figures.filter((figure) => 'svg' in figure).map(({ file }) => file))
  removeFigures(
    folder,
    before.filter((file) => !drawn.has(file)),
  )
  for (const figure of figures) if ('error' in figure) throw figure.error
}
