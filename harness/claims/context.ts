/** What a check gets to run with: scale, seed, provider, stored evidence, and a way to show progress. */
import { ArgumentError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import { chooseProvider } from '../providers/registry.ts'
import { type EvidenceStore, evidenceStore } from './evidenceStore.ts'

/** Under the working directory. */
export const defaultEvidenceFolder = '.saddlecheck/evidence'

export const defaultSeed = 1

/** `quick` decides in minutes on two cores; `paper` has the sizes of the source. */
export type Scale = 'quick' | 'paper'

export const scales: readonly Scale[] = ['quick', 'paper']

export interface ClaimContext {
  readonly scale: Scale
  /** Of every random choice in the check. */
  readonly seed: number
  /** A fast-check path: replays one counterexample instead of searching. */
  readonly path?: string
  /** How many trials an experiment runs, where the user overrides the scale's number. */
  readonly trials?: number
  readonly provider: Provider
  /** Why this provider. */
  readonly providerReason: string
  readonly evidence: EvidenceStore
  /** A sink for the progress of one piece of work, in that work's own unit. */
  progress(label: string): (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export interface ContextOptions {
  readonly scale?: string
  readonly seed?: number
  readonly path?: string
  readonly trials?: number
  /** Ignore stored evidence and compute anew. */
  readonly fresh?: boolean
  /** Where evidence is kept; `defaultEvidenceFolder` when absent. */
  readonly evidenceFolder?: string
  readonly onProgress?: (label: string, done: number, total: number) => void
  readonly onWarning?: (message: string) => void
  readonly signal?: AbortSignal
}

/** @throws ArgumentError on an impossible option, ProviderUnavailable when one is asked for by name. */
export async function claimContext(options: ContextOptions = {}): Promise<ClaimContext> {
  const { provider, reason } = await chooseProvider()
  return {
    scale: knownScale(options.scale ?? 'quick'),
    seed: unsigned32('seed', options.seed ?? defaultSeed),
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.trials === undefined ? {} : { trials: positive('trials', options.trials) }),
    provider,
    providerReason: reason,
    evidence: evidenceStore({
      folder: options.evidenceFolder ?? defaultEvidenceFolder,
      fresh: options.fresh ?? false,
      ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
    }),
    progress: (label) => (done, total) => options.onProgress?.(label, done, total),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }
}

/** The options that environment variables give: SADDLECHECK_SCALE, _SEED, _PATH, _TRIALS, _FRESH, _EVIDENCE. */
export function contextOptionsFromEnvironment(env: NodeJS.ProcessEnv = process.env): ContextOptions {
  const { SADDLECHECK_SCALE, SADDLECHECK_SEED, SADDLECHECK_PATH, SADDLECHECK_TRIALS } = env
  return {
    ...(SADDLECHECK_SCALE ? { scale: SADDLECHECK_SCALE } : {}),
    ...(SADDLECHECK_SEED ? { seed: Number(SADDLECHECK_SEED) } : {}),
    ...(SADDLECHECK_PATH ? { path: SADDLECHECK_PATH } : {}),
    ...(SADDLECHECK_TRIALS ? { trials: Number(SADDLECHECK_TRIALS) } : {}),
    ...(env.SADDLECHECK_EVIDENCE ? { evidenceFolder: env.SADDLECHECK_EVIDENCE } : {}),
    fresh: env.SADDLECHECK_FRESH === '1',
  }
}

function knownScale(scale: string): Scale {
  const known = scales.find((name) => name === scale)
  if (known === undefined)
    throw new ArgumentError('claim', 'scale', `one of ${scales.join(', ')}`, `'${scale}'`)
  return known
}

function unsigned32(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value
  throw new ArgumentError('claim', name, 'an integer in 0..4294967295', String(value))
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw new ArgumentError('claim', name, 'a positive integer', String(value))
}
