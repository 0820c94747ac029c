import { describe, expect, it } from 'vitest'
import { findLapack, noneUsable } from './findLapack.ts'
import { libraryNames, namesLongIntegers } from './libraryNames.ts'

const found = await findLapack({})
const title = found.available ? 'a library found here' : `a library: skipped, ${found.reason}`

describe('findLapack', () => {
  it('looks for nothing when told none', async () => {
    expect(await findLapack({ SADDLECHECK_LAPACK: 'none' })).toMatchObject({ available: false })
  })

  it.each([
    ['a path that leads nowhere', '/nowhere/libopenblas.so.0', 'Failed to load'],
    ['a file that is no library', import.meta.filename, 'Failed to load'],
    ['64-bit integers by name', '/usr/lib/libopenblas64_.so.0', 'ILP64'],
  ])('gives a reason for %s', async (_, path, reason) => {
    const finding = await findLapack({ SADDLECHECK_LAPACK: path })
    expect(finding).toMatchObject({ available: false, reason: expect.stringContaining(path) })
    expect(finding).toMatchObject({ reason: expect.stringContaining(reason) })
  })

  it.skipIf(process.platform !== 'linux')('gives a reason for a library of something else', async () => {
    expect(await findLapack({ SADDLECHECK_LAPACK: 'libm.so.6' })).toMatchObject({
      reason: expect.stringContaining('dsyevd, dsytrf_rook or dgemm is missing'),
    })
  })

  it('lists what is not installed, and says of what is why it cannot be used', () => {
    const missing = 'a.so: cannot open shared object file: No such file or directory'
    expect(noneUsable(['a.so', 'b.so'], [missing, missing])).toMatch(/\(none of a\.so, b\.so\)$/)
    expect(noneUsable(['a.so', 'b.so'], [missing, 'b.so: dsyevd is missing'])).toMatch(
      /\(b\.so: dsyevd is missing\)$/,
    )
  })

  it('looks once for each setting', () => {
    expect(findLapack({ SADDLECHECK_LAPACK: '/nowhere' })).toBe(
      findLapack({ SADDLECHECK_LAPACK: '/nowhere' }),
    )
    expect(findLapack({ SADDLECHECK_LAPACK: '/nowhere' })).not.toBe(
      findLapack({ SADDLECHECK_LAPACK: 'none' }),
    )
  })
})

describe.skipIf(!found.available)(title, () => {
  it('says what it is', () => {
    if (found.available) expect(found.version).toMatch(/OpenBLAS \d+\.\d+|LAPACK \d+\.\d+/)
  })

  it('works with as many threads as asked for, and says so', async () => {
    const single = await findLapack({ SADDLECHECK_THREADS: '1' })
    if (single.available && single.version.startsWith('OpenBLAS')) {
      expect(single.version).toMatch(/[( ]1 thread\)$/)
    }
  })
})

describe('names', () => {
  it.each(['linux', 'darwin', 'win32', 'freebsd'] as const)(
    'are known for %s, none with 64-bit integers',
    (system) => {
      expect(libraryNames(system).length).toBeGreaterThan(2)
      expect(libraryNames(system).filter(namesLongIntegers)).toEqual([])
    },
  )

  it.each([
    'libopenblas64_.so.0',
    'libopenblasp64.so',
    'libmkl_intel_ilp64.so',
    'C:\\lib\\libopenblas64.dll',
  ])('with 64-bit integers are seen: %s', (name) => expect(namesLongIntegers(name)).toBe(true))

  it.each(['/usr/lib64/libopenblas.so.0', 'libopenblas_x64.dll', '/x86_64-linux-gnu/liblapack.so.3'])(
    'of 64-bit systems are not suspected: %s',
    (name) => expect(namesLongIntegers(name)).toBe(false),
  )
})
