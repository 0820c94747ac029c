/**
 * A digest of the source that computes a piece of evidence: when that code changes, what it computed before is not
 * taken for what it would compute now, and when other code changes, it is.
 *
 * Of a file it covers all that the file imports, directly or not; of a folder all that lies in it. Types are left
 * out: they compute nothing.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const harnessFolder = fileURLToPath(new URL('..', import.meta.url))
/** Imports and re-exports of values from files beside, at once or later. */
const relativeImport =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\s)[^;'"]*?['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/g
const known = new Map<string, string>()

/**
 * @param sources files and folders of harness/, in any order; a file without its extension, which is another once
 *   the package is built
 * @returns 16 hexadecimal digits
 */
export function codeVersion(sources: readonly string[]): string {
  const key = [...sources].sort().join(' ')
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const hash = createHash('sha256')
  for (const file of closure(sources.flatMap(filesOf))) {
    hash.update(`${file}\0`).update(readFileSync(join(harnessFolder, file)))
  }
  const version = hash.digest('hex').slice(0, 16)
  known.set(key, version)
  return version
}

/** Tests and declarations do not compute evidence; compiled kernels and the threads that run them do. */
function filesOf(source: string): string[] {
  const found = ['.ts', '.js'].map((extension) => `${source}${extension}`).find(isFile)
  if (found !== undefined) return [found]
  return readdirSync(join(harnessFolder, source), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test|\.d)\.(ts|js|mjs|wasm)$/.test(file))
    .map((file) => join(source, file))
}

function isFile(file: string): boolean {
  return statSync(join(harnessFolder, file), { throwIfNoEntry: false })?.isFile() ?? false
}

function closure(files: readonly string[]): string[] {
  const reached = new Set(files)
  for (const file of reached) {
    if (file.endsWith('.wasm')) continue
    for (const path of importsOf(file)) if (isFile(path)) reached.add(path)
  }
  return [...reached].sort()
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(harnessFolder, file), 'utf8')
  return [...text.matchAll(relativeImport)].map(([, path, dynamic]) => join(dirname(file), path ?? dynamic!))
}
