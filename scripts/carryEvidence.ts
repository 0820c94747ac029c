/**
 * Carries stored evidence over a change of the code that changes no result (harness/claims/carryEvidence.ts).
 *
 *     npm run carry -- OLD NEW [--least 3]
 *
 * OLD is the folder of evidence that was computed before the change, NEW a folder in which the changed code has
 * computed a part of it again. Exit code 1 where a result differs.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type CarriedVersion, carryEvidence } from '../harness/claims/carryEvidence.ts'
import { ArgumentError } from '../harness/errors.ts'
import { countOption } from './numberOptions.ts'
import { runMain } from './runMain.ts'

await runMain('carry', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { least: { type: 'string', default: '3' } },
  })
  const [from, to, ...more] = positionals
  if (from === undefined || to === undefined || more.length > 0) {
    throw new ArgumentError('carry', 'arguments', 'OLD NEW', positionals.join(' '))
  }
  for (const folder of [from, to]) {
    if (!existsSync(folder)) throw new ArgumentError('carry', 'folder', 'one that exists', folder)
  }
  const versions = carryEvidence({ from, to, least: countOption('carry', '--least', values.least) })
  for (const version of versions) console.log(lineOf(version))
  return versions.some(({ status }) => status === 'differs') ? 1 : 0
})

function lineOf({ kind, code, status, compared, alike, carried, left }: CarriedVersion): string {
  const rest = left === 0 ? '' : `, ${left} left, of settings that were not computed again`
  return `${kind} ${code}: ${status}; ${alike} of ${compared} that were computed again are alike, ${carried} carried${rest}`
}
