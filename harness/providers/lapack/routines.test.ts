/** The binding against libraries that misbehave: what the contract cannot see, because a sound library never does it. */
import { describe, expect, it, vi } from 'vitest'
import { frobeniusNorm, largestMagnitude } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { InternalError, NativeCallError } from '../../errors.ts'
import { lapackSpecimens } from '../laws/lapackSpecimens.ts'
import { specimens } from '../laws/specimens.ts'
import { bunchKaufmanFactors } from './bunchKaufmanFactors.ts'
import { findLapack } from './findLapack.ts'
import { lapackKernels } from './lapackKernels.ts'
import type { NativeArgument, NativeFunction, NativeLibrary } from './nativeLibrary.ts'
import { bindRoutines, type Routines } from './routines.ts'

type Behaviour = (...args: NativeArgument[]) => void

/** A library whose routines do as told; a workspace query is answered with 64. */
function library(behaviours: Record<string, Behaviour>): NativeLibrary {
  return {
    path: 'fake',
    find(symbol) {
      const behave = behaviours[symbol]
      if (behave === undefined) return undefined
      const now: NativeFunction['now'] = (...args) => {
        for (const buffer of args.slice(5, 10)) if (buffer instanceof Float64Array) buffer.fill(64)
        for (const buffer of args.slice(8, 9)) if (buffer instanceof Int32Array) buffer.fill(64)
        behave(...args)
      }
      return {
        now,
        async later(...args) {
          behave(...args)
          return args
        },
      }
    },
  }
}

const nothing: Behaviour = () => {}

function bound(behaviours: Record<string, Behaviour>): Routines {
  const routines = bindRoutines(
    library({ dsyevd_: nothing, dsytrf_rook_: nothing, dgemm_: nothing, dsyrk_: nothing, ...behaviours }),
    ['_'],
  )
  if (routines === undefined) throw new Error('not bound')
  return routines
}

/** dsyevd that writes these eigenvalues and this info. */
function answering(values: number[], info: number[]): Behaviour {
  return (...args) => {
    ;(args[5] as Float64Array).set(values)
    ;(args[10] as Int32Array).set(info)
  }
}

describe('bindRoutines', () => {
  it('takes the first ending under which all routines are there', () => {
    const all = { dsyevd: nothing, dsytrf_rook: nothing, dgemm: nothing, dsyrk: nothing }
    const only = library({ ...all, dsyevd_: nothing })
    expect(bindRoutines(only, ['_'])).toBeUndefined()
    expect(bindRoutines(only, ['_', ''])).toBeDefined()
  })
})

