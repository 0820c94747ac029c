/** Writes report.json and report.md into a folder, each whole or not at all. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { encodePlainData } from '../data/plainData.ts'
import { replaceFile } from '../data/replaceFile.ts'
import { renderReport } from './renderReport.ts'
import type { Report } from './report.ts'

/** @throws DataError when the folder cannot be written */
export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true })
  replaceFile(join(folder, 'report.json'), [Buffer.from(`${encodePlainData(report, 2)}\n`)])
  replaceFile(join(folder, 'report.md'), [Buffer.from(renderReport(report))])
}
