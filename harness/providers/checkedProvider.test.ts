import { describe, expect, it } from 'vitest'
import { diagonalMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { ArgumentError, InternalError, ShapeError } from '../errors.ts'
import { checkedProvider } from './checkedProvider.ts'
import { embeddedKernels } from './embedded/embeddedKernels.ts'
import type { Kernels } from './provider.ts'

const sound = embeddedKernels()
const exchange = symmetricMatrix(Float64Array.of(0, 1, 1, 0), 2)

/** A provider whose kernels return the given values, whatever the matrix. */
function returning(flawed: Partial<Kernels>) {
  return checkedProvider({ ...sound, ...flawed })
}

describe('what a kernel returns', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is a status when an eigenvalue is %d', async (value) => {
    const provider = returning({ eigenvalues: async () => ({ values: Float64Array.of(0, value) }) })
    expect(await provider.eigenvalues(exchange)).toEqual({
      status: 'nonFinite',
      message: 'embedded found a NaN or infinite eigenvalue',
    })
  })

  it('is a status when an eigenvector has a NaN', async () => {
    const values = Float64Array.of(-1, 1)
    const vectors = Float64Array.of(1, 0, Number.NaN, 1)
    const provider = returning({ eigenpairs: async () => ({ values, vectors }) })
    expect((await provider.eigenpairs(exchange)).status).toBe('nonFinite')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'is a status when the inertia is bounded by %d',
    async (bound) => {
      const counts = { negative: 1, zero: 0, positive: 1, backwardError: bound }
      const provider = returning({ inertia: async () => counts })
      expect((await provider.inertia(exchange, 0)).status).toBe('nonFinite')
    },
  )

  it('is a status when the machine has no memory for it', async () => {
    const provider = returning({ eigenvalues: async () => ({ values: new Float64Array(2 ** 52) }) })
    expect((await provider.eigenvalues(exchange)).status).toBe('tooLarge')
  })

  it('is a status when an eigenvalue is beyond float64 although the entries are not', async () => {
    const matrix = symmetricMatrix(new Float64Array(9).fill(1e308), 3)
    expect((await checkedProvider(sound).eigenvalues(matrix)).status).toBe('nonFinite')
  })

  it.each([
    ['too few eigenvalues', { eigenvalues: async () => ({ values: Float64Array.of(1) }) }],
    ['eigenvalues that descend', { eigenvalues: async () => ({ values: Float64Array.of(1, -1) }) }],
  ] as const)('is our bug, loudly, with %s', async (_, flawed) => {
    await expect(returning(flawed).eigenvalues(exchange)).rejects.toThrow(InternalError)
  })

  it('is our bug, loudly, when counts do not add up', async () => {
    const counts = { negative: 1, zero: 1, positive: 1, backwardError: 0 }
    await expect(returning({ inertia: async () => counts }).inertia(exchange, 0)).rejects.toThrow('add up')
  })

  it('is our bug, loudly, when vectors are missing', async () => {
    const pairs = { values: Float64Array.of(-1, 1), vectors: new Float64Array(2) }
    await expect(returning({ eigenpairs: async () => pairs }).eigenpairs(exchange)).rejects.toThrow(
      InternalError,
    )
  })

  it('is our bug, loudly, when a product of finite factors is NaN or misshapen', async () => {
    const one = Float64Array.of(1)
    for (const product of [Float64Array.of(Number.NaN), new Float64Array(2)]) {
      const provider = returning({ multiply: async () => product })
      await expect(provider.multiply(one, one, 1, 1, 1)).rejects.toThrow(InternalError)
    }
  })

  it('passes an error through that has nothing to do with memory', async () => {
    const provider = returning({
      eigenvalues: async () => {
        throw new RangeError('Maximum call stack size exceeded')
      },
    })
    await expect(provider.eigenvalues(exchange)).rejects.toThrow('call stack')
  })
})

