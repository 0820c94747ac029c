/** What a person reads when a property is broken: measurement, smallest instance, and one command that shows it again. */
import fc from 'fast-check'
import type { Broken } from './property.ts'

/** Where the property stands among the tests. */
export interface TestPlace {
  /** Relative to the package. */
  readonly file: string
  /** As vitest prints it: describe blocks and test, joined by ' > '. */
  readonly testName: string
}

export function brokenText({ cases, shrinks, why, instance, seed, path }: Broken, place: TestPlace): string {
  return [
    `broken by case ${cases} (seed ${seed}, ${shrinks} shrinks)`,
    `  ${why}`,
    `  instance: ${fc.stringify(instance)}`,
    `  replay: ${replayCommand(place, seed, path)}`,
  ].join('\n')
}

/** @param path of the case; absent for a saved instance, which is tried first anyway */
export function replayCommand({ file, testName }: TestPlace, seed: number, path?: string): string {
  const pattern = testName
    .split(' > ')
    .join(' ')
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const quoted = `'${pattern.replaceAll("'", "'\\''")}'`
  const variables = `SADDLECHECK_SEED=${seed}${path === undefined ? '' : ` SADDLECHECK_PATH=${path}`}`
  return `${variables} npx vitest run --project harness ${file} -t ${quoted}`
}