describe('the probe', () => {
  it.each([
    ['is content with 1 and 3', [1, 3], [0], undefined],
    ['sees 64-bit integers by the upper half of info', [1, 3], [0, 0], /ILP64/],
    ['sees a failure', [1, 3], [2], /info = 2/],
    ['sees wrong eigenvalues', [1, 2], [0], /1 and 2/],
    ['sees NaN', [Number.NaN, 3], [0], /NaN and 3/],
    ['sees a routine that does nothing', [], [], /info = -7/],
  ] as const)('%s', (_, values, info, flaw) => {
    const found = bound({ dsyevd_: answering([...values], [...info]) }).probe()
    if (flaw === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(flaw)
  })
})

describe('routines', () => {
  it('refuse single precision and wrong lengths before native code sees them', async () => {
    const routines = bound({})
    const singles = new Float32Array(4) as unknown as Float64Array
    await expect(routines.dsyevd('N', singles, 2)).rejects.toThrow(InternalError)
    await expect(routines.dsytrfRook(new Float64Array(3), 2)).rejects.toThrow(InternalError)
    await expect(routines.dgemm(new Float64Array(4), singles, 2, 2, 2)).rejects.toThrow(InternalError)
  })

  it('throw when an argument was refused: that is our bug', async () => {
    const refusing: Behaviour = (...args) => {
      ;(args.findLast((arg) => arg instanceof Int32Array) as Int32Array)[0] = -5
    }
    const routines = bound({ dsyevd_: refusing, dsytrf_rook_: refusing })
    await expect(routines.dsyevd('N', new Float64Array(4), 2)).rejects.toThrow(NativeCallError)
    await expect(routines.dsytrfRook(new Float64Array(4), 2)).rejects.toThrow(
      'dsytrf_rook: argument 5 was refused',
    )
  })
})

describe('lapackKernels', () => {
  it('turn info > 0 into a status', async () => {
    const stuck: Behaviour = (...args) => {
      if ((args[7] as Int32Array)[0] !== -1) (args[10] as Int32Array)[0] = 3
    }
    const kernels = lapackKernels(bound({ dsyevd_: stuck }), 'fake')
    expect(await kernels.eigenvalues(new Float64Array(4), 2, {})).toMatchObject({ status: 'notConverged' })
    expect(await kernels.eigenpairs(new Float64Array(4), 2, {})).toMatchObject({ status: 'notConverged' })
  })

  it('take the way by a band from order 3000 on, where the library has it', async () => {
    const used: string[] = []
    const noting = (name: string): Behaviour => {
      return () => used.push(name)
    }
    const both = bound({ dsyevd_: noting('dsyevd'), dsyevd_2stage_: noting('dsyevd_2stage') })
    const one = bound({ dsyevd_: noting('dsyevd') })
    for (const [routines, n] of [
      [both, 2999],
      [both, 3000],
      [one, 3000],
    ] as const) {
      await lapackKernels(routines, 'fake').eigenvalues(new Float64Array(n * n), n, {})
    }
    // Each is asked for its workspace first.
    expect(used).toEqual(['dsyevd', 'dsyevd', 'dsyevd_2stage', 'dsyevd_2stage', 'dsyevd', 'dsyevd'])
  })

  it('refuse orders whose workspace a 32-bit integer cannot describe', async () => {
    const kernels = lapackKernels(bound({}), 'fake')
    expect(await kernels.eigenvalues(new Float64Array(1), 32_767, {})).toMatchObject({ status: 'tooLarge' })
    expect(await kernels.inertia(new Float64Array(1), 32_767, {})).toMatchObject({ status: 'tooLarge' })
  })

  it('say once a second that a call is at work, until it returns', async () => {
    vi.useFakeTimers()
    const one = Float64Array.of(1)
    const slow = () => new Promise<Float64Array>((resolve) => setTimeout(() => resolve(one), 2500))
    const kernels = lapackKernels({ ...bound({}), dgemm: slow }, 'fake')
    const told: unknown[] = []
    const running = kernels.multiply(one, one, 1, 1, 1, { onProgress: (...progress) => told.push(progress) })
    await vi.advanceTimersByTimeAsync(2500)
    await running
    await vi.advanceTimersByTimeAsync(5000)
    vi.useRealTimers()
    expect(told).toEqual([
      [0, 1],
      [0, 1],
    ])
  })

  it('stop before and after a call when aborted', async () => {
    const stop = new AbortController()
    const kernels = lapackKernels(bound({ dgemm_: () => stop.abort(new Error('enough')) }), 'fake')
    const one = Float64Array.of(1)
    const { signal } = stop
    await expect(kernels.multiply(one, one, 1, 1, 1, { signal })).rejects.toThrow('enough')
    await expect(kernels.inertia(one, 1, { signal })).rejects.toThrow('enough')
  })
})

const lapack = await findLapack(process.env)
const twoStage = lapack.available ? lapack.routines.dsyevd2stage : undefined

describe('dsyevd_2stage', () => {
  // Used for large orders only, where the laws are too slow; here by its own name.
  it.skipIf(twoStage === undefined)('has the prescribed eigenvalues of LAPACK’s matrix types', async () => {
    for (const { name, matrix, spectrum, spectrumError } of [...specimens(), ...lapackSpecimens()]) {
      const n = matrix.order
      const largest = largestMagnitude(matrix.entries)
      if (!(largest > 2 ** -200 && largest < 2 ** 200)) continue
      const { values, info } = await twoStage!(matrix.entries.slice(), n)
      expect(info, name).toBe(0)
      const bound = 4 * (n + 16) * unitRoundoff * frobeniusNorm(matrix) + spectrumError
      expect(values).toBeWithin(spectrum, bound)
    }
  })
})

describe('bunchKaufmanFactors', () => {
  it('applies later interchanges to earlier multipliers, blocks of order 2 included', () => {
    // A block at 1, 2 for which rows 1 and 2, then rows 2 and 3 were exchanged: (1, 2, 3) → (2, 1, 3) → (2, 3, 1).
    const a = Float64Array.from([9, 1, 2, 3, 0, 8, 7, 4, 0, 0, 6, 5, 0, 0, 0, 2])
    const { pairs, entries } = bunchKaufmanFactors(a, 4, Int32Array.of(1, -3, -4, 4))
    expect([...pairs]).toEqual([0, 1, 0, 0])
    expect([...entries]).toEqual([9, 2, 3, 1, 0, 8, 7, 4, 0, 0, 6, 5, 0, 0, 0, 2])
  })

  it('refuses half a block', () => {
    expect(() => bunchKaufmanFactors(new Float64Array(4), 2, Int32Array.of(1, -2))).toThrow(InternalError)
  })
})
