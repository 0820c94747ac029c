/** What counts of signs must be. */
import { seededRandom } from '../../algebra/random.ts'
import { frobeniusNorm, type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import type { Eigenvalues, Inertia, Provider } from '../provider.ts'
import { lapackSpecimens } from './lapackSpecimens.ts'
import { failure, type Law, none, type Ratio } from './law.ts'
import { randomSymmetric, rescaledSpecimens, type Specimen, specimens } from './specimens.ts'

export const inertiaLaws: readonly Law[] = [
  {
    name: 'inertia is exact but for eigenvalues within errorBound of the shift',
    source: 'Sylvester; provider.ts, Inertia.errorBound',
    check: (provider) => overShifts(provider, specimens(), miscounts),
  },
  {
    name: 'inertia is so at any scale',
    source: 'the same',
    check: (provider) => overShifts(provider, rescaledSpecimens(), miscounts),
  },
  {
    name: 'inertia is so on LAPACK’s matrix types',
    source: 'LAPACK TESTING/EIG/dchkst.f, the types whose spectrum is prescribed',
    check: (provider) => overShifts(provider, lapackSpecimens(), miscounts),
  },
  {
    name: 'the errorBound of inertia is worth having',
    source: 'Higham 2002, Theorem 11.4, with n ≤ 150 and small element growth: 1e-9 of ‖A‖_F + |shift|',
    check: (provider) =>
      overShifts(provider, specimens(), ({ name, matrix }, shift, { errorBound }) => ({
        what: `${name} at ${shift}: errorBound`,
        value: errorBound,
        limit: 1e-9 * (frobeniusNorm(matrix) + Math.abs(shift)) + 2 ** -1070,
      })),
  },
  {
    name: 'zero rows are zero pivots',
    source: 'nothing is rounded in eliminating them',
    check: zeroRowRatios,
  },
  {
    name: 'inertia agrees with eigenvalues wherever both are certain',
    source: 'Sylvester',
    check: agreementRatios,
  },
]

async function overShifts(
  provider: Provider,
  of: readonly Specimen[],
  measure: (specimen: Specimen, shift: number, inertia: Inertia) => Ratio,
): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const specimen of of) {
    for (const shift of shifts(specimen.spectrum)) {
      const result = await provider.inertia(specimen.matrix, shift)
      if (result.status === 'factored') ratios.push(measure(specimen, shift, result))
      else ratios.push(failure(`${specimen.name} at ${shift}`, result))
    }
  }
  return ratios
}

/** Zero, an eigenvalue, the middle of a gap, and one place outside on either side. */
function shifts(spectrum: Float64Array): number[] {
  const middle = Math.floor(spectrum.length / 2)
  const at = spectrum[middle]!
  const below = spectrum[Math.max(middle - 1, 0)]!
  const reach = Math.max(Math.abs(spectrum[0]!), Math.abs(spectrum.at(-1)!))
  return [...new Set([0, at, below / 2 + at / 2, -1.5 * reach, 1.5 * reach])]
}

/** How many counts lie outside what the spectrum allows once it is moved by up to errorBound. */
function miscounts(
  { name, spectrum, spectrumError }: Specimen,
  shift: number,
  { negative, zero, positive, errorBound }: Inertia,
): Ratio {
  const slack = errorBound + spectrumError
  const count = (test: (distance: number) => boolean) =>
    spectrum.filter((value) => test(value - shift)).length
  const wrong =
    Math.max(0, count((distance) => distance < -slack) - negative) +
    Math.max(0, negative - count((distance) => distance <= slack)) +
    Math.max(0, count((distance) => distance > slack) - positive) +
    Math.max(0, positive - count((distance) => distance >= -slack)) +
    Math.abs(spectrum.length - negative - zero - positive)
  return none(`${name} at ${shift}: miscounted`, wrong)
}

async function zeroRowRatios(provider: Provider): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const { matrix, zeros } of [zeroPadded(1, 6), zeroPadded(3, 4), zeroPadded(40, 31)]) {
    const result = await provider.inertia(matrix, 0)
    const what = `order ${matrix.order} with ${zeros} zero rows`
    if (result.status !== 'factored') ratios.push(failure(what, result))
    else ratios.push(none(`${what}: zero pivots amiss`, Math.abs(result.zero - zeros)))
  }
  return ratios
}

/** Zero rows among those of a strictly diagonally dominant, hence regular, matrix. */
function zeroPadded(regular: number, zeros: number): { matrix: SymmetricMatrix; zeros: number } {
  const n = regular + zeros
  const live = seededRandom(n).permutation(n).subarray(0, regular)
  const entries = new Float64Array(n * n)
  for (const i of live) {
    for (const j of live) entries[i * n + j] = i === j ? (i % 2 === 0 ? 1 : -1) * (regular + 1) : 1
  }
  return { matrix: symmetricMatrix(entries, n), zeros }
}

async function agreementRatios(provider: Provider): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const n of [2, 3, 9, 34, 100]) {
    const matrix = randomSymmetric(n)
    const eigenvalues = await provider.eigenvalues(matrix)
    if (eigenvalues.status !== 'converged') {
      ratios.push(failure(`random ${n}`, eigenvalues))
      continue
    }
    for (const k of [0, Math.floor(n / 3), Math.floor(n / 2), n - 1]) {
      ratios.push(await agreementAt(provider, matrix, eigenvalues, k))
    }
  }
  return ratios
}

/** Between eigenvalues k and k + 1, or below all of them for k = n − 1. */
async function agreementAt(
  provider: Provider,
  matrix: SymmetricMatrix,
  { values, errorBound }: Eigenvalues,
  k: number,
): Promise<Ratio> {
  const last = k === matrix.order - 1
  const shift = last ? values[0]! - 1 : (values[k]! + values[k + 1]!) / 2
  const result = await provider.inertia(matrix, shift)
  const what = `random ${matrix.order} at ${shift}`
  if (result.status !== 'factored') return failure(what, result)
  const slack = errorBound + result.errorBound
  const certain = values.filter((value) => value < shift - slack).length
  const possible = values.filter((value) => value <= shift + slack).length
  const wrong = Math.max(0, certain - result.negative) + Math.max(0, result.negative - possible)
  return none(`${what}: eigenvalues on the wrong side`, wrong)
}
