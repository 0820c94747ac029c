/** Products of matrices on the WebAssembly kernels (wasm/assembly/gemm.ts). */
import type { RunOptions } from '../../algebra/runOptions.ts'
import type { Kernels } from '../provider.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import { type KernelWorkspace, withWorkspace } from '../wasm/kernelWorkspace.ts'

/** A factor in the memory of the kernels: entry (i, p) lies `along`·i + `deep`·p bytes from `address`. */
interface Factor {
  readonly address: number
  readonly along: number
  readonly deep: number
}

/** c [rows, columns] += sign · left·right, with both factors `depth` deep. */
interface Update {
  readonly left: Factor
  readonly right: Factor
  readonly c: number
  readonly rows: number
  readonly columns: number
  readonly depth: number
  readonly sign: 1 | -1
  /** Only the upper triangle of c is wanted. */
  readonly upper: boolean
}

/** Progress is told in flops. */
export function matrixProducts(
  team: KernelTeam,
): Pick<Kernels, 'multiply' | 'reserve' | 'allocate' | 'release' | 'addGram' | 'addProduct'> {
  const { heap } = team
  return {
    reserve: heap.reserve,
    allocate: heap.allocate,
    release: heap.release,
    multiply(a, b, m, k, n, options) {
      return withWorkspace(heap, async (workspace) => {
        const result = workspace.zeros(m * n)
        const left = { address: workspace.read(a), along: 8 * k, deep: 8 }
        const right = byColumns(workspace.read(b), n)
        const c = heap.addressOf(result)
        const update = { left, right, c, rows: m, columns: n, depth: k, sign: 1, upper: false } as const
        await runUpdate(team, workspace, update, options)
        return result.slice()
      })
    },
    addGram(x, m, d, sign, gram) {
      return withWorkspace(heap, (workspace) => {
        const factor = byColumns(workspace.read(x), d)
        const c = workspace.update(gram)
        const update = { left: factor, right: factor, c, rows: d, columns: d, depth: m, sign, upper: true }
        return runUpdate(team, workspace, update)
      })
    },
    addProduct(x, m, d, y, w, product) {
      return withWorkspace(heap, (workspace) => {
        const left = byColumns(workspace.read(x), d)
        const right = byColumns(workspace.read(y), w)
        const c = workspace.update(product)
        const update = { left, right, c, rows: d, columns: w, depth: m, sign: 1, upper: false } as const
        return runUpdate(team, workspace, update)
      })
    },
  }
}

/** The columns of a row-major matrix are what runs along, its rows are the depth. */
function byColumns(address: number, columns: number): Factor {
  return { address, along: 8, deep: 8 * columns }
}

async function runUpdate(
  team: KernelTeam,
  workspace: KernelWorkspace,
  { left, right, c, rows, columns, depth, sign, upper }: Update,
  { signal, onProgress }: RunOptions = {},
): Promise<void> {
  const scratch = workspace.scratch(team.threads * team.runNow('productScratch', [rows, columns, depth]))
  const factors = [left.address, left.along, left.deep, right.address, right.along, right.deep]
  const args = [...factors, c, rows, columns, depth, sign, upper ? 1 : 0, scratch]
  const total = (upper ? 1 : 2) * rows * columns * depth
  await team.run('addMatrixProduct', args, { total, signal, onProgress })
}
