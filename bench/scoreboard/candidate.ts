/** A solver that stands in the scoreboard: where it comes from, and how it is called. */
import type { Eigensolver } from '../../harness/index.ts'
import { installedVersion } from '../installedVersion.ts'

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
