/**
 * Makes a Provider of a backend's kernels: copies, scales, and lets no NaN through in either direction.
 *
 * Scaling is by a power of two, hence exact (entries more than 2⁻¹⁰²² below the largest round to zero,
 * far below any error bound): kernels then never meet products that overflow or vanish, the condition
 * under which several public eigensolvers return wrong signs without a word.
 */

import { frobeniusNorm, largestMagnitude, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, InternalError, ShapeError } from '../errors.ts'
import type {
  DecompositionOptions,
  Eigenpairs,
  Eigenvalues,
  Failure,
  Inertia,
  KernelPairs,
  Kernels,
  KernelValues,
  Provider,
} from './provider.ts'

export function checkedProvider(kernels: Kernels): Provider {
  return {
    name: kernels.name,
    version: kernels.version,

    async eigenvalues(matrix, options = {}): Promise<Eigenvalues | Failure> {
      const errorBound = eigenvalueErrorBound(matrix)
      const { work, exponent } = scaledCopy(matrix, 0, options)
      const result = await kernels.eigenvalues(work, matrix.order, options)
      return 'status' in result ? result : finished(kernels, result, matrix.order, exponent, errorBound)
    },

    async eigenpairs(matrix, options = {}): Promise<Eigenpairs | Failure> {
      const errorBound = eigenvalueErrorBound(matrix)
      const { work, exponent } = scaledCopy(matrix, 0, options)
      const result: KernelPairs | Failure = await kernels.eigenpairs(work, matrix.order, options)
      if ('status' in result) return result
      const values = finished(kernels, result, matrix.order, exponent, errorBound)
      if (values.status !== 'converged') return values
      if (firstNonFinite(result.vectors) >= 0) return nonFinite(kernels, 'eigenvector')
      return { ...values, vectors: result.vectors }
    },

    async inertia(matrix, shift, options = {}): Promise<Inertia | Failure> {
      if (!Number.isFinite(shift)) throw new ArgumentError('inertia', 'shift', 'finite', String(shift))
      const { work, exponent } = scaledCopy(matrix, shift, options)
      const result = await kernels.inertia(work, matrix.order, options)
      if ('status' in result) return result
      const { negative, zero, positive, backwardError } = result
      if (negative + zero + positive !== matrix.order) {
        throw new InternalError(`${kernels.name}.inertia`, 'the three counts do not add up to the order')
      }
      if (!(backwardError < Number.POSITIVE_INFINITY)) return nonFinite(kernels, 'error bound')
      // Subtracting the shift rounds each diagonal entry once more.
      const errorBound =
        scaleBy(backwardError, exponent) + 2 * unitRoundoff * (frobeniusNorm(matrix) + Math.abs(shift))
      return { status: 'factored', negative, zero, positive, errorBound }
    },

    async multiply(a, b, m, k, n): Promise<Float64Array> {
      if (a.length !== m * k) throw new ShapeError('multiply', 'a', `[${m}, ${k}]`, `${a.length} numbers`)
      if (b.length !== k * n) throw new ShapeError('multiply', 'b', `[${k}, ${n}]`, `${b.length} numbers`)
      return kernels.multiply(a, b, m, k, n)
    },
  }
}

/**
 * |λ̂ − λ| ≤ c·n·u·‖A‖_F with c = 4.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, §19.3: n Householder
 * similarities are backward stable with ‖E‖_F ≤ γ_{c'n²}‖A‖_F in the worst case; the LAPACK users' guide
 * (§4.7) uses p(n)·u·‖A‖₂ with "p(n) a modestly growing function". We take n·‖A‖_F (at least √(rank)
 * above n·‖A‖₂) and c = 4; contract.ts checks it on matrices whose spectrum is known exactly.
 */
function eigenvalueErrorBound(matrix: SymmetricMatrix): number {
  return 4 * matrix.order * unitRoundoff * frobeniusNorm(matrix)
}

/** 2^(−exponent) · (matrix − shift·I) in a buffer that the kernel may destroy. */
function scaledCopy(
  matrix: SymmetricMatrix,
  shift: number,
  { consume = false }: DecompositionOptions,
): { work: Float64Array; exponent: number } {
  const { order: n, entries } = matrix
  const largest = Math.max(largestMagnitude(entries), Math.abs(shift))
  const exponent = largest === 0 ? 0 : Math.floor(Math.log2(largest))
  const work = consume ? entries : new Float64Array(n * n)
  if (exponent === 0) {
    if (!consume) work.set(entries)
  } else {
    // 2^±1074 is not a finite factor's reciprocal: apply the power in two halves.
    const first = 2 ** -Math.trunc(exponent / 2)
    const second = 2 ** -(exponent - Math.trunc(exponent / 2))
    for (let p = 0; p < entries.length; p++) work[p] = entries[p]! * first * second
  }
  if (shift !== 0) {
    const scaledShift = scaleBy(shift, -exponent)
    for (let i = 0; i < n; i++) work[i * n + i]! -= scaledShift
  }
  return { work, exponent }
}

function finished(
  kernels: Kernels,
  result: KernelValues,
  order: number,
  exponent: number,
  errorBound: number,
): Eigenvalues | Failure {
  const { values } = result
  if (values.length !== order)
    throw new InternalError(`${kernels.name}.eigenvalues`, `${values.length} values`)
  if (firstNonFinite(values) >= 0) return nonFinite(kernels, 'eigenvalue')
  for (let k = 0; k < order; k++) {
    values[k] = scaleBy(values[k]!, exponent)
    if (k > 0 && values[k]! < values[k - 1]!) {
      throw new InternalError(`${kernels.name}.eigenvalues`, 'the values do not ascend')
    }
  }
  return { status: 'converged', values, errorBound }
}

function nonFinite(kernels: Kernels, what: string): Failure {
  return { status: 'nonFinite', message: `${kernels.name} returned a NaN or infinite ${what}` }
}

function scaleBy(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2)
  return value * 2 ** half * 2 ** (exponent - half)
}
