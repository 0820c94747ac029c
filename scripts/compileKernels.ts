/** Compiles the AssemblyScript kernels of the embedded provider, each build stamped with the digest of its source. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { replaceFile } from '../harness/data/replaceFile.ts'
import { isStamped, kernelSourceDigest, stampKernels } from '../harness/providers/wasm/kernelSource.ts'

export const kernelFolder = fileURLToPath(new URL('../harness/providers/wasm/', import.meta.url))
/** Targets of assembly/asconfig.json; the file is named as the target. */
export const kernelTargets = ['kernels', 'kernelsFma'] as const
export type KernelTarget = (typeof kernelTargets)[number]

/** Compiles what is missing or was made from another source. @returns the targets that were compiled */
export async function refreshKernels(): Promise<readonly KernelTarget[]> {
  const digest = kernelSourceDigest()!
  const stale = kernelTargets.filter((target) => !isFresh(target, digest))
  const compiled = await Promise.all(stale.map(compileKernels))
  compiled.forEach((bytes, k) => {
    replaceFile(join(kernelFolder, `${stale[k]}.wasm`), [bytes])
  })
  return stale
}

/** @throws with the compiler's messages when the source does not compile */
export async function compileKernels(target: KernelTarget): Promise<Uint8Array> {
  const digest = kernelSourceDigest()!
  // A process of its own, because tsx would transform the 15 MB of the compiler first.
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
  const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-kernels-'))
  const outFile = join(folder, `${target}.wasm`)
  try {
    const options = ['--config', 'asconfig.json', '--target', target, '--outFile', outFile]
    await promisify(execFile)(process.execPath, [compiler, 'index.ts', ...options], {
      cwd: join(kernelFolder, 'assembly'),
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    return stampKernels(readFileSync(outFile), digest)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function isFresh(target: KernelTarget, digest: string): boolean {
  const file = join(kernelFolder, `${target}.wasm`)
  return existsSync(file) && isStamped(readFileSync(file), digest)
}
