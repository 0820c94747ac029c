import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { packageVersion } from '../reporting/packageVersion.ts'
import { doctor } from './doctor.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-doctor-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

/** What is said of each thing. */
async function examine(env: NodeJS.ProcessEnv): Promise<{ code: number; said: Map<string, string> }> {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  const code = await doctor(env)
  const lines = printed.trimEnd().split('\n')
  return { code, said: new Map(lines.map((line) => [line.slice(0, 20).trimEnd(), line.slice(20)])) }
}

describe('doctor', () => {
  it('says what runs here and why', async () => {
    const { code, said } = await examine({
      SADDLECHECK_LAPACK: 'none',
      SADDLECHECK_EVIDENCE: join(folder, 'no'),
    })
    expect(code).toBe(0)
    expect(said.get('saddlecheck')).toBe(packageVersion())
    expect(said.get('node')).toBe(process.version)
    expect(said.get('processors')).toMatch(/^\d+ \(.+\)$/)
    expect(said.get('memory')).toMatch(/^[\d.e+]+ GB: Hessians of up to \d+ parameters$/)
    expect(said.get('provider embedded')).toBe(embeddedKernels().version)
    expect(said.get('provider lapack')).toMatch(
      /^not available: SADDLECHECK_LAPACK is none\. Install OpenBLAS/,
    )
    expect(said.get('chosen')).toMatch(/^embedded: /)
    expect(said.get('mnist')).toBe(
      'checksums ok; --data mnist, mnist-centered, mnist-centered-70k, mnist-features',
    )
    expect(said.get('evidence')).toBe(`${join(folder, 'no')}: not there yet`)
  })

  it('ends with 1 when what is asked for cannot run', async () => {
    const { code, said } = await examine({ SADDLECHECK_LAPACK: 'none', SADDLECHECK_PROVIDER: 'lapack' })
    expect(code).toBe(1)
    expect(said.get('chosen')).toMatch(/^none: provider lapack is not available/)
  })

  it('counts the results kept', async () => {
    const evidence = join(folder, 'evidence')
    mkdirSync(evidence)
    for (const name of ['a.json', 'b.json', 'b.json.lock']) writeFileSync(join(evidence, name), '{}')
    const { said } = await examine({ SADDLECHECK_LAPACK: 'none', SADDLECHECK_EVIDENCE: evidence })
    expect(said.get('evidence')).toBe(`${evidence}: 2 results`)
  })

  it('says where to get CIFAR-10 and how to make features of it, also where the variable leads nowhere', async () => {
    const nothing = { SADDLECHECK_LAPACK: 'none', SADDLECHECK_EVIDENCE: join(folder, 'no') }
    const without = (await examine(nothing)).said
    expect(without.get('cifar-10')).toMatch(
      /^not there \(SADDLECHECK_DATA is not set\)\. Unpack cifar-10-binary\.tar\.gz \(md5 [0-9a-f]{32}\) of https:/,
    )
    expect(without.get('cifar-10 features')).toMatch(
      /^not there \(SADDLECHECK_DATA is not set\): features of MNIST images stand in .*train\.features\.npy \[N, d\]/,
    )
    const astray = (await examine({ ...nothing, SADDLECHECK_DATA: join(folder, 'no') })).said
    for (const name of ['cifar-10', 'cifar-10 features']) {
      expect(astray.get(name)).toContain('no: expected a folder, because SADDLECHECK_DATA names it, got none')
    }
  })
})
