/** How a provider behaves, whatever it computes: arguments, repetition, and what it refuses. */
import fc from 'fast-check'
import { type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import {
  expandSolverMatrix,
  type SolverMatrixRecipe,
  solverMatrices,
} from '../../arbitraries/solverMatrices.ts'
import { HarnessError } from '../../errors.ts'
import { differingBits, failed, none, type Ratio } from '../../providers/laws/law.ts'
import type { DecompositionOptions, Provider } from '../../providers/provider.ts'
import { type Property, property } from '../property.ts'
import { expandIntegers, integerMatrices } from './integerMatrices.ts'

type Operation = (
  provider: Provider,
  matrix: SymmetricMatrix,
  options?: DecompositionOptions,
) => Promise<Float64Array>

/** Everything that an operation returns, as numbers; a status is none. */
const operations: Readonly<Record<string, Operation>> = {
  async eigenvalues(provider, matrix, options) {
    const result = await provider.eigenvalues(matrix, options)
    return result.status === 'converged'
      ? Float64Array.of(...result.values, result.errorBound)
      : new Float64Array(0)
  },
  async eigenpairs(provider, matrix, options) {
    const result = await provider.eigenpairs(matrix, options)
    return result.status === 'converged'
      ? Float64Array.of(...result.values, ...result.vectors, result.errorBound)
      : new Float64Array(0)
  },
  async inertia(provider, matrix, options) {
    const result = await provider.inertia(matrix, 2 ** -30, options)
    return result.status === 'factored'
      ? Float64Array.of(result.negative, result.zero, result.positive, result.errorBound)
      : new Float64Array(0)
  },
}

const operationNames = Object.keys(operations)
const notFinite: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

export const conductProperties: readonly Property<Provider>[] = [
  property({
    name: 'a decomposition changes no argument, repeats itself to the bit, and consume changes no result',
    source: 'provider.ts',
    cases: 60,
    instances: fc.record({ recipe: solverMatrices(), operation: fc.constantFrom(...operationNames) }),
    check: (provider: Provider, { recipe, operation }) => conductRatios(provider, recipe, operation),
  }),
  property({
    name: 'a product changes neither factor and repeats itself to the bit',
    source: 'provider.ts',
    cases: 30,
    instances: fc.record({
      m: fc.integer({ min: 1, max: 6 }),
      k: fc.integer({ min: 1, max: 6 }),
      n: fc.integer({ min: 1, max: 6 }),
      divisor: fc.integer({ min: 3, max: 99 }),
    }),
    async check(provider: Provider, { m, k, n, divisor }) {
      const a = Float64Array.from({ length: m * k }, (_, p) => (p + 1) / divisor)
      const b = Float64Array.from({ length: k * n }, (_, p) => divisor / (p + 0.5))
      const [keptA, keptB] = [a.slice(), b.slice()]
      const once = await provider.multiply(a, b, m, k, n)
      const changed = differingBits(a, keptA) + differingBits(b, keptB)
      const again = await provider.multiply(keptA, keptB, m, k, n)
      return [none('changed entries', changed), none('differing numbers', differingBits(once, again))]
    },
  }),
  property({
    name: 'NaN and infinity in a matrix are refused, never answered with numbers',
    source:
      'LAPACK returns NaN input as info = 3 or as finite eigenvalues with info = 0, ml-matrix not at all',
    cases: 40,
    instances: fc.record({
      recipe: integerMatrices({ maxOrder: 9, largest: 9 }),
      row: fc.nat({ max: 8 }),
      column: fc.nat({ max: 8 }),
      value: fc.constantFrom(...Object.keys(notFinite)),
      operation: fc.constantFrom(...operationNames),
    }),
    labels: {
      'off the diagonal': {
        share: 0.3,
        applies: ({ recipe, row, column }) => row % recipe.length !== column % recipe.length,
      },
    },
    async check(provider: Provider, { recipe, row, column, value, operation }) {
      const n = recipe.length
      const { entries } = expandIntegers(recipe)
      const matrix = symmetricMatrix(entries, n)
      // Written in later, past the one check that grants the type.
      const [i, j] = [row % n, column % n]
      entries[i * n + j] = entries[j * n + i] = notFinite[value]!
      return [await refusal(() => operations[operation]!(provider, matrix))]
    },
  }),
  property({
    name: 'a product with NaN or infinity in a factor is refused',
    source: 'provider.ts, multiply',
    cases: 20,
    instances: fc.record({
      at: fc.nat({ max: 3 }),
      first: fc.boolean(),
      value: fc.constantFrom(...Object.keys(notFinite)),
    }),
    check: async (provider: Provider, { at, first, value }) => {
      const [bad, good] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)]
      bad[at] = notFinite[value]!
      return [
        await refusal(() =>
          first ? provider.multiply(bad, good, 2, 2, 2) : provider.multiply(good, bad, 2, 2, 2),
        ),
      ]
    },
  }),
]

async function conductRatios(
  provider: Provider,
  recipe: SolverMatrixRecipe,
  operation: string,
): Promise<Ratio[]> {
  const run = operations[operation]!
  const { matrix } = expandSolverMatrix(recipe)
  const before = matrix.entries.slice()
  const once = await run(provider, matrix)
  const changed = differingBits(matrix.entries, before)
  const again = await run(provider, symmetricMatrix(before.slice(), matrix.order))
  const mayGo = symmetricMatrix(before.slice(), matrix.order)
  const consumed = await run(provider, mayGo, { consume: true })
  const lost = mayGo.entries.filter((entry, p) => entry !== before[p]).length
  return [
    none('changed entries', changed),
    none('numbers that differ when asked again', once.length === 0 ? Number.NaN : differingBits(once, again)),
    none('numbers that differ with consume', differingBits(once, consumed)),
    none('entries that inertia does not give back', operation === 'inertia' ? lost : 0),
  ]
}

/** An error of the harness or a status without numbers. */
async function refusal(run: () => Promise<Float64Array>): Promise<Ratio> {
  try {
    const numbers = await run()
    return numbers.length === 0 ? none('answered', 0) : failed(`answered with ${numbers.join(', ')}`)
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'argument') return none('answered', 0)
    throw error
  }
}
