/** A digest of a source file and everything that it imports, types aside: what its results depend on. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Static and dynamic imports of the project's own files, and files named beside the module by their URL (compiled
 * kernels, the program of a thread); `import type` is gone at run time.
 */
const pattern =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\s)[^;'"]*?from\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)|(?:^|\n)import\s+'(\.[^']+)'|new URL\('(\.[^']+\.\w+)', import\.meta\.url\)/g

/** @returns 16 hexadecimal digits */
export function closureDigest(entry: string): string {
  const hash = createHash('sha256')
  for (const file of [...importClosure(entry)].sort()) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

/** The file itself and all that it reaches, as paths relative to where `entry` is. Compiled files reach nothing. */
export function importClosure(entry: string): ReadonlySet<string> {
  const reached = new Set([entry])
  // A set hands out what is added while it is walked.
  for (const file of reached) {
    for (const [, from, dynamic, bare, beside] of readFileSync(file, 'utf8').matchAll(pattern)) {
      reached.add(join(dirname(file), (from ?? dynamic ?? bare ?? beside)!))
    }
  }
  return reached
}
