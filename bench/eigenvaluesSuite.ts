/**
 * Eigenvalues by each provider against ml-matrix on the same Wigner matrices.
 *
 * ml-matrix has no way to leave out the eigenvectors, so its time includes them; whoever has only npm and wants
 * eigenvalues pays that time all the same.
 *
 * Gates, at n = 400, on one thread each. embedded: 8, which kernels in TypeScript passed twice over, so that none may
 * ever be slower again; the bar is in kernelBars.ts. lapack against embedded: 1, the registry's "lapack is the
 * fastest provider found here" to the letter.
 */
import {
  InternalError,
  type Provider,
  type ProviderFinding,
  type SymmetricMatrix,
  wignerMatrix,
} from '../harness/index.ts'
import type { GatePlan } from './abbaGate.ts'
import { embeddedProvider, findingOf } from './findingOf.ts'
import { mlEigenvalues, mlMatrixVersion, toMlMatrix } from './mlMatrix.ts'
import type { BenchGroup, BenchMode, SkippedGate, Suite } from './suite.ts'

const orders = { full: [100, 200, 400], smoke: [8, 16] }
/** ml-matrix takes most of a second. */
const slowRounds = { full: 12, smoke: 4 }
const rounds = { full: 16, smoke: 4 }

export async function eigenvaluesSuite(
  mode: BenchMode,
  findings: readonly ProviderFinding[],
): Promise<Suite> {
  const matrices = orders[mode].map((order) => wignerMatrix(order, 1))
  const groups: BenchGroup[] = []
  for (const matrix of matrices) groups.push(await groupOf(matrix, findings))
  return { title: 'Eigenvalues', groups, gates: gatesOf(matrices.at(-1)!, mode, findings) }
}

async function groupOf(matrix: SymmetricMatrix, findings: readonly ProviderFinding[]): Promise<BenchGroup> {
  const dense = toMlMatrix(matrix.entries, matrix.order)
  for (const finding of findings) {
    if (finding.available) await requireSameEigenvalues(finding.provider, matrix, mlEigenvalues(dense))
  }
  return {
    instance: `Wigner, n = ${matrix.order}`,
    rows: [
      {
        name: 'ml-matrix',
        build: `ml-matrix ${mlMatrixVersion()}`,
        workCount: 'with eigenvectors',
        run: () => mlEigenvalues(dense),
      },
      ...findings.map((finding) =>
        finding.available
          ? {
              name: finding.name,
              build: finding.provider.version,
              workCount: 'eigenvalues only',
              run: () => finding.provider.eigenvalues(matrix),
            }
          : { name: finding.name, skipped: finding.reason },
      ),
    ],
  }
}

function gatesOf(
  matrix: SymmetricMatrix,
  mode: BenchMode,
  findings: readonly ProviderFinding[],
): (GatePlan | SkippedGate)[] {
  const dense = toMlMatrix(matrix.entries, matrix.order)
  const at = `n = ${matrix.order}`
  const embedded = embeddedProvider(findings)
  const lapack = findingOf(findings, 'lapack')
  const claim = `lapack eigenvalues against embedded, ${at}`
  return [
    {
      claim: `embedded eigenvalues against ml-matrix, ${at}`,
      candidate: () => embedded.eigenvalues(matrix),
      reference: () => mlEigenvalues(dense),
      threshold: { kind: 'atLeast', ratio: 8 },
      rounds: slowRounds[mode],
    },
    lapack.available
      ? {
          claim,
          candidate: () => lapack.provider.eigenvalues(matrix),
          reference: () => embedded.eigenvalues(matrix),
          threshold: { kind: 'atLeast', ratio: 1 },
          rounds: rounds[mode],
        }
      : { claim, skipped: lapack.reason },
  ]
}

/** Both sides are backward stable: each may be off by the provider's bound, which holds for any Householder reduction. */
export async function requireSameEigenvalues(
  provider: Provider,
  matrix: SymmetricMatrix,
  expected: Float64Array,
): Promise<void> {
  const result = await provider.eigenvalues(matrix)
  const where = `eigenvaluesSuite, ${provider.name}, n = ${matrix.order}`
  if (result.status !== 'converged') throw new InternalError(where, result.message)
  const bound = 2 * result.errorBound
  const wrong = result.values.findIndex((value, k) => !(Math.abs(value - expected[k]!) <= bound))
  if (wrong < 0) return
  const got = `${result.values[wrong]} for ${expected[wrong]}`
  throw new InternalError(where, `eigenvalue ${wrong} is ${got}, bound ${bound}`)
}
