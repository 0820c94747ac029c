/**
 * Where dense float64 work runs: the small interface in front of WebAssembly kernels, LAPACK and their like.
 *
 * What every provider promises (contract.ts holds them to it):
 * - eigenvalues ascend; eigenvectors are the columns of a row-major [n, n] array, orthonormal to rounding;
 * - an argument is never changed, unless the caller gives it up with `consume`;
 * - a result that the algorithm did not reach is a status, never a number;
 * - the same input gives the same bits again on the same machine and thread count.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'

export interface DecompositionOptions extends RunOptions {
  /**
   * The caller gives up the matrix: its buffer may be overwritten, which saves a copy of n² numbers. `inertia` gives it
   * back as it was, so that a matrix can be counted at several shifts in one buffer; until then it must not be read.
   */
  readonly consume?: boolean
}

/** Why a decomposition has no numbers. */
export interface Failure {
  readonly status: 'notConverged' | 'nonFinite' | 'tooLarge'
  readonly message: string
}

export interface Eigenvalues {
  readonly status: 'converged'
  /** [n] ascending */
  readonly values: Float64Array
  /** Upper bound of |computed − exact| for every value, by Weyl: ‖backward error‖₂. */
  readonly errorBound: number
}

export interface Eigenpairs extends Eigenvalues {
  /** [n, n] row-major, column k belongs to values[k]. */
  readonly vectors: Float64Array
}

export interface Inertia {
  readonly status: 'factored'
  /** Eigenvalues of A − shift·I by sign, as the pivots of LDLᵀ give them (Sylvester). They add up to n. */
  readonly negative: number
  readonly zero: number
  readonly positive: number
  /**
   * The counts are exact for A − shift·I + E with ‖E‖₂ ≤ errorBound, so an eigenvalue of A is on the
   * stated side whenever it is further than this from the shift.
   */
  readonly errorBound: number
}

/**
 * Products of tall matrices, added up block by block: what a Hessian is assembled from. All arrays come from
 * `allocate`, so that no kernel has to copy them; they may be longer than what is used of them. Entries are
 * sums of m products in any order, and what is not finite stays so: the caller checks the result.
 */
export interface GramKernels {
  /** Zeros in memory where this provider works without a copy; the caller's until handed to `release`. */
  allocate(length: number): Float64Array
  /** Gives memory back, to be used again. Nothing may touch it afterwards. @param array as `allocate` returned it */
  release(array: Float64Array): void
  /**
   * gram[a, b] += sign · Σ_s x[s, a]·x[s, b] for a ≤ b; nothing is promised below the diagonal.
   *
   * @param x [m, d] row-major @param gram [d, d] row-major
   */
  addGram(x: Float64Array, m: number, d: number, sign: 1 | -1, gram: Float64Array): Promise<void>
  /**
   * product[a, b] += Σ_s x[s, a]·y[s, b].
   *
   * @param x [m, d] row-major @param y [m, w] row-major @param product [d, w] row-major
   */
  addProduct(
    x: Float64Array,
    m: number,
    d: number,
    y: Float64Array,
    w: number,
    product: Float64Array,
  ): Promise<void>
}

export interface Provider extends GramKernels {
  readonly name: ProviderName
  /** The library and version that does the work, as it stands in every report. */
  readonly version: string
  eigenvalues(matrix: SymmetricMatrix, options?: DecompositionOptions): Promise<Eigenvalues | Failure>
  eigenpairs(matrix: SymmetricMatrix, options?: DecompositionOptions): Promise<Eigenpairs | Failure>
  inertia(matrix: SymmetricMatrix, shift: number, options?: DecompositionOptions): Promise<Inertia | Failure>
  /**
   * a · b for row-major a [m, k] and b [k, n], all finite.
   *
   * @returns [m, n]
   * @throws ArgumentError when an entry of the product is beyond the largest float64
   */
  multiply(
    a: Float64Array,
    b: Float64Array,
    m: number,
    k: number,
    n: number,
    options?: RunOptions,
  ): Promise<Float64Array>
}

export type ProviderName = 'embedded' | 'lapack'

/**
 * What a backend implements; `checkedProvider` turns it into a Provider.
 *
 * Every matrix arrives finite, exactly symmetric, with its largest entry in [1, 2) (or all zero), in a
 * buffer that the kernel may destroy.
 */
export interface Kernels extends GramKernels {
  readonly name: ProviderName
  readonly version: string
  /** As `allocate`, but of any value, NaN too: for what is written before it is read. */
  reserve(length: number): Float64Array
  /** @returns [n] ascending */
  eigenvalues(a: Float64Array, n: number, options: RunOptions): Promise<KernelValues | Failure>
  eigenpairs(a: Float64Array, n: number, options: RunOptions): Promise<KernelPairs | Failure>
  /**
   * Signs of the pivots of an LDLᵀ factorisation. What stands above is promised of the upper triangle and the diagonal
   * alone; what lies below is not the matrix, must not be read for it, and stays as it is.
   */
  inertia(a: Float64Array, n: number, options: RunOptions): Promise<KernelInertia | Failure>
  /** The lengths are right, the three extents positive and all entries finite. Neither array is changed. */
  multiply(
    a: Float64Array,
    b: Float64Array,
    m: number,
    k: number,
    n: number,
    options: RunOptions,
  ): Promise<Float64Array>
}

export interface KernelValues {
  readonly values: Float64Array
}

export interface KernelPairs extends KernelValues {
  /** [n, n] row-major, vectors as columns */
  readonly vectors: Float64Array
}

export interface KernelInertia {
  readonly negative: number
  readonly zero: number
  readonly positive: number
  /** Bound of ‖L D Lᵀ − a‖₂ for the `a` that was handed in. */
  readonly backwardError: number
}
