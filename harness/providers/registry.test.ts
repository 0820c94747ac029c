import { describe, expect, it, vi } from 'vitest'
import { ArgumentError, ProviderUnavailable } from '../errors.ts'
import { chooseProvider, findProviders, providerNames } from './registry.ts'

const [found] = await findProviders({})

describe('chooseProvider', () => {
  it.skipIf(!found?.available)('prefers lapack where a library is found', async () => {
    const { provider, reason } = await chooseProvider({})
    expect(provider.name).toBe('lapack')
    expect(reason).toMatch(/^lapack is the fastest/)
  })

  it('takes embedded where no library is found, and says why', async () => {
    const { provider, reason } = await chooseProvider({ SADDLECHECK_LAPACK: 'none' })
    expect(provider.name).toBe('embedded')
    expect(reason).toContain('SADDLECHECK_LAPACK is none')
  })

  it('takes what is asked for', async () => {
    const { provider, reason } = await chooseProvider({ SADDLECHECK_PROVIDER: 'embedded' })
    expect(provider.name).toBe('embedded')
    expect(reason).toBe('SADDLECHECK_PROVIDER asks for embedded')
  })

  it('treats empty settings as unset', async () => {
    const empty = { SADDLECHECK_PROVIDER: '', SADDLECHECK_LAPACK: '', SADDLECHECK_THREADS: '' }
    expect((await chooseProvider(empty)).provider.version).toBe((await chooseProvider({})).provider.version)
  })

  it('never falls back from lapack when it was asked for, and says what to install', async () => {
    const asked = chooseProvider({ SADDLECHECK_PROVIDER: 'lapack', SADDLECHECK_LAPACK: 'none' })
    await expect(asked).rejects.toThrow(ProviderUnavailable)
    for (const system of ['Debian', 'Ubuntu', 'Fedora', 'macOS', 'Windows']) {
      await expect(asked).rejects.toThrow(system)
    }
  })

  it('never falls back from a library that was named and does not load', async () => {
    const path = '/nowhere/libopenblas.so.0'
    const chosen = chooseProvider({ SADDLECHECK_LAPACK: path })
    await expect(chosen).rejects.toThrow(ProviderUnavailable)
    await expect(chosen).rejects.toThrow(path)
    const embedded = { SADDLECHECK_LAPACK: path, SADDLECHECK_PROVIDER: 'embedded' }
    expect((await chooseProvider(embedded)).provider.name).toBe('embedded')
  })

  it('refuses a name it does not know and lists those it does', async () => {
    const chosen = chooseProvider({ SADDLECHECK_PROVIDER: 'Lapack' })
    await expect(chosen).rejects.toThrow(ArgumentError)
    await expect(chosen).rejects.toThrow('must be one of lapack, embedded, got "Lapack"')
  })

  it.each(['0', '-1', '1.5', 'two', '1e9', ' '])('refuses SADDLECHECK_THREADS="%s"', async (threads) => {
    const settings = { SADDLECHECK_PROVIDER: 'embedded', SADDLECHECK_THREADS: threads }
    await expect(chooseProvider(settings)).rejects.toThrow(ArgumentError)
  })
})

describe('findProviders', () => {
  it('lists every provider, absent ones with reason and hint', async () => {
    const findings = await findProviders({ SADDLECHECK_LAPACK: '/nowhere/libopenblas.so.0' })
    expect(findings.map(({ name }) => name)).toEqual(providerNames)
    expect(findings[0]).toMatchObject({ available: false, reason: expect.stringContaining('/nowhere/') })
    expect(findings[0]).toHaveProperty('hint', expect.stringContaining('libopenblas0'))
    expect(findings[1]).toMatchObject({ name: 'embedded', available: true })
  })

  it('lists embedded as absent where its kernels were not built', async () => {
    const errors = await import('../errors.ts')
    vi.resetModules()
    vi.doMock('./embedded/embeddedKernels.ts', () => ({
      embeddedKernels() {
        throw new ProviderUnavailable('embedded', 'kernels.wasm is missing', 'Run: npm run build')
      },
    }))
    // The registry is loaded anew, and is to know the same class of error.
    vi.doMock('../errors.ts', () => errors)
    const { findProviders } = await import('./registry.ts')
    const embedded = (await findProviders({ SADDLECHECK_LAPACK: 'none' })).at(-1)
    vi.doUnmock('./embedded/embeddedKernels.ts')
    vi.doUnmock('../errors.ts')
    const expected = { available: false, reason: 'kernels.wasm is missing', hint: 'Run: npm run build' }
    expect(embedded).toMatchObject({ name: 'embedded', ...expected })
  })
})
