/**
 * The pieces of the benchmark, each of its own threads and suites, so that hours can be spent in pieces.
 *
 * `threads` is what the providers of a part are set to. One, where engines are compared that have one thread, and
 * because with another process on the second core two threads can be three times slower than one; all, where the
 * question is how long somebody waits.
 */
import { availableParallelism } from 'node:os'
import type { ProviderFinding } from '../harness/index.ts'
import type { ReportTable } from './benchReport.ts'
import { cellSuite } from './cellSuite.ts'
import { eigenvaluesSuite } from './eigenvaluesSuite.ts'
import { exactHessianSuite } from './exactHessianSuite.ts'
import { growthTables } from './growthTables.ts'
import { hessianBars } from './hessianBars.ts'
import { inertiaSuite } from './inertiaSuite.ts'
import { kernelBars } from './kernelBars.ts'
import { peersSuite } from './peersSuite.ts'
import { sizeTables } from './sizeTables.ts'
import type { BenchMode, Suite } from './suite.ts'
import { workCountSuite } from './workCountSuite.ts'

export interface PartContext {
  readonly mode: BenchMode
  readonly findings: readonly ProviderFinding[]
  readonly threads: number
  readonly say: (what: string) => void
  /** Milliseconds that tables may take together. */
  readonly budgetMs: number
}

export interface Part {
  readonly title: string
  readonly threads: number
  /** Whether its gates are ABBA comparisons, which controls vouch for. */
  readonly controlled: boolean
  readonly suites: readonly ((context: PartContext) => Promise<Suite>)[]
  readonly tables?: (context: PartContext) => Promise<ReportTable[]>
}

export type PartName = 'gates' | 'bars' | 'peers' | 'sizes' | 'growth' | 'cell'

const all = availableParallelism()

export const parts: Readonly<Record<PartName, Part>> = {
  gates: {
    title: 'Gates',
    threads: 1,
    controlled: true,
    suites: [
      ({ mode, findings }) => workCountSuite(mode, findings),
      ({ mode, findings }) => exactHessianSuite(mode, findings),
      ({ mode, findings }) => eigenvaluesSuite(mode, findings),
      ({ mode, findings }) => inertiaSuite(mode, findings),
    ],
  },
  bars: { title: 'Bars', threads: all, controlled: false, suites: [kernelBars, hessianBars] },
  peers: { title: 'Peers', threads: all, controlled: false, suites: [peersSuite] },
  sizes: { title: 'Sizes', threads: all, controlled: false, suites: [], tables: sizeTables },
  growth: { title: 'Growth', threads: all, controlled: false, suites: [], tables: growthTables },
  cell: { title: 'The whole cell', threads: all, controlled: false, suites: [cellSuite] },
}

export const partNames = Object.keys(parts) as readonly PartName[]
