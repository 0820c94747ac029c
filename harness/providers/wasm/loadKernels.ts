/**
 * The compiled kernels: kernelsFma.wasm where this engine has relaxed SIMD (fused multiply-add), else kernels.wasm.
 *
 * Both lie beside this file, in a checkout as in a package; `npm run build` makes them.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ProviderUnavailable } from '../../errors.ts'
import { isStamped, kernelSourceDigest } from './kernelSource.ts'
import { type KernelModule, Module, validate } from './webAssembly.ts'

export interface CompiledKernels {
  readonly module: KernelModule
  /** Whether sums of products are rounded once a term: results differ from the other build in their last bits. */
  readonly fused: boolean
}

const plainFile = new URL('./kernels.wasm', import.meta.url)
const fusedFile = new URL('./kernelsFma.wasm', import.meta.url)
const hint = 'Run: npm run build'
let loaded: CompiledKernels | undefined

/** @throws ProviderUnavailable when the modules were not built, or not from the source that lies here */
export function loadKernels(): CompiledKernels {
  loaded ??= compile(plainFile, fusedFile)
  return loaded
}

/** Exported for tests. */
export function compile(plain: URL, fused: URL): CompiledKernels {
  const fusedBytes = read(fused)
  const canFuse = validate(fusedBytes)
  const bytes = canFuse ? fusedBytes : read(plain)
  const digest = kernelSourceDigest()
  if (digest !== undefined && !isStamped(bytes, digest)) {
    throw new ProviderUnavailable(
      'embedded',
      'its compiled kernels are not from the source beside them',
      hint,
    )
  }
  return { module: new Module(bytes), fused: canFuse }
}

function read(file: URL): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw new ProviderUnavailable('embedded', `${fileURLToPath(file)} is missing`, hint)
  }
}
