/** What `spectrum` is asked for, and whether it makes sense before any file is opened. */
import { totalmem } from 'node:os'
import { ArgumentError } from '../errors.ts'
import type { Architecture } from '../networks/architecture.ts'
import type { LossName } from '../networks/losses.ts'
import type { Failure, ProviderName } from '../providers/provider.ts'
import { type NamedPath, requireWritableFiles } from './outputPlaces.ts'

export interface SpectrumOptions {
  readonly layers: readonly number[]
  readonly activation: string
  readonly loss: LossName
  /** A data set by name, else `inputs` and `targets`. */
  readonly data?: string
  readonly inputs?: string
  readonly targets?: string
  readonly theta: string
  /** False: theta holds the weights alone. True when absent. */
  readonly biases?: boolean
  readonly l2?: number
  /** Of the first so many samples only. */
  readonly samples?: number
  /** Signs from counts alone: no eigenvalue is computed. */
  readonly counts?: boolean
  /** Of the degeneracy curve of counts. */
  readonly tolerances?: readonly number[]
  readonly out?: string
  readonly hessianOut?: string
  readonly json?: string
  readonly provider?: ProviderName
}

/** @throws ArgumentError on options that do not go together, DataError on a result that has no place */
export function requireConsistent(options: SpectrumOptions): void {
  requireOneSource(options)
  requireCountable(options)
  const outputs: [string, string | undefined][] = [
    ['--out', options.out],
    ['--hessian-out', options.hessianOut],
    ['--json', options.json],
  ]
  const inputs: [string, string | undefined][] = [
    ['--theta', options.theta],
    ['--inputs', options.inputs],
    ['--targets', options.targets],
  ]
  requireWritableFiles(outputs.flatMap(given), inputs.flatMap(given))
}

/**
 * A Hessian that the machine has no room for: the system would grant the memory and kill the process later.
 *
 * @param memoryBytes what there is
 */
export function withoutRoom(
  { dimension }: Architecture,
  memoryBytes: number = machineMemoryBytes(),
): Failure | undefined {
  const wantedBytes = 8 * dimension ** 2
  if (wantedBytes <= memoryBytes) return undefined
  const [wanted, got] = [wantedBytes, memoryBytes].map((bytes) => `${(bytes / 1e9).toPrecision(3)} GB`)
  return {
    status: 'tooLarge',
    message: `the Hessian of ${dimension} parameters takes ${wanted}, this machine has ${got}; use narrower layers`,
  }
}

/** Of the container where there is one. */
export function machineMemoryBytes(): number {
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** What counts alone have to offer. */
function requireCountable({ counts = false, tolerances, out, hessianOut }: SpectrumOptions): void {
  const refuse = (got: string, expected: string): never => {
    throw new ArgumentError('saddlecheck', 'spectrum', expected, got)
  }
  if (!counts && tolerances !== undefined) refuse('--tolerances alone', 'given --tolerances with --counts')
  if (counts && out !== undefined)
    refuse('both', 'given either --counts, which computes no eigenvalue, or --out')
  if (counts && hessianOut !== undefined) {
    refuse('both', 'given either --counts, which assembles no zero rows, or --hessian-out')
  }
}

function requireOneSource({ data, inputs, targets }: SpectrumOptions): void {
  const own = inputs !== undefined || targets !== undefined
  if (data !== undefined && own)
    throw sourceError(`--data and ${inputs === undefined ? '--targets' : '--inputs'}`)
  if (data === undefined && inputs === undefined) throw sourceError(own ? '--targets alone' : 'neither')
  if (data === undefined && targets === undefined) throw sourceError('--inputs alone')
}

function sourceError(got: string): ArgumentError {
  return new ArgumentError(
    'saddlecheck',
    'spectrum',
    'given either --data or both --inputs and --targets',
    got,
  )
}

function given([flag, path]: readonly [string, string | undefined]): NamedPath[] {
  return path === undefined ? [] : [{ flag, path }]
}
