/**
 * Which source a compiled module was made from: its digest stands in a custom section of the module.
 *
 * An installed package has the modules alone. In a checkout the source lies beside them, and a module that was
 * made from another source is never run.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

const folder = new URL('assembly/', import.meta.url)
const section = 'saddlecheck.source'

/** Digest of what the compiler reads: 16 hexadecimal digits, or undefined where there is no source. */
export function kernelSourceDigest(): string | undefined {
  if (!existsSync(folder)) return undefined
  const hash = createHash('sha256')
  for (const file of kernelSourceFiles()) hash.update(`${file}\0`).update(readFileSync(new URL(file, folder)))
  return hash.digest('hex').slice(0, 16)
}

/** The compiler's options, index.ts and all that it reaches. */
function kernelSourceFiles(): readonly string[] {
  const reached = new Set(['index.ts'])
  // A set hands out what is added while it is walked.
  for (const file of reached) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    for (const [, name] of text.matchAll(/ from '\.\/(\w+)'/g)) reached.add(`${name}.ts`)
  }
  return ['asconfig.json', ...[...reached].sort()]
}

/** @returns the module with the digest appended: a custom section is id 0, length, name, content */
export function stampKernels(module: Uint8Array, digest: string): Uint8Array {
  return Buffer.concat([module, sectionOf(digest)])
}

/** Whether the module ends with that stamp. It need not be one that this engine can compile. */
export function isStamped(module: Uint8Array, digest: string): boolean {
  const stamp = sectionOf(digest)
  return stamp.equals(module.subarray(-stamp.length))
}

function sectionOf(digest: string): Buffer {
  const name = Buffer.from(section)
  const content = Buffer.from(digest)
  // Lengths below 128 are one byte in LEB128.
  const length = 1 + name.length + content.length
  return Buffer.concat([Buffer.of(0, length, name.length), name, content])
}
