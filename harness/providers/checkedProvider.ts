/**
 * Makes a Provider of a backend's kernels: copies, scales, and lets no NaN through in either direction.
 *
 * Scaling is by a power of two, hence exact (entries more than 2⁻¹⁰²² below the largest lose bits or vanish,
 * far below any error bound): kernels then never meet products that overflow or vanish, the condition
 * under which several public eigensolvers return wrong signs without a word. Every error bound is computed in
 * the scaled matrix and scaled back, so that it neither overflows before the result does nor vanishes.
 */

import type { RunOptions } from '../algebra/runOptions.ts'
import { frobeniusNorm, largestMagnitude, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, InternalError, ShapeError } from '../errors.ts'
import type {
  DecompositionOptions,
  Eigenpairs,
  Eigenvalues,
  Failure,
  Inertia,
  Kernels,
  KernelValues,
  Provider,
} from './provider.ts'

export function checkedProvider(kernels: Kernels): Provider {
  return {
    name: kernels.name,
    version: kernels.version,
    eigenvalues: (matrix, options = {}) => withinMemory(() => eigenvalues(kernels, matrix, options)),
    eigenpairs: (matrix, options = {}) => withinMemory(() => eigenpairs(kernels, matrix, options)),
    inertia: (matrix, shift, options = {}) => withinMemory(() => inertia(kernels, matrix, shift, options)),
    multiply: (a, b, m, k, n, options = {}) => multiply(kernels, a, b, m, k, n, options),
  }
}

async function eigenvalues(
  kernels: Kernels,
  matrix: SymmetricMatrix,
  options: DecompositionOptions,
): Promise<Eigenvalues | Failure> {
  const scaled = scaledCopy(matrix, options)
  const result = await kernels.eigenvalues(scaled.work, matrix.order, options)
  return 'status' in result ? result : finished(kernels, result, scaled)
}

async function eigenpairs(
  kernels: Kernels,
  matrix: SymmetricMatrix,
  options: DecompositionOptions,
): Promise<Eigenpairs | Failure> {
  const scaled = scaledCopy(matrix, options)
  const result = await kernels.eigenpairs(scaled.work, matrix.order, options)
  if ('status' in result) return result
  const { vectors } = result
  if (vectors.length !== matrix.order ** 2) {
    throw new InternalError(`${kernels.name}.eigenpairs`, `${vectors.length} numbers for the vectors`)
  }
  if (firstNonFinite(vectors) >= 0) return nonFinite(kernels, 'a NaN or infinite eigenvector')
  const values = finished(kernels, result, scaled)
  return values.status === 'converged' ? { ...values, vectors } : values
}

async function inertia(
  kernels: Kernels,
  matrix: SymmetricMatrix,
  shift: number,
  options: DecompositionOptions,
): Promise<Inertia | Failure> {
  if (!Number.isFinite(shift)) throw new ArgumentError('inertia', 'shift', 'finite', String(shift))
  const { work, exponent, shiftError } = shiftedCopy(matrix, shift, options)
  const result = await kernels.inertia(work, matrix.order, options)
  if ('status' in result) return result
  const { negative, zero, positive, backwardError } = result
  if (negative + zero + positive !== matrix.order) {
    throw new InternalError(`${kernels.name}.inertia`, 'the three counts do not add up to the order')
  }
  if (!(backwardError < Number.POSITIVE_INFINITY)) return nonFinite(kernels, 'no finite error bound')
  return {
    status: 'factored',
    negative,
    zero,
    positive,
    errorBound: boundForCaller(backwardError + shiftError, exponent),
  }
}

async function multiply(
  kernels: Kernels,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: RunOptions,
): Promise<Float64Array> {
  requireFactor('a', a, m, k)
  requireFactor('b', b, k, n)
  const product = await kernels.multiply(a, b, m, k, n, options)
  if (product.length !== m * n) {
    throw new InternalError(`${kernels.name}.multiply`, `${product.length} numbers for [${m}, ${n}]`)
  }
  const bad = firstNonFinite(product)
  if (bad < 0) return product
  // Sums of k products below half the range cannot overflow, whatever their order.
  const largest = largestMagnitude(a) * largestMagnitude(b) * k
  if (largest < Number.MAX_VALUE / 2) {
    throw new InternalError(`${kernels.name}.multiply`, `${product[bad]} from finite factors`)
  }
  throw new ArgumentError('multiply', 'a · b', 'within float64', `${product[bad]}`, 'Scale a factor first')
}

function requireFactor(name: string, factor: Float64Array, rows: number, columns: number): void {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0)) {
    throw new ArgumentError('multiply', `extents of ${name}`, 'positive integers', `[${rows}, ${columns}]`)
  }
  if (factor.length !== rows * columns) {
    throw new ShapeError('multiply', name, `[${rows}, ${columns}]`, `${factor.length} numbers`)
  }
  const bad = firstNonFinite(factor)
  if (bad < 0) return
  const place = `${name}[${Math.floor(bad / columns)}, ${bad % columns}]`
  throw new ArgumentError('multiply', place, 'finite', String(factor[bad]))
}

