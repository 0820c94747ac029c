/** How a provider must behave, whatever it computes. */
import type { SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import type { DecompositionOptions, Provider } from '../provider.ts'
import { differingBits, type Law, none, type Ratio } from './law.ts'
import { type Specimen, scaledSpecimen, specimenNamed } from './specimens.ts'

type Operation = (
  provider: Provider,
  matrix: SymmetricMatrix,
  options?: DecompositionOptions,
) => Promise<Float64Array>

/** Every decomposition as the numbers it returns; a failure is no numbers. */
const operations: Readonly<Record<string, Operation>> = {
  async eigenvalues(provider, matrix, options) {
    const result = await provider.eigenvalues(matrix, options)
    return result.status === 'converged' ? result.values : new Float64Array(0)
  },
  async eigenpairs(provider, matrix, options) {
    const result = await provider.eigenpairs(matrix, options)
    return result.status === 'converged' ? result.vectors : new Float64Array(0)
  },
  async inertia(provider, matrix, options) {
    const result = await provider.inertia(matrix, 2 ** -30, options)
    if (result.status !== 'factored') return new Float64Array(0)
    return Float64Array.of(result.negative, result.zero, result.positive, result.errorBound)
  },
}

export const conductLaws: readonly Law[] = [
  {
    name: 'an argument is not changed',
    source: 'provider.ts',
    check: (provider) => overOperations(provider, argumentRatio),
  },
  {
    name: 'giving the argument up with consume changes no bit of the result',
    source: 'provider.ts, DecompositionOptions.consume',
    check: (provider) => overOperations(provider, consumeRatio),
  },
  {
    name: 'inertia gives a matrix back that it may consume',
    source: 'provider.ts, DecompositionOptions.consume',
    check: (provider) => overOperations(provider, restorationRatio),
  },
  {
    name: 'the same input gives the same bits again',
    source: 'provider.ts',
    check: (provider) => overOperations(provider, repetitionRatio),
  },
  {
    name: 'multiply neither changes its factors nor its mind',
    source: 'provider.ts',
    check: productConduct,
  },
]

/** At the scale that the kernels work at, where no copy would be needed to scale, and at two others. */
async function overOperations(
  provider: Provider,
  measure: (provider: Provider, specimen: Specimen, name: string, run: Operation) => Promise<Ratio>,
): Promise<Ratio[]> {
  const chosen = ['no diagonal', 'distinct 33', 'graded 150'].map(specimenNamed)
  const ratios: Ratio[] = []
  for (const specimen of [...chosen, ...chosen.map((one) => scaledSpecimen(one, -300))]) {
    for (const [name, run] of Object.entries(operations)) {
      ratios.push(await measure(provider, specimen, name, run))
    }
  }
  return ratios
}

async function argumentRatio(
  provider: Provider,
  { name, matrix }: Specimen,
  operation: string,
  run: Operation,
): Promise<Ratio> {
  const before = matrix.entries.slice()
  await run(provider, matrix)
  const changed = differingBits(matrix.entries, before)
  matrix.entries.set(before)
  return none(`${operation} of ${name}: changed entries`, changed)
}

async function consumeRatio(
  provider: Provider,
  { name, matrix }: Specimen,
  operation: string,
  run: Operation,
): Promise<Ratio> {
  const kept = await run(provider, matrix)
  const consumed = await run(provider, { ...matrix, entries: matrix.entries.slice() }, { consume: true })
  return none(`${operation} of ${name}: differing numbers`, differingOrMissing(kept, consumed))
}

/** Other operations may leave anything behind. */
async function restorationRatio(
  provider: Provider,
  { name, matrix }: Specimen,
  operation: string,
  run: Operation,
): Promise<Ratio> {
  const what = `${operation} of ${name}: changed entries`
  if (operation !== 'inertia') return none(what, 0)
  const before = matrix.entries.slice()
  await run(provider, matrix, { consume: true })
  const changed = differingBits(matrix.entries, before)
  matrix.entries.set(before)
  return none(what, changed)
}

async function repetitionRatio(
  provider: Provider,
  { name, matrix }: Specimen,
  operation: string,
  run: Operation,
): Promise<Ratio> {
  const once = await run(provider, matrix)
  const again = await run(provider, matrix)
  return none(`${operation} of ${name}: differing numbers`, differingOrMissing(once, again))
}

function differingOrMissing(x: Float64Array, y: Float64Array): number {
  return x.length === 0 ? Number.NaN : differingBits(x, y)
}

async function productConduct(provider: Provider): Promise<Ratio[]> {
  const a = Float64Array.from({ length: 35 }, (_, p) => 1 / (p + 3))
  const b = Float64Array.from({ length: 42 }, (_, p) => 1 / (p - 17.5))
  const [keptA, keptB] = [a.slice(), b.slice()]
  const once = await provider.multiply(a, b, 5, 7, 6)
  const again = await provider.multiply(a, b, 5, 7, 6)
  return [
    none('changed entries', differingBits(a, keptA) + differingBits(b, keptB)),
    none('differing numbers', differingBits(once, again)),
  ]
}
