import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { curvatureAt } from '../criticalPoints/curvatureAt.ts'
import { writeNpy } from '../data/npy.ts'
import { ArgumentError, InternalError } from '../errors.ts'
import { architecture } from '../networks/architecture.ts'
import { spectrum } from './spectrum.ts'
import { type SpectrumOptions, withoutRoom } from './spectrumOptions.ts'

vi.mock('../criticalPoints/curvatureAt.ts')

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-failure-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)
writeNpy(at('X.npy'), Float64Array.of(1, 2), [2, 1])
writeNpy(at('y.npy'), Float64Array.of(1, 2), [2, 1])
writeNpy(at('theta.npy'), Float64Array.of(1, 2), [2])
const inputs = readdirSync(folder)

const options: SpectrumOptions = {
  layers: [1, 1],
  activation: 'linear',
  loss: 'squared-error',
  inputs: at('X.npy'),
  targets: at('y.npy'),
  theta: at('theta.npy'),
  out: at('e.npy'),
  json: at('result.json'),
  provider: 'embedded',
}

let printed = ''
let complained = ''
beforeEach(() => {
  printed = ''
  complained = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += text
    return true
  })
  vi.stubEnv('SADDLECHECK_PROVIDER', '')
  return () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
})

const measure = vi.mocked(curvatureAt)
beforeEach(() => {
  measure.mockReset()
})

const run = (layers = options.layers) => spectrum({ ...options, layers }, new AbortController().signal)

describe('spectrum without numbers', () => {
  it.each([
    [
      'a status of the provider',
      async () => ({ status: 'notConverged', message: '3 values are missing' }) as const,
      'notConverged: 3 values are missing',
    ],
    [
      'memory that is not there',
      () => Promise.reject(new RangeError('Array buffer allocation failed')),
      'tooLarge: not enough memory: Array buffer allocation failed',
    ],
    [
      'a Hessian beyond float64',
      () => Promise.reject(new ArgumentError('symmetricMatrix', 'entry [0, 0]', 'finite', 'Infinity')),
      'nonFinite: the Hessian is too large for float64 ',
    ],
  ])('prints %s in one line and writes nothing', async (_, outcome, text) => {
    measure.mockImplementationOnce(outcome)
    expect(await run()).toBe(1)
    expect(complained).toMatch(/^[^\n]+\n$/)
    expect(complained).toContain(`saddlecheck: ${text}`)
    expect(printed).toBe('')
    expect(readdirSync(folder)).toEqual(inputs)
  })

  it.each([
    new InternalError('curvatureAt', 'a bug'),
    new ArgumentError('curvatureAt', 'bound', 'another', 'one'),
    new RangeError('Maximum call stack size exceeded'),
  ])('does not take %o for an outcome', async (error) => {
    measure.mockRejectedValueOnce(error)
    await expect(run()).rejects.toBe(error)
  })

  it('knows before it opens a file that the Hessian has no room', async () => {
    expect(await run([1_000_000, 1_000, 10])).toBe(1)
    expect(complained).toMatch(/^saddlecheck: tooLarge: the Hessian of 1000011010 parameters takes [^\n]+\n$/)
    expect(measure).not.toHaveBeenCalled()
  })
})

describe('withoutRoom', () => {
  it('needs 8 P² bytes', () => {
    const shape = architecture([9, 10], 'relu')
    expect(withoutRoom(shape, 8 * 100 ** 2)).toBeUndefined()
    expect(withoutRoom(shape, 8 * 100 ** 2 - 1)).toMatchObject({ status: 'tooLarge' })
  })
})
