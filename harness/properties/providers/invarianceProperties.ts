/** What eigenvalues do when the matrix is changed in a way that is known to move them so, or not at all. */
import fc from 'fast-check'
import { principalSubmatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import { expandSolverMatrix, solverMatrices } from '../../arbitraries/solverMatrices.ts'
import { type SpectrumKind, spectrumKinds, symmetricMatrices } from '../../arbitraries/symmetricMatrices.ts'
import { differingBits, largestDifference, none, withinBound } from '../../providers/laws/law.ts'
import type { Eigenvalues, Provider } from '../../providers/provider.ts'
import { type Property, property } from '../property.ts'
import { expandIntegers, integerMatrices } from './integerMatrices.ts'
import { eigenvaluesOf } from './results.ts'

/** A steep matrix fills the range of float64 and leaves no room for a factor. */
const rescalable: readonly SpectrumKind[] = spectrumKinds.filter((kind) => kind !== 'steep')
const small = fc.integer({ min: -9, max: 9 })

export const invarianceProperties: readonly Property<Provider>[] = [
  property({
    name: 'a power of two scales eigenvalues to the last bit',
    source: 'multiplication by a power of two is exact; scaledCopy.ts',
    cases: 60,
    instances: fc.record({
      recipe: symmetricMatrices({
        kinds: rescalable,
        maxOrder: 12,
        scaleExponents: { min: -200, max: 200 },
      }),
      exponent: fc.integer({ min: -300, max: 300 }),
    }),
    labels: { far: { share: 0.3, applies: ({ exponent }) => Math.abs(exponent) > 60 } },
    async check(provider: Provider, { recipe, exponent }) {
      const { matrix } = expandSymmetricMatrix(recipe)
      const factor = 2 ** exponent
      const scaled = symmetricMatrix(
        matrix.entries.map((entry) => factor * entry),
        matrix.order,
      )
      const { values } = await eigenvaluesOf(provider, matrix)
      const ofScaled = await eigenvaluesOf(provider, scaled)
      const expected = values.map((value) => factor * value)
      return [none('differing bits', differingBits(ofScaled.values, expected))]
    },
  }),
  property({
    name: 'the negative of a matrix has the negative eigenvalues in reverse',
    source: 'det(−A − λI) = ±det(A + λI)',
    cases: 50,
    instances: solverMatrices(),
    async check(provider: Provider, recipe) {
      const { matrix } = expandSolverMatrix(recipe)
      const plain = await eigenvaluesOf(provider, matrix)
      const negative = symmetricMatrix(
        matrix.entries.map((entry) => -entry),
        matrix.order,
      )
      const reversed = await eigenvaluesOf(provider, negative)
      const expected = plain.values.map((value) => -value).reverse()
      return [
        withinBound(
          'difference',
          largestDifference(reversed.values, expected),
          plain.errorBound + reversed.errorBound,
        ),
      ]
    },
  }),
  property({
    name: 'a permutation of rows and columns moves no eigenvalue',
    source: 'PAPᵀ is a similarity',
    cases: 50,
    instances: fc.record({
      recipe: solverMatrices(),
      keys: fc.array(fc.nat({ max: 99 }), { minLength: 12, maxLength: 12 }),
    }),
    async check(provider: Provider, { recipe, keys }) {
      const { matrix } = expandSolverMatrix(recipe)
      const n = matrix.order
      const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => keys[i]! - keys[j]!)
      const permuted = symmetricMatrix(
        matrix.entries.map((_, p) => matrix.entries[order[Math.floor(p / n)]! * n + order[p % n]!]!),
        n,
      )
      const [one, other] = [await eigenvaluesOf(provider, matrix), await eigenvaluesOf(provider, permuted)]
      return [
        withinBound(
          'difference',
          largestDifference(one.values, other.values),
          one.errorBound + other.errorBound,
        ),
      ]
    },
  }),
  property({
    name: 'A + σI has the eigenvalues of A, moved by σ',
    source: 'definition; the sum is exact in integers',
    cases: 50,
    instances: fc.record({
      recipe: integerMatrices({ maxOrder: 10, largest: 9 }),
      shift: fc.integer({ min: -1000, max: 1000 }),
    }),
    async check(provider: Provider, { recipe, shift }) {
      const plain = await eigenvaluesOf(provider, expandIntegers(recipe))
      const moved = await eigenvaluesOf(
        provider,
        expandIntegers(recipe, (i, j) => (i === j ? shift : 0)),
      )
      const expected = plain.values.map((value) => value + shift)
      // The sum of a value and the shift is rounded once.
      const rounding = unitRoundoff * Math.max(...expected.map(Math.abs))
      return [
        withinBound(
          'difference',
          largestDifference(moved.values, expected),
          plain.errorBound + moved.errorBound + 1.01 * rounding,
        ),
      ]
    },
  }),
  property({
    name: 'a block diagonal matrix has the eigenvalues of its blocks',
    source: 'definition',
    cases: 50,
    instances: fc.record({
      first: symmetricMatrices({ kinds: spectrumKinds, maxOrder: 6 }),
      second: symmetricMatrices({ kinds: spectrumKinds, maxOrder: 6 }),
    }),
    async check(provider: Provider, { first, second }) {
      const [a, b] = [expandSymmetricMatrix(first).matrix, expandSymmetricMatrix(second).matrix]
      const n = a.order + b.order
      const entries = new Float64Array(n * n)
      for (let i = 0; i < a.order; i++) entries.set(a.entries.subarray(i * a.order, (i + 1) * a.order), i * n)
      for (let i = 0; i < b.order; i++) {
        entries.set(b.entries.subarray(i * b.order, (i + 1) * b.order), (a.order + i) * n + a.order)
      }
      const whole = await eigenvaluesOf(provider, symmetricMatrix(entries, n))
      const [ofA, ofB] = [await eigenvaluesOf(provider, a), await eigenvaluesOf(provider, b)]
      const union = Float64Array.from([...ofA.values, ...ofB.values]).sort()
      // Sorting moves no entry of a list further than the largest change of any entry.
      const bound = whole.errorBound + Math.max(ofA.errorBound, ofB.errorBound)
      return [withinBound('difference', largestDifference(whole.values, union), bound)]
    },
  }),
  property({
    name: 'the eigenvalues of a principal submatrix interlace',
    source: 'Cauchy: λ_k(A) ≤ λ_k(B) ≤ λ_{k+1}(A) with one row and column less',
    cases: 50,
    instances: fc.record({
      recipe: symmetricMatrices({ kinds: spectrumKinds, minOrder: 2, maxOrder: 12 }),
      dropped: fc.nat({ max: 11 }),
    }),
    async check(provider: Provider, { recipe, dropped }) {
      const { matrix } = expandSymmetricMatrix(recipe)
      const n = matrix.order
      const kept = Array.from({ length: n }, (_, i) => i).filter((i) => i !== dropped % n)
      const whole = await eigenvaluesOf(provider, matrix)
      const part = await eigenvaluesOf(provider, principalSubmatrix(matrix, kept))
      return [none('eigenvalues out of place', outOfPlace(part, whole, n - 1))]
    },
  }),
  property({
    name: 'the eigenvalues of A + vvᵀ interlace with those of A',
    source: 'Weyl: λ_k(A) ≤ λ_k(A + vvᵀ) ≤ λ_{k+1}(A); the sum is exact in integers',
    cases: 50,
    instances: fc.record({
      recipe: integerMatrices({ maxOrder: 10, largest: 9 }),
      v: fc.array(small, { minLength: 10, maxLength: 10 }),
    }),
    async check(provider: Provider, { recipe, v }) {
      const plain = await eigenvaluesOf(provider, expandIntegers(recipe))
      const updated = await eigenvaluesOf(
        provider,
        expandIntegers(recipe, (i, j) => v[i]! * v[j]!),
      )
      return [none('eigenvalues out of place', outOfPlace(updated, plain, recipe.length))]
    },
  }),
]

/** How many of the first `count` values k of `between` are not in [λ_k, λ_{k+1}] of `ends`, nothing above the last. */
function outOfPlace(between: Eigenvalues, ends: Eigenvalues, count: number): number {
  const slack = between.errorBound + ends.errorBound
  // The differences below are rounded.
  const within = (difference: number) => difference <= slack * (1 + 2 ** -40)
  let wrong = Math.abs(between.values.length - count)
  for (let k = 0; k < count; k++) {
    const value = between.values[k]!
    const above = ends.values[k + 1] ?? Number.POSITIVE_INFINITY
    if (!(within(ends.values[k]! - value) && within(value - above))) wrong++
  }
  return wrong
}