/** A matrix in a kernel's hands: 2^−exponent times the caller's, largest entry in [1, 2). */
interface Scaled {
  /** [n, n] may be destroyed */
  readonly work: Float64Array
  readonly exponent: number
  /** Bound of the eigenvalues' error, in units of the scaled matrix. */
  readonly errorBound: number
}

/**
 * |λ̂ − λ| ≤ c·n·u·‖A‖_F with c = 4.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, §19.3: n Householder
 * similarities are backward stable with ‖E‖_F ≤ γ_{c'n²}‖A‖_F in the worst case; the LAPACK users' guide
 * (§4.7) uses p(n)·u·‖A‖₂ with "p(n) a modestly growing function". We take n·‖A‖_F (at least √(rank)
 * above n·‖A‖₂) and c = 4; contract.ts checks it on matrices whose spectrum is known exactly.
 */
function scaledCopy(matrix: SymmetricMatrix, { consume = false }: DecompositionOptions): Scaled {
  const work = consume ? matrix.entries : matrix.entries.slice()
  const exponent = binaryExponent(largestMagnitude(work))
  scaleAll(work, -exponent)
  const norm = frobeniusNorm({ ...matrix, entries: work })
  return { work, exponent, errorBound: 4 * matrix.order * unitRoundoff * norm }
}

/**
 * Scaled twice, because the difference may be far smaller than the matrix and the shift.
 *
 * `shiftError` is in units of `work`. Subtracting the shift rounds each diagonal entry once, by at most u times
 * what is left of it, which is below 2; the first scaling may have cost each entry bits below 2⁻¹⁰⁷⁴.
 */
function shiftedCopy(
  matrix: SymmetricMatrix,
  shift: number,
  { consume = false }: DecompositionOptions,
): { work: Float64Array; exponent: number; shiftError: number } {
  const n = matrix.order
  const work = consume ? matrix.entries : matrix.entries.slice()
  const first = binaryExponent(Math.max(largestMagnitude(work), Math.abs(shift)))
  scaleAll(work, -first)
  if (shift === 0) return { work, exponent: first, shiftError: 0 }
  const scaledShift = scaleBy(shift, -first)
  for (let i = 0; i < n; i++) work[i * n + i]! -= scaledShift
  const second = binaryExponent(largestMagnitude(work))
  scaleAll(work, -second)
  const shiftError = 2 * unitRoundoff + n * scaleBy(Number.MIN_VALUE, -second)
  return { work, exponent: first + second, shiftError }
}

function finished(kernels: Kernels, { values }: KernelValues, scaled: Scaled): Eigenvalues | Failure {
  const n = Math.sqrt(scaled.work.length)
  if (values.length !== n) {
    throw new InternalError(`${kernels.name}.eigenvalues`, `${values.length} values for order ${n}`)
  }
  if (firstNonFinite(values) >= 0) return nonFinite(kernels, 'a NaN or infinite eigenvalue')
  if (values.some((value, k) => k > 0 && value < values[k - 1]!)) {
    throw new InternalError(`${kernels.name}.eigenvalues`, 'the values do not ascend')
  }
  scaleAll(values, scaled.exponent)
  if (firstNonFinite(values) >= 0) return nonFinite(kernels, 'an eigenvalue beyond the largest float64')
  return { status: 'converged', values, errorBound: boundForCaller(scaled.errorBound, scaled.exponent) }
}

/**
 * A bound in the caller's units. The smallest positive number is added because scaling back may round both
 * the result and the bound itself, by half of it each.
 */
function boundForCaller(bound: number, exponent: number): number {
  return scaleBy(bound, exponent) + Number.MIN_VALUE
}

function nonFinite(kernels: Kernels, what: string): Failure {
  return { status: 'nonFinite', message: `${kernels.name} found ${what}` }
}

/** e with magnitude / 2^e in [1, 2), up to the rounding of the logarithm; 0 for 0. */
function binaryExponent(magnitude: number): number {
  return magnitude === 0 ? 0 : Math.floor(Math.log2(magnitude))
}

function scaleAll(x: Float64Array, exponent: number): void {
  if (exponent === 0) return
  const [first, second] = powerFactors(exponent)
  for (let p = 0; p < x.length; p++) x[p] = x[p]! * first * second
}

function scaleBy(value: number, exponent: number): number {
  const [first, second] = powerFactors(exponent)
  return value * first * second
}

/** 2^exponent in two factors: exponents down to −1074 and up to 1074 occur, and 2^1074 is not finite. */
function powerFactors(exponent: number): [number, number] {
  const half = Math.trunc(exponent / 2)
  return [2 ** half, 2 ** (exponent - half)]
}

/** Memory that the machine does not have is an outcome; every other error is not ours to swallow. */
async function withinMemory<T>(decompose: () => Promise<T>): Promise<T | Failure> {
  try {
    return await decompose()
  } catch (error) {
    if (error instanceof RangeError && /allocation failed|array length/i.test(error.message)) {
      return { status: 'tooLarge', message: `not enough memory: ${error.message}` }
    }
    throw error
  }
}
