/**
 * `npm run kernels [-- <folder>]`: compiles the kernels unless they are made from the source as it is, and copies
 * what a package needs beside its JavaScript to the folder.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { kernelFolder, kernelTargets, refreshKernels } from './compileKernels.ts'
import { runMain } from './runMain.ts'

await runMain('kernels', async () => {
  for (const target of await refreshKernels()) process.stderr.write(`compiled ${target}.wasm\n`)
  const [folder] = process.argv.slice(2)
  if (folder === undefined) return 0
  mkdirSync(folder, { recursive: true })
  for (const file of [...kernelTargets.map((target) => `${target}.wasm`), 'kernelWorker.mjs']) {
    copyFileSync(join(kernelFolder, file), join(folder, file))
  }
  return 0
})
