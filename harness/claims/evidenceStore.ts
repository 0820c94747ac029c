/**
 * Finished computations, kept: a killed run resumes, a second run is quick.
 *
 * Each result is one small JSON file named by a digest of what it is the result of (kind, configuration,
 * version of the code), written under another name and then renamed, so that a file is whole or absent; the
 * files can be carried to another machine. A file that cannot be read counts as absent. A result that cannot
 * be written (full disk) is still returned, with a warning.
 *
 * Two processes that need the same result at once share the work: one computes, the other waits. The lock
 * file that tells them apart names its process, so that one left by a killed process is recognised. Were a
 * lock ever misjudged, the same result would be computed twice and nothing else. What killed processes left
 * behind, locks and half-written files, is removed when a store of the folder is first used.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { canonicalText, decodePlainData, encodePlainData } from '../data/plainData.ts'
import { removeAbandoned, replaceFile } from '../data/replaceFile.ts'
import { acquireLock, isAbandoned } from './processLock.ts'

export interface EvidenceKey {
  /** What kind of computation, as in a file name: `training`, `curvature`. */
  readonly kind: string
  /** Everything that the result depends on, as plain data: settings, seed, checksum of the data. */
  readonly config: unknown
  /** From codeVersion, of all rooms whose code takes part. */
  readonly code: string
}

export interface EvidenceStore {
  readonly folder: string
  /** The stored result, or that of `compute`, which is then stored. It must be plain data. */
  compute<T>(key: EvidenceKey, compute: () => Promise<T>): Promise<T>
  /** The same store, which throws `EvidenceBusy` instead of waiting: for a caller with other work (sharedWork.ts). */
  withoutWaiting(): EvidenceStore
}

/** Somebody else is computing it now. */
export class EvidenceBusy extends Error {}

export interface EvidenceOptions {
  readonly folder: string
  /** Ignore what is stored, and replace it. */
  readonly fresh: boolean
  readonly onWarning?: (message: string) => void
}

export interface StoredEvidence extends EvidenceKey {
  readonly elapsedMs: number
  readonly result: unknown
}

/** How long a waiting process sleeps between two looks at another's lock. */
const pollMs = 200

export function evidenceStore({ folder, fresh, onWarning }: EvidenceOptions): EvidenceStore {
  const renewed = new Set<string>()
  let tidied = false

  async function compute<T>(key: EvidenceKey, work: () => Promise<T>, waits: boolean): Promise<T> {
    const file = evidenceFile(folder, key)
    if (!tidied) tidy(folder)
    tidied = true
    for (;;) {
      // With `fresh`, only what this run has computed itself counts.
      const stored = fresh && !renewed.has(file) ? undefined : readEvidence(file)
      if (stored !== undefined) return stored.result as T
      const lock = tryLock(file)
      if (lock === 'busy') {
        if (!waits) throw new EvidenceBusy(file)
        await sleep(pollMs)
        continue
      }
      try {
        // The result may have come between the look and the lock.
        const late = fresh && !renewed.has(file) ? undefined : readEvidence(file)
        if (late !== undefined) return late.result as T
        const result = await computeAndStore(file, key, work)
        renewed.add(file)
        return result
      } finally {
        lock?.release()
      }
    }
  }

  function tryLock(file: string): ReturnType<typeof acquireLock> | undefined {
    try {
      mkdirSync(folder, { recursive: true })
      return acquireLock(`${file}.lock`)
    } catch (error) {
      onWarning?.(`evidence is not shared between processes: ${text(error)}`)
      return undefined
    }
  }

  async function computeAndStore<T>(file: string, key: EvidenceKey, work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    const result = await work()
    const stored: StoredEvidence = { ...key, elapsedMs: performance.now() - started, result }
    try {
      replaceFile(file, [Buffer.from(encodePlainData(stored))])
    } catch (error) {
      onWarning?.(`evidence was computed but not stored in ${file}: ${text(error)}`)
    }
    return result
  }

  const impatient: EvidenceStore = {
    folder,
    compute: (key, work) => compute(key, work, false),
    withoutWaiting: () => impatient,
  }
  return { folder, compute: (key, work) => compute(key, work, true), withoutWaiting: () => impatient }
}

/** A folder that cannot be read is told of when something is to be written there. */
function tidy(folder: string): void {
  try {
    removeAbandoned(folder)
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.lock'))) {
      if (isAbandoned(join(folder, name))) rmSync(join(folder, name), { force: true })
    }
  } catch {}
}

/** Where the evidence of this key is, or would be. */
export function evidenceFile(folder: string, { kind, config, code }: EvidenceKey): string {
  const key = { kind, config, code }
  const digest = createHash('sha256').update(canonicalText(key)).digest('hex').slice(0, 24)
  return join(folder, `${kind}-${digest}.json`)
}

/** @returns undefined of a file that is absent or cannot be read */
export function readEvidence(file: string): StoredEvidence | undefined {
  try {
    const stored = decodePlainData(readFileSync(file, 'utf8'))
    return stored !== null && typeof stored === 'object' && 'result' in stored
      ? (stored as StoredEvidence)
      : undefined
  } catch {
    return undefined
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
