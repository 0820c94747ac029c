/** That what is run is compiled from the source, and that whoever has not built is told to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { compileKernels } from '../../../scripts/compileKernels.ts'
import { ProviderUnavailable } from '../../errors.ts'
import { isStamped, kernelSourceDigest, stampKernels } from './kernelSource.ts'
import { compile, loadKernels } from './loadKernels.ts'
import { Module, validate } from './webAssembly.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-'))
afterAll(() => rmSync(folder, { recursive: true }))

const built = readFileSync(new URL('./kernels.wasm', import.meta.url))
const fused = readFileSync(new URL('./kernelsFma.wasm', import.meta.url))
/** The shortest module there is. */
const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

function file(name: string, bytes: Uint8Array): URL {
  writeFileSync(join(folder, name), bytes)
  return pathToFileURL(join(folder, name))
}

describe('the compiled kernels', () => {
  it('are what the compiler makes of the source', async () => {
    expect(built.equals(await compileKernels('kernels'))).toBe(true)
  }, 120_000)

  it('are chosen by what the engine understands', () => {
    expect(validate(built)).toBe(true)
    expect(loadKernels().fused).toBe(validate(fused))
    expect(loadKernels()).toBe(loadKernels())
  })
})

describe('compile', () => {
  const digest = kernelSourceDigest()!

  it('takes the fused kernels where it can', () => {
    const plain = file('plain.wasm', stampKernels(empty, digest))
    const broken = file('broken.wasm', Uint8Array.of(1, 2, 3))
    expect(compile(plain, plain).fused).toBe(true)
    expect(compile(plain, broken).fused).toBe(false)
  })

  it('refuses kernels from another source, in one line', () => {
    const old = file('old.wasm', stampKernels(empty, '0123456789abcdef'))
    expect(() => compile(old, old)).toThrow(ProviderUnavailable)
    expect(() => compile(old, old)).toThrow(/not from the source.*Run: npm run build$/)
    expect(() => compile(file('bare.wasm', empty), old)).toThrow(ProviderUnavailable)
  })

  it('says which file is missing and what to do', () => {
    const missing = pathToFileURL(join(folder, 'missing.wasm'))
    expect(() => compile(missing, missing)).toThrow(ProviderUnavailable)
    expect(() => compile(missing, missing)).toThrow(/missing\.wasm is missing\. Run: npm run build$/)
  })
})

it('a stamp leaves a module valid and is found again', () => {
  const stamped = stampKernels(empty, 'feed')
  expect(new Module(stamped)).toBeDefined()
  expect(isStamped(stamped, 'feed')).toBe(true)
  expect(isStamped(stamped, 'food')).toBe(false)
  expect(isStamped(empty, 'feed')).toBe(false)
})
