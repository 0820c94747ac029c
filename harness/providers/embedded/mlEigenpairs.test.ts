/** ml-matrix is not trusted: here it lies. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { beforeEach, expect, it, vi } from 'vitest'
import { mlEigenpairs } from './mlEigenpairs.ts'

vi.mock('ml-matrix', async (original) => {
  const library = await original<typeof import('ml-matrix')>()
  return { ...library, EigenvalueDecomposition: vi.fn() }
})

const half = Math.SQRT1_2
/** Eigenvalues −1 and 1 of [[0, 1], [1, 0]]. */
const exchange = Float64Array.of(0, 1, 1, 0)

/** What ml-matrix is made to say. */
let said: { realEigenvalues: number[]; eigenvectorMatrix: Matrix }

beforeEach(() => {
  // biome-ignore lint/complexity/useArrowFunction: called with new
  vi.mocked(EigenvalueDecomposition).mockImplementation(function () {
    return said as unknown as EigenvalueDecomposition
  })
})

const vectors = (...rows: [number[], number[]]) => new Matrix(rows)

it('sorts pairs that come in another order', async () => {
  said = { realEigenvalues: [1, -1], eigenvectorMatrix: vectors([half, half], [half, -half]) }
  expect(await mlEigenpairs(exchange, 2)).toEqual({
    values: Float64Array.of(-1, 1),
    vectors: Float64Array.of(half, half, -half, half),
  })
})

it('demands the symmetric path', async () => {
  said = { realEigenvalues: [1, -1], eigenvectorMatrix: vectors([half, half], [half, -half]) }
  await mlEigenpairs(exchange, 2)
  expect(EigenvalueDecomposition).toHaveBeenLastCalledWith(expect.anything(), { assumeSymmetric: true })
})

it.each([
  ['a wrong eigenvalue', [-1, 1 + 1e-12], vectors([half, half], [-half, half])],
  ['vectors that belong to each other’s values', [-1, 1], vectors([half, half], [half, -half])],
  ['a vector that is not of unit length', [-1, 1], vectors([half, 2], [-half, 2])],
  ['the same vector twice', [1, 1], vectors([half, half], [half, half])],
  ['NaN', [-1, 1], vectors([Number.NaN, half], [-half, half])],
  ['a NaN eigenvalue', [Number.NaN, 1], vectors([half, half], [-half, half])],
] as [string, number[], Matrix][])('is a status when ml-matrix returns %s', async (_, values, matrix) => {
  said = { realEigenvalues: values, eigenvectorMatrix: matrix }
  expect(await mlEigenpairs(exchange, 2)).toMatchObject({ status: 'notConverged' })
})
