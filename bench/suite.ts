/**
 * What a suite hands to main.ts: rows to describe, gates to judge. Everything is made and checked before it is
 * handed over, so that `run` is the timed work and nothing else.
 */
import type { Work } from './abbaComparison.ts'
import type { GatePlan } from './abbaGate.ts'
import type { BarPlan } from './barGate.ts'
import type { CountPlan } from './countGate.ts'

/** `smoke` runs every line of code at sizes that say nothing about speed, and judges none. */
export type BenchMode = 'full' | 'smoke'

export interface Suite {
  readonly title: string
  /** What the tables rest on, in a paragraph. */
  readonly note?: string
  /** Its gates are shown together, at the top of the report. */
  readonly bars?: boolean
  readonly groups: readonly BenchGroup[]
  /** Counts are decided first: they have no noise. */
  readonly counts?: readonly CountPlan[]
  readonly gates: readonly (GatePlan | BarPlan | SkippedGate)[]
  /** Called when all is measured: peers' processes end here. */
  readonly close?: () => void
}

/** The same result by several ways; ratios are against the first row. */
export interface BenchGroup {
  /** The instance: what, and how large. */
  readonly instance: string
  readonly rows: readonly (BenchRow | SkippedRow)[]
}

export interface BenchRow {
  readonly name: string
  /** What does the work, with its version. */
  readonly build: string
  /** Work in units that no machine changes: "1600 HVPs". */
  readonly workCount: string
  readonly run: Work
}

export interface SkippedRow {
  readonly name: string
  readonly skipped: string
}

export interface SkippedGate {
  readonly claim: string
  readonly skipped: string
}
