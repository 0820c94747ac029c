/** A solver that stands in the scoreboard: where it comes from, and how it is called. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Eigensolver } from '../../harness/index.ts'

export interface Candidate {
  /** What a user of the package would call for a symmetric matrix. */
  readonly routine: string
  /** What the table should say beside it. */
  readonly note?: string
  load(): Promise<LoadedCandidate>
}

export type LoadedCandidate =
  | { readonly status: 'loaded'; readonly version: string; readonly solve: Eigensolver }
  | { readonly status: 'absent'; readonly reason: string }

/** A candidate from npm. One that is not installed is absent; one that is and does not load throws. */
export function npmCandidate(
  name: string,
  text: Pick<Candidate, 'routine' | 'note'>,
  solver: () => Promise<Eigensolver>,
): Candidate {
  return {
    ...text,
    async load() {
      const version = installedVersion(name)
      if (version === undefined) return { status: 'absent', reason: `${name} is not installed` }
      return { status: 'loaded', version, solve: await solver() }
    },
  }
}

/** Read from its folder, because not every package exports its package.json. */
function installedVersion(name: string): string | undefined {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      const text = readFileSync(join(folder, name, 'package.json'), 'utf8')
      return (JSON.parse(text) as { version: string }).version
    } catch {}
  }
  return undefined
}