describe('what a kernel is given', () => {
  /** The largest magnitude that the inertia kernel sees, on and above the diagonal, for a matrix and shift. */
  async function largestSeen(entries: number[], shift: number): Promise<number> {
    let seen = Number.NaN
    const provider = returning({
      inertia: async (a, n, options) => {
        seen = Math.max(...a.map((entry, p) => (p % n < Math.floor(p / n) ? 0 : Math.abs(entry))))
        return sound.inertia(a, n, options)
      },
    })
    await provider.inertia(symmetricMatrix(Float64Array.from(entries), Math.sqrt(entries.length)), shift)
    return seen
  }

  it.each([
    ['tiny', [1e-310, 0, 0, 1e-315], 0],
    ['huge', [1e308, 1e300, 1e300, 5], 0],
    ['all but annihilated by the shift', [1, 1e-200, 1e-200, 1], 1],
    ['dwarfed by the shift', [1e-9, 0, 0, 2e-9], 1e9],
  ] as const)('has its largest entry in [1, 2) when the matrix is %s', async (_, entries, shift) => {
    const largest = await largestSeen([...entries], shift)
    expect(largest).toBeGreaterThanOrEqual(1)
    expect(largest).toBeLessThan(2)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is never %d, even written in later', async (value) => {
    const matrix = symmetricMatrix(Float64Array.of(1, 2, 2, 1), 2)
    matrix.entries[3] = value
    const provider = checkedProvider(sound)
    const expected = 'entry [1, 1] must be finite'
    await expect(provider.eigenvalues(matrix)).rejects.toThrow(expected)
    await expect(provider.eigenpairs(matrix)).rejects.toThrow(expected)
    await expect(provider.inertia(matrix, 0)).rejects.toThrow(expected)
  })

  it('is all zero when the shift annihilates the matrix', async () => {
    expect(await largestSeen([7, 0, 0, 7], 7)).toBe(0)
  })
})

describe('error bounds', () => {
  const provider = checkedProvider(sound)

  it('stay positive where the scaled bound would vanish', async () => {
    const result = await provider.eigenvalues(diagonalMatrix([-(2 ** -1073), 2 ** -1074]))
    expect(result).toMatchObject({ status: 'converged', errorBound: Number.MIN_VALUE })
  })

  it('stay finite where the norm of the matrix would overflow', async () => {
    const matrix = diagonalMatrix(new Array(5).fill(1.5e308))
    const result = await provider.eigenvalues(matrix)
    expect(result).toMatchObject({ status: 'converged' })
    if (result.status === 'converged') expect(result.errorBound).toBeLessThan(1e295)
  })

  it('of inertia count the rounding of the shift, even for a kernel that makes no error', async () => {
    const counts = { negative: 0, zero: 0, positive: 1, backwardError: 0 }
    const exact = returning({ inertia: async () => counts })
    // 1 − 2⁻⁵⁵ rounds to 1.
    const rounded = await exact.inertia(diagonalMatrix([1]), 2 ** -55)
    expect(rounded).toMatchObject({ status: 'factored', positive: 1 })
    if (rounded.status === 'factored') expect(rounded.errorBound).toBeWithin(2 ** -52, 2 ** -100)
    expect(await exact.inertia(diagonalMatrix([1]), 0)).toMatchObject({ errorBound: Number.MIN_VALUE })
  })
})

describe('arguments', () => {
  const provider = checkedProvider(sound)
  const four = new Float64Array(4)

  it('must make sense', async () => {
    await expect(provider.inertia(exchange, Number.NaN)).rejects.toThrow(ArgumentError)
    await expect(provider.multiply(four, four, 2, 2, 3)).rejects.toThrow(ShapeError)
    await expect(provider.multiply(four, four, 2, 3, 2)).rejects.toThrow('multiply: a must be [2, 3]')
    await expect(provider.multiply(four, four, 2.5, 2, 2)).rejects.toThrow(ArgumentError)
    await expect(provider.multiply(four, four, 0, 2, 2)).rejects.toThrow(ArgumentError)
    await expect(provider.multiply(four, Float64Array.of(0, 0, Number.NaN, 0), 2, 2, 2)).rejects.toThrow(
      'b[1, 0]',
    )
  })

  it('may not overflow in a product', async () => {
    const huge = Float64Array.of(1e200)
    await expect(provider.multiply(huge, huge, 1, 1, 1)).rejects.toThrow('Scale a factor first')
  })
})

describe.each(['eigenvalues', 'eigenpairs', 'inertia', 'multiply'] as const)('%s', (operation) => {
  const n = 40
  const { entries } = diagonalMatrix(Float64Array.from({ length: n }, (_, k) => k + 1))

  it('stops on abort with the reason of the signal', async () => {
    const options = { signal: AbortSignal.abort(new Error('enough')) }
    const provider = checkedProvider(sound)
    const matrix = symmetricMatrix(entries, n)
    const running = {
      eigenvalues: () => provider.eigenvalues(matrix, options),
      eigenpairs: () => provider.eigenpairs(matrix, options),
      inertia: () => provider.inertia(matrix, 0, options),
      multiply: () => provider.multiply(entries, entries, n, n, n, options),
    }
    await expect(running[operation]()).rejects.toThrow('enough')
  })
})
