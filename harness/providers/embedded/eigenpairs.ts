/**
 * Eigenpairs by tridiagonal reduction and implicit QL, trusted only after they have been checked.
 *
 *     A = Q T Qᵀ,   T = Z Λ Zᵀ,   vectors = Q Z
 *
 * Flops: 4n³/3 for T, some 5n³ for the rotations of QL, 2n³ for Q Z, 4n³ for the check. Four matrices of order n.
 */
import type { RunOptions } from '../../algebra/runOptions.ts'
import { eigenpairRatioLimit, eigenpairRatios } from '../eigenpairRatios.ts'
import type { Failure, KernelPairs } from '../provider.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import { type KernelWorkspace, withWorkspace } from '../wasm/kernelWorkspace.ts'
import { matrixProducts } from './matrixProducts.ts'
import { reflectedVectors, reflectionFlops } from './reflectedVectors.ts'
import { reduce, tridiagonalizationFlops } from './tridiagonalize.ts'
import { rotationFlops, tridiagonalVectors } from './tridiagonalVectors.ts'

/** Progress is told in flops. @param a [n, n] row-major, finite and symmetric; kept unchanged */
export async function eigenpairs(
  team: KernelTeam,
  a: Float64Array,
  n: number,
  options: RunOptions = {},
): Promise<KernelPairs | Failure> {
  const pairs = await withWorkspace(team.heap, (workspace) => solve(team, workspace, a, n, options))
  return 'status' in pairs ? pairs : checked(team, a, n, pairs, options)
}

async function solve(
  team: KernelTeam,
  workspace: KernelWorkspace,
  a: Float64Array,
  n: number,
  options: RunOptions,
): Promise<KernelPairs | Failure> {
  const { heap } = team
  const [reduction, rotation] = [tridiagonalizationFlops(n), rotationFlops(n)]
  const matrix = workspace.zeros(n * n)
  matrix.set(a)
  const parts = workspace.zeros(3 * n)
  await reduce(team, workspace, { matrix: heap.addressOf(matrix), n, parts }, stage(options, n, 0))
  const d = parts.slice(0, n)
  const e = parts.slice(n, 2 * n)
  const z = await tridiagonalVectors(team, workspace, d, e, stage(options, n, reduction))
  if (typeof z !== 'number') return z
  const order = Int32Array.from(d.keys()).sort((i, j) => d[i]! - d[j]!)
  const reflectors = { matrix: heap.addressOf(matrix), n, h: heap.addressOf(parts) + 16 * n }
  const rest = stage(options, n, reduction + rotation)
  const vectors = await reflectedVectors(team, workspace, z, order, reflectors, rest)
  return { values: d.sort(), vectors }
}

async function checked(
  team: KernelTeam,
  a: Float64Array,
  n: number,
  { values, vectors }: KernelPairs,
  options: RunOptions,
): Promise<KernelPairs | Failure> {
  const { multiply } = matrixProducts(team)
  let done = solvingFlops(n)
  const { residual, orthogonality } = await eigenpairRatios(a, n, values, vectors, (x, y) => {
    const product = multiply(x, y, n, n, n, stage(options, n, done))
    done += productFlops(n)
    return product
  })
  if (residual < eigenpairRatioLimit && orthogonality < eigenpairRatioLimit) return { values, vectors }
  return {
    status: 'notConverged',
    message: `residual ${residual} and orthogonality ${orthogonality} of the eigenpairs, in units of n·ulp, must be below ${eigenpairRatioLimit}`,
  }
}

/** Options for a part of the work that begins after so many flops. */
function stage({ signal, onProgress }: RunOptions, n: number, before: number): RunOptions {
  const total = solvingFlops(n) + 2 * productFlops(n)
  return { signal, onProgress: (done) => onProgress?.(before + done, total) }
}

function solvingFlops(n: number): number {
  return tridiagonalizationFlops(n) + rotationFlops(n) + reflectionFlops(n)
}

function productFlops(n: number): number {
  return 2 * n ** 3
}
