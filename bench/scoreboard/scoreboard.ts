/** The scoreboard: scoreboard.json is this as it stands, scoreboard.md its rendering. No date and no path in it. */
import type { EigenProblem, FaultKind } from '../../harness/index.ts'

export interface Scoreboard {
  readonly schema: 1
  readonly mode: ScoreboardMode
  readonly node: string
  readonly platform: string
  /** What writes this report again. */
  readonly command: string
  readonly largestOrder: number
  /** In the order of the laws. */
  readonly laws: readonly LawText[]
  readonly matrices: number
  /** Best first, absent ones last. */
  readonly rows: readonly ScoreboardRow[]
}

export type ScoreboardMode = 'full' | 'smoke'

export interface LawText {
  readonly name: string
  readonly source: string
  readonly matrices: number
}

export type ScoreboardRow = MeasuredRow | AbsentRow

export interface AbsentRow {
  readonly status: 'absent'
  readonly name: string
  readonly reason: string
  readonly note: string | undefined
}

export interface MeasuredRow {
  readonly status: 'measured'
  readonly name: string
  readonly version: string
  readonly routine: string
  readonly note: string | undefined
  /** In the order of the laws: on how many of the law's matrices it was kept. */
  readonly keptOn: readonly number[]
  readonly lawsKept: number
  /** Matrices on which no law about numbers was broken. */
  readonly matricesGood: number
  /** How many matrices had a fault of this kind, most first. */
  readonly faults: readonly FaultCount[]
  /** The smallest matrix on which any law was broken. */
  readonly smallestFailure: SmallestFailure | undefined
  /**
   * CPU time as a multiple of that of the first candidate, over the matrices that both answered; undefined
   * when there are none. Cold, matrix by matrix, the way that a first use of a package goes.
   */
  readonly timeRatio: number | undefined
}

export interface FaultCount {
  readonly kind: FaultKind
  readonly matrices: number
}

export interface SmallestFailure {
  readonly name: EigenProblem['name']
  readonly order: number
  /** Rows of numbers as text, because JSON has no NaN; only up to order 3. */
  readonly rows: readonly (readonly string[])[] | undefined
  readonly what: string
}
