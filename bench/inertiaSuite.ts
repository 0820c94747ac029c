/**
 * Inertia by LDLᵀ against all eigenvalues, by the same provider on the same Wigner matrix.
 *
 * n³/3 flops against 4n³/3 for the reduction to tridiagonal form alone: 4 at equal speed. Each provider shifts
 * and scales a copy in both.
 *
 * Gates, at n = 400, on one thread each: 1.5. Counting signs without eigenvalues has to stay worth a second code path
 * at small orders too; the bars, at large ones, are in kernelBars.ts.
 */
import {
  InternalError,
  type Provider,
  type ProviderFinding,
  type SymmetricMatrix,
  wignerMatrix,
} from '../harness/index.ts'
import type { GatePlan } from './abbaGate.ts'
import type { BenchGroup, BenchMode, SkippedGate, Suite } from './suite.ts'

const orders = { full: [400, 1000], smoke: [8, 16] }
/** 64 pairs, of which 21 spoiled ones on each side do not matter: P(Bin(64, ½) ≤ 21) = 0.0041. */
const rounds = { full: 32, smoke: 4 }

export async function inertiaSuite(mode: BenchMode, findings: readonly ProviderFinding[]): Promise<Suite> {
  const matrices = orders[mode].map((order) => wignerMatrix(order, 1))
  const groups: BenchGroup[] = []
  for (const finding of findings) {
    for (const matrix of matrices) groups.push(await groupOf(matrix, finding))
  }
  return {
    title: 'Inertia',
    groups,
    gates: findings.map((finding) => gateOf(matrices[0]!, mode, finding)),
  }
}

async function groupOf(matrix: SymmetricMatrix, finding: ProviderFinding): Promise<BenchGroup> {
  const n = matrix.order
  const instance = `Wigner, n = ${n}, ${finding.name}`
  if (!finding.available) return { instance, rows: [{ name: 'inertia', skipped: finding.reason }] }
  const { provider } = finding
  await requireSameCounts(provider, matrix)
  return {
    instance,
    rows: [
      {
        name: 'eigenvalues',
        build: provider.version,
        workCount: `${flops((4 * n ** 3) / 3)} to tridiagonal`,
        run: () => provider.eigenvalues(matrix),
      },
      {
        name: 'inertia',
        build: provider.version,
        workCount: flops(n ** 3 / 3),
        run: () => provider.inertia(matrix, 0),
      },
    ],
  }
}

function gateOf(matrix: SymmetricMatrix, mode: BenchMode, finding: ProviderFinding): GatePlan | SkippedGate {
  const claim = `${finding.name} inertia against its eigenvalues, n = ${matrix.order}`
  if (!finding.available) return { claim, skipped: finding.reason }
  return {
    claim,
    candidate: () => finding.provider.inertia(matrix, 0),
    reference: () => finding.provider.eigenvalues(matrix),
    threshold: { kind: 'atLeast', ratio: 1.5 },
    rounds: rounds[mode],
  }
}

/** Where an eigenvalue is too close to 0 to tell, the two may differ by it. */
export async function requireSameCounts(provider: Provider, matrix: SymmetricMatrix): Promise<void> {
  const where = `inertiaSuite, ${provider.name}, n = ${matrix.order}`
  const spectrum = await provider.eigenvalues(matrix)
  const inertia = await provider.inertia(matrix, 0)
  if (spectrum.status !== 'converged') throw new InternalError(where, spectrum.message)
  if (inertia.status !== 'factored') throw new InternalError(where, inertia.message)
  const bound = spectrum.errorBound + inertia.errorBound
  const negative = spectrum.values.filter((value) => value < -bound).length
  const positive = spectrum.values.filter((value) => value > bound).length
  if (inertia.negative >= negative && inertia.positive >= positive) return
  const got = `${inertia.negative} negative and ${inertia.positive} positive`
  throw new InternalError(where, `${got} pivots, but ${negative} and ${positive} such eigenvalues`)
}

function flops(count: number): string {
  return `${count.toExponential(2)} flops`
}
