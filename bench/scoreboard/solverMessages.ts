/** What a solver's process and its keeper tell each other. */
import type { EigensolverAnswer } from '../../harness/index.ts'
import type { LawOutcome } from './judge.ts'

export interface ToSolver {
  /** Of the problem to solve. */
  readonly name: string
}

export type FromSolver = Loaded | Absent | Judged

interface CandidateText {
  readonly routine: string
  readonly note: string | undefined
}

export interface Loaded extends CandidateText {
  readonly kind: 'loaded'
  readonly version: string
}

export interface Absent extends CandidateText {
  readonly kind: 'absent'
  readonly reason: string
}

export interface Judged {
  readonly kind: 'judged'
  readonly status: EigensolverAnswer['status']
  readonly outcomes: readonly LawOutcome[]
  /** For asking twice; undefined when the process did not live to tell. */
  readonly cpuMs?: number
}
