/**
 * Makes a Provider of a backend's kernels: copies, scales, and lets no NaN through in either direction.
 *
 * Kernels meet matrices of one scale only (scaledCopy.ts). Their results are checked for what no caller
 * should have to check: lengths, order, NaN, and counts that add up.
 */

import type { RunOptions } from '../algebra/runOptions.ts'
import { largestMagnitude, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite } from '../algebra/vectors.ts'
import { ArgumentError, InternalError, ShapeError } from '../errors.ts'
import type {
  DecompositionOptions,
  Eigenpairs,
  Eigenvalues,
  Failure,
  Inertia,
  KernelInertia,
  Kernels,
  KernelValues,
  Provider,
} from './provider.ts'
import { boundForCaller, type Scaled, scaleAll, scaledCopy } from './scaledCopy.ts'
import { restoreTriangle, shiftedTriangle, writeShifted } from './shiftedTriangle.ts'
import { withinMemory } from './withinMemory.ts'

export function checkedProvider(kernels: Kernels): Provider {
  return {
    name: kernels.name,
    version: kernels.version,
    eigenvalues: (matrix, options = {}) => withinMemory(() => eigenvalues(kernels, matrix, options)),
    eigenpairs: (matrix, options = {}) => withinMemory(() => eigenpairs(kernels, matrix, options)),
    inertia: (matrix, shift, options = {}) => withinMemory(() => inertia(kernels, matrix, shift, options)),
    multiply: (a, b, m, k, n, options = {}) => multiply(kernels, a, b, m, k, n, options),
    allocate: (length) => kernels.allocate(length),
    release: (array) => kernels.release(array),
    addGram(x, m, d, sign, gram) {
      requireRoom('addGram', 'x', x, m, d)
      requireRoom('addGram', 'gram', gram, d, d)
      return kernels.addGram(x, m, d, sign, gram)
    },
    addProduct(x, m, d, y, w, product) {
      requireRoom('addProduct', 'x', x, m, d)
      requireRoom('addProduct', 'y', y, m, w)
      requireRoom('addProduct', 'product', product, d, w)
      return kernels.addProduct(x, m, d, y, w, product)
    },
  }
}

function requireRoom(where: string, name: string, array: Float64Array, rows: number, columns: number): void {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0)) {
    throw new ArgumentError(where, `extents of ${name}`, 'positive integers', `[${rows}, ${columns}]`)
  }
  if (array.length >= rows * columns) return
  throw new ShapeError(where, name, `room for [${rows}, ${columns}]`, `${array.length} numbers`)
}

async function eigenvalues(
  kernels: Kernels,
  matrix: SymmetricMatrix,
  options: DecompositionOptions,
): Promise<Eigenvalues | Failure> {
  requireFinite('eigenvalues', matrix)
  const scaled = scaledCopy(matrix, options)
  const result = await kernels.eigenvalues(scaled.work, matrix.order, options)
  return 'status' in result ? result : finished(kernels, result, scaled)
}

async function eigenpairs(
  kernels: Kernels,
  matrix: SymmetricMatrix,
  options: DecompositionOptions,
): Promise<Eigenpairs | Failure> {
  requireFinite('eigenpairs', matrix)
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
  const { order, entries } = matrix
  const triangle = shiftedTriangle(entries, order, shift)
  if (triangle === undefined) throw notFinite('inertia', matrix)
  const work = options.consume ? entries : kernels.reserve(entries.length)
  writeShifted(triangle, entries, work)
  let result: KernelInertia | Failure
  try {
    result = await kernels.inertia(work, order, options)
  } finally {
    if (work === entries) restoreTriangle(work, order, triangle.diagonal)
    else kernels.release(work)
  }
  if ('status' in result) return result
  const { negative, zero, positive, backwardError } = result
  if (negative + zero + positive !== order) {
    throw new InternalError(`${kernels.name}.inertia`, 'the three counts do not add up to the order')
  }
  if (!(backwardError < Number.POSITIVE_INFINITY)) return nonFinite(kernels, 'no finite error bound')
  return {
    status: 'factored',
    negative,
    zero,
    positive,
    errorBound: boundForCaller(backwardError + triangle.shiftError, triangle.exponent),
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

/** The brand was granted to finite entries, but an array can be written to: ml-matrix never returns from a NaN. */
function requireFinite(where: string, matrix: SymmetricMatrix): void {
  if (!areFinite(matrix.entries)) throw notFinite(where, matrix)
}

function notFinite(where: string, { order, entries }: SymmetricMatrix): ArgumentError {
  const bad = firstNonFinite(entries)
  const place = `entry [${Math.floor(bad / order)}, ${bad % order}]`
  const hint = 'It was changed after symmetricMatrix had checked it'
  return new ArgumentError(where, place, 'finite', String(entries[bad]), hint)
}

/** Anything times 0 is 0 unless it is not finite. Four sums, because each addition waits for the one before. */
function areFinite(x: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  let p = 0
  for (; p + 4 <= x.length; p += 4) {
    a += x[p]! * 0
    b += x[p + 1]! * 0
    c += x[p + 2]! * 0
    d += x[p + 3]! * 0
  }
  for (; p < x.length; p++) a += x[p]! * 0
  return a + b + c + d === 0
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

function nonFinite(kernels: Kernels, what: string): Failure {
  return { status: 'nonFinite', message: `${kernels.name} found ${what}` }
}
