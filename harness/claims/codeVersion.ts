/**
 * A digest of the source of the rooms that compute a piece of evidence: when their code changes, what they
 * computed before is not taken for what they would compute now.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const harnessFolder = fileURLToPath(new URL('..', import.meta.url))
const known = new Map<string, string>()

/** @param rooms folders of harness/, in any order @returns 16 hexadecimal digits */
export function codeVersion(rooms: readonly string[]): string {
  const key = [...rooms].sort().join(' ')
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const hash = createHash('sha256')
  for (const room of [...rooms].sort()) {
    for (const file of sourceFiles(room))
      hash.update(`${file}\0`).update(readFileSync(join(harnessFolder, file)))
  }
  const version = hash.digest('hex').slice(0, 16)
  known.set(key, version)
  return version
}

/** Tests and declarations do not compute evidence; compiled kernels and the threads that run them do. */
function sourceFiles(room: string): string[] {
  return readdirSync(join(harnessFolder, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test|\.d)\.(ts|js|mjs|wasm)$/.test(file))
    .sort()
    .map((file) => join(room, file))
}
