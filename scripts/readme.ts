/**
 * Keeps what the README shows equal to what runs: the verdict table, the examples, and what the checks catch.
 *
 * `npm run readme` runs the specs and writes all of them between their markers. `npm run readme -- --check` compares
 * instead, with reports/latest of the run before: the examples word for word, the table by claims,
 * statements and verdicts (the last digits of the evidence depend on the machine), the checks and the table of the
 * paper's own sizes with the committed reports.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { $ } from 'zx'
import { decodePlainData } from '../harness/data/plainData.ts'
import { DataError } from '../harness/errors.ts'
import { type DetectionReport, detectionSummary } from '../harness/mutants/renderDetections.ts'
import { type SoakReport, soakSummary } from '../harness/properties/soakReport.ts'
import { contentsTable, missingClaims, outcomeText, verdictTable } from '../harness/reporting/renderReport.ts'
import type { Report } from '../harness/reporting/report.ts'

const readme = 'README.md'
const report = 'reports/latest/report.json'
const paperReport = 'reports/paper/sankar2017/report'
const example = 'specs/examples/rayleighQuotient.spec.ts'
const ownCode = 'scripts/examples/ownCurvature.test.ts'

const check = process.argv.includes('--check')
if (!check) await $({ stdio: 'inherit' })`npx vitest run specs`

const { claims } = decodePlainData(await readFile(report, 'utf8')) as Report
const text = await readFile(readme, 'utf8')
const sections = {
  paper: await paperScale(),
  verdicts: verdictTable(claims),
  example: await typescript(example),
  ownCode: await typescript(ownCode),
  checks: await checks(),
}

if (check) {
  const stale = [
    ...(firstColumns(section(text, 'verdicts')) === firstColumns(sections.verdicts) ? [] : ['verdicts']),
    ...(['paper', 'example', 'ownCode', 'checks'] as const).filter(
      (name) => section(text, name) !== sections[name],
    ),
  ]
  for (const name of stale) console.error(`${readme}: section «${name}» is not current; run: npm run readme`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  const names = Object.keys(sections) as (keyof typeof sections)[]
  await writeFile(readme, names.reduce(replaceSection, text))
}

async function typescript(file: string): Promise<string> {
  return `\`\`\`ts\n${await readFile(file, 'utf8')}\`\`\``
}

/** What the committed report of the paper's own sizes comes to. */
async function paperScale(): Promise<string> {
  const decided = decodePlainData(await readFile(`${paperReport}.json`, 'utf8')) as Report
  const table = contentsTable(decided.claims, `${paperReport}.md`)
  return [outcomeText(decided.claims), ...missingClaims(decided), table].join('\n\n')
}

/** One line for each committed report of what the properties do. */
async function checks(): Promise<string> {
  const read = async (file: string) => decodePlainData(await readFile(file, 'utf8'))
  const detection = (await read('reports/detect/detect.json')) as DetectionReport
  const soak = (await read('reports/soak/soak.json')) as SoakReport
  return [
    `- \`npm run detect\`: ${detectionSummary(detection)} ([table](reports/detect/detect.md)).`,
    `- \`npm run soak -- --seeds ${soak.seeds}\`: ${soakSummary(soak)} ([table](reports/soak/soak.md)).`,
  ].join('\n')
}

/** What stands between the markers of a section, without the line ends around it. */
function section(source: string, name: string): string {
  return pattern(name).exec(source)?.[2]?.trim() ?? ''
}

function replaceSection(source: string, name: keyof typeof sections): string {
  if (!pattern(name).test(source))
    throw new DataError(readme, `markers of a section «${name}»`, 'none', 'Restore them')
  return source.replace(pattern(name), (_whole, begin, _old, end) => `${begin}\n${sections[name]}\n${end}`)
}

function pattern(name: string): RegExp {
  return new RegExp(`(<!-- ${name}: [^\n]* -->)([^]*?)(<!-- end of ${name} -->)`)
}

/** Claim, statement and verdict of every row, without the padding that aligns the columns. */
function firstColumns(table: string): string {
  return table
    .split('\n')
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, 4)
        .map((cell) => cell.trim().replace(/^-+$/, '-'))
        .join(' | '),
    )
    .join('\n')
}
