/**
 * Ways to break the embedded kernels: each takes what they return, or what they are given, and changes one thing.
 *
 * `withKernels` puts the broken kernels behind the same checks as the sound ones.
 */
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { ldlt } from '../providers/embedded/ldlt.ts'
import type { LdltFactors } from '../providers/ldltFactors.ts'
import type {
  Failure,
  KernelInertia,
  KernelPairs,
  Kernels,
  KernelValues,
  Provider,
} from '../providers/provider.ts'

export const soundKernels = embeddedKernels()

export function withKernels(flawed: Partial<Kernels>): Provider {
  return checkedProvider({ ...soundKernels, ...flawed })
}

/** Every decomposition sees a changed matrix. @param change of [n, n] entries, new */
export function overEntries(change: (a: Float64Array, n: number) => Float64Array): Partial<Kernels> {
  return {
    eigenvalues: (a, n, options) => soundKernels.eigenvalues(change(a, n), n, options),
    eigenpairs: (a, n, options) => soundKernels.eigenpairs(change(a, n), n, options),
    inertia: (a, n, options) => soundKernels.inertia(change(a, n), n, options),
  }
}

/** One value after the other, sorted again. */
export function overValues(change: (value: number) => number): Kernels['eigenvalues'] {
  return overSpectrum((values) => values.map(change).sort())
}

/** All values at once, not sorted. */
export function overSpectrum(
  change: (values: Float64Array, n: number) => Float64Array,
): Kernels['eigenvalues'] {
  return async (a, n, options): Promise<KernelValues | Failure> => {
    const result = await soundKernels.eigenvalues(a, n, options)
    return 'status' in result ? result : { values: change(result.values, n) }
  }
}

export function overPairs(change: (pairs: KernelPairs, n: number) => KernelPairs): Kernels['eigenpairs'] {
  return async (a, n, options): Promise<KernelPairs | Failure> => {
    const result = await soundKernels.eigenpairs(a, n, options)
    return 'status' in result ? result : change(result, n)
  }
}

/** Entry [i, k] of the vectors is taken from another place, and multiplied. */
export function overVectors(
  from: (i: number, k: number, n: number) => number,
  factor = 1,
): Kernels['eigenpairs'] {
  return overPairs(({ values, vectors }, n) => ({
    values,
    vectors: vectors.map((_, p) => factor * vectors[from(Math.floor(p / n), p % n, n)]!),
  }))
}

export function overCounts(change: (counts: KernelInertia, n: number) => KernelInertia): Kernels['inertia'] {
  return async (a, n, options): Promise<KernelInertia | Failure> => {
    const result = await soundKernels.inertia(a, n, options)
    return 'status' in result ? result : change(result, n)
  }
}

/** Signs are read off the factors in another way; the error bound stays. */
export function overFactors(
  count: (factors: LdltFactors) => Pick<KernelInertia, 'negative' | 'zero' | 'positive'>,
): Kernels['inertia'] {
  return async (a, n, options) => {
    const sound = await soundKernels.inertia(a.slice(), n, options)
    return 'status' in sound ? sound : { ...sound, ...count(await ldlt(a, n, options)) }
  }
}

export function inFloat32(x: Float64Array): Float64Array {
  return Float64Array.from(Float32Array.from(x))
}

/** Each call is off by one more unit in the last place. */
export function drifting(): Kernels['eigenvalues'] {
  let calls = 0
  return (a, n, options) => overValues((value) => value * (1 + calls++ * 2 ** -52))(a, n, options)
}

/** Cyclic Jacobi that stops after `sweeps`, converged or not, and tells nobody. @param a [n, n] destroyed */
export function impatientJacobi(sweeps: number): Kernels['eigenvalues'] {
  return async (a, n) => {
    for (let sweep = 0; sweep < sweeps; sweep++) {
      for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) annihilate(a, n, p, q)
    }
    return { values: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!).sort() }
  }
}

/** The rotation that makes a[p, q] zero. */
function annihilate(a: Float64Array, n: number, p: number, q: number): void {
  const coupling = a[p * n + q]!
  if (coupling === 0) return
  const theta = (a[q * (n + 1)]! - a[p * (n + 1)]!) / (2 * coupling)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  const rotate = (i: number, j: number) => {
    const [x, y] = [a[i]!, a[j]!]
    a[i] = cosine * x - sine * y
    a[j] = sine * x + cosine * y
  }
  for (let k = 0; k < n; k++) rotate(k * n + p, k * n + q)
  for (let k = 0; k < n; k++) rotate(p * n + k, q * n + k)
}

/** What a kernel finds in a matrix of which only the upper triangle was filled when it reads the lower one. */
export function diagonalOnly(a: Float64Array, n: number): Float64Array {
  return a.map((entry, p) => (p % (n + 1) === 0 ? entry : 0))
}

export function asymmetric(a: Float64Array, n: number): Float64Array {
  return a.map((entry, p) => (p % n < Math.floor(p / n) ? entry * (1 + 1e-6) : entry))
}

/** As if a block of 8 rows had not been updated with what stands beyond it. */
export function withoutBeginningOfColumn8(a: Float64Array, n: number): Float64Array {
  return a.map((entry, p) => {
    const [i, j] = [Math.floor(p / n), p % n]
    return Math.max(i, j) === 8 && Math.min(i, j) < 8 ? 0 : entry
  })
}

export function eachOnce(values: Float64Array): Float64Array {
  const size = Math.max(...values.map(Math.abs))
  const different = values.filter((value, k) => k === 0 || value - values[k - 1]! > 1e-13 * size)
  return values.map((_, k) => different[Math.min(k, different.length - 1)]!)
}

export function sameVector({ values, vectors }: KernelPairs, n: number): KernelPairs {
  const copied = vectors.slice()
  for (let k = 1; k < n; k++) {
    if (values[k]! - values[k - 1]! > 1e-13) continue
    for (let i = 0; i < n; i++) copied[i * n + k] = copied[i * n + k - 1]!
  }
  return { values, vectors: copied }
}

export function oneMorePositive({ negative, positive, ...rest }: KernelInertia): KernelInertia {
  return { ...rest, negative: negative - 1, positive: positive + 1 }
}

export function signsOfFirstEntries({ order: n, entries, pairs }: LdltFactors) {
  const counts = { negative: 0, zero: 0, positive: 0 }
  for (let k = 0; k < n; k++) {
    const pivot = entries[k * (n + 1)]!
    const sign = pivot < 0 ? 'negative' : pivot > 0 || pairs[k] === 1 ? 'positive' : 'zero'
    counts[sign] += 1 + pairs[k]!
    k += pairs[k]!
  }
  return counts
}
