/** The version in package.json, found from the source folder and from the built one alike. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export function packageVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    const file = fileURLToPath(new URL(place, import.meta.url))
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  }
  return 'unknown'
}
