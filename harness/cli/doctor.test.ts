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
    expect(said.get('mnist')).toMatch(/^checksums ok; --data mnist, /)
    expect(said.get('cifar-10')).toMatch(/^not there: SADDLECHECK_DATA /)
    expect(said.get('evidence')).toBe(`${join(folder, 'no')}: not there yet`)
  })

  it('ends with 1 when what is asked for cannot run', async () => {
    const { code, said } = await examine({ SADDLECHECK_LAPACK: 'none', SADDLECHECK_PROVIDER: 'lapack' })
    expect(code).toBe(1)
    expect(said.get('chosen')).toMatch(/^none: provider lapack is not available/)
  })

  it('counts the files of CIFAR-10 and the results kept', async () => {
    const evidence = join(folder, 'evidence')
    mkdirSync(evidence)
    for (const name of ['a.json', 'b.json', 'b.json.lock']) writeFileSync(join(evidence, name), '{}')
    const env = { SADDLECHECK_LAPACK: 'none', SADDLECHECK_DATA: folder, SADDLECHECK_EVIDENCE: evidence }
    for (const batch of [1, 2, 3, 5]) writeFileSync(join(folder, `data_batch_${batch}.bin`), '')
    const some = await examine(env)
    expect(some.said.get('cifar-10')).toBe(
      `${folder}: 4 of 6 files, without data_batch_4.bin, test_batch.bin`,
    )
    expect(some.said.get('evidence')).toBe(`${evidence}: 2 results`)
    for (const name of ['data_batch_4.bin', 'test_batch.bin']) writeFileSync(join(folder, name), '')
    expect((await examine(env)).said.get('cifar-10')).toBe(`${folder}: all 6 files`)
    const elsewhere = await examine({ ...env, SADDLECHECK_DATA: join(folder, 'no') })
    expect(elsewhere.said.get('cifar-10')).toContain('which does not exist')
  })
})
