/**
 * Keeps what the README shows equal to what runs: the verdict table and the example claim.
 *
 * `npm run readme` runs the specs and writes both between their markers. `npm run readme -- --check` compares
 * instead, with reports/latest of the run before: the example word for word, the table by claims,
 * statements and verdicts (the last digits of the evidence depend on the machine).
 */
import { readFile, writeFile } from 'node:fs/promises'
import { $ } from 'zx'
import { decodePlainData } from '../harness/data/plainData.ts'
import { DataError } from '../harness/errors.ts'
import { verdictTable } from '../harness/reporting/renderReport.ts'
import type { Report } from '../harness/reporting/report.ts'

const readme = 'README.md'
const report = 'reports/latest/report.json'
const example = 'specs/examples/rayleighQuotient.spec.ts'

const check = process.argv.includes('--check')
if (!check) await $({ stdio: 'inherit' })`npx vitest run specs`

const { claims } = decodePlainData(await readFile(report, 'utf8')) as Report
const text = await readFile(readme, 'utf8')
const sections = {
  verdicts: verdictTable(claims),
  example: `\`\`\`ts\n${await readFile(example, 'utf8')}\`\`\``,
}

if (check) {
  const stale = [
    ...(firstColumns(section(text, 'verdicts')) === firstColumns(sections.verdicts) ? [] : ['verdicts']),
    ...(section(text, 'example') === sections.example ? [] : ['example']),
  ]
  for (const name of stale) console.error(`${readme}: section «${name}» is not current; run: npm run readme`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  await writeFile(readme, replaceSection(replaceSection(text, 'verdicts'), 'example'))
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
