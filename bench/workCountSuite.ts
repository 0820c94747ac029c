/**
 * Work in units without noise: what the method promises, counted at the provider (countingProvider.ts).
 *
 * For a network d-h-…-C with a ReLU after its first layer, L of whose inputs are stored by any sample (the bias is one
 * more), m_i samples at which unit i is on, m_ij at which i and j are, and K later parameters:
 *
 *     certified three counts    2 factorisations (the first guess of a shift suffices), no eigenvalue
 *     exact Hessian             no Hessian-vector product, and products of at most
 *                               Σ_{i≤j} m_ij·L(L + 1)  +  2·L·K·Σ_i m_i  +  2·N·K²  flops
 *
 * the three terms being the weighted Grams of the first layer with itself, its blocks with the later layers, and the
 * later layers among themselves. An assembly that forgot the masks or the sparse inputs would take four to ten times
 * as many on MNIST.
 */
import { denseRows, InternalError, type ProviderFinding, signsAt } from '../harness/index.ts'
import type { CountPlan } from './countGate.ts'
import { countingProvider, type WorkCounts } from './countingProvider.ts'
import { embeddedProvider } from './findingOf.ts'
import { type PeerProblem, peerProblem } from './peerProblem.ts'
import type { BenchMode, Suite } from './suite.ts'

const choices = {
  full: { layers: [784, 3, 10], activation: 'relu', samples: 200 },
  smoke: { layers: [784, 1, 10], activation: 'relu', samples: 3 },
}

export async function workCountSuite(mode: BenchMode, findings: readonly ProviderFinding[]): Promise<Suite> {
  const problem = peerProblem(choices[mode])
  let signs: Promise<Readonly<WorkCounts>> | undefined
  const counted = () => {
    signs ??= countedSigns(problem, findings)
    return signs
  }
  const { name } = problem
  const counts: CountPlan[] = [
    {
      claim: `certified three counts, ${name}: factorisations`,
      unit: 'factorisations',
      required: { kind: 'exactly', count: 2 },
      count: async () => (await counted()).factorisations,
    },
    {
      claim: `certified three counts, ${name}: eigenvalue computations`,
      unit: 'calls',
      required: { kind: 'exactly', count: 0 },
      count: async () => (await counted()).eigenvalueCalls + (await counted()).eigenpairCalls,
    },
    {
      claim: `exact Hessian, ${name}: flops of its products`,
      unit: 'flops',
      required: { kind: 'atMost', count: hessianFlops(problem) },
      count: async () => (await counted()).productFlops,
    },
    {
      claim: `exact Hessian, ${name}: memory of the provider that is not given back`,
      unit: 'numbers',
      required: { kind: 'exactly', count: 0 },
      count: async () => (await counted()).held,
    },
  ]
  return { title: 'Work counts', groups: [], counts, gates: [] }
}

async function countedSigns(
  { objective, theta }: PeerProblem,
  findings: readonly ProviderFinding[],
): Promise<Readonly<WorkCounts>> {
  const { provider, counts } = countingProvider(embeddedProvider(findings))
  const signs = await signsAt(objective, theta, provider)
  if (signs.status !== 'measured') throw new InternalError('workCountSuite', signs.message)
  return counts
}

export function hessianFlops(problem: PeerProblem): number {
  const { shape, dimension, samples } = problem.objective
  const { fanIn, fanOut: h } = shape.blocks[0]!
  const later = dimension - (fanIn + 1) * h
  const stored = new Set(problem.data.inputs.columnIndex).size + 1
  const on = unitsOn(problem)
  let [pairs, units] = [0, 0]
  for (let s = 0; s < samples; s++) {
    const active = on.subarray(s * h, (s + 1) * h).reduce((sum, one) => sum + one, 0)
    pairs += (active * (active + 1)) / 2
    units += active
  }
  return pairs * stored * (stored + 1) + 2 * stored * later * units + 2 * samples * later ** 2
}

/** Which units of the first layer are on. @returns [N, h] of 0 and 1 */
function unitsOn({ objective, theta, data }: PeerProblem): Uint8Array {
  const { fanIn, fanOut: h, bias } = objective.shape.blocks[0]!
  const inputs = denseRows(data.inputs) // [N, d]
  return Uint8Array.from({ length: objective.samples * h }, (_, p) => {
    const [s, i] = [Math.floor(p / h), p % h]
    let z = theta[bias + i]!
    for (let a = 0; a < fanIn; a++) z += inputs[s * fanIn + a]! * theta[a * h + i]!
    return z > 0 ? 1 : 0
  })
}
