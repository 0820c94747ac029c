/**
 * Carries evidence over a change of the code that changes no result.
 *
 * Evidence is known by the version of the code that computed it, and any change of that code makes it another one.
 * Where part of it has been computed again with the new code and is the same to the last bit, the rest of what that
 * old version computed is taken for evidence of the new one: copied under its key. Of a version with a single
 * result that differs, nothing is, and of a setting (loss, optimizer, number of layers, …) that was not computed
 * again, nothing either: what it is computed with may be what the change touched.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalText, encodePlainData } from '../data/plainData.ts'
import { replaceFile } from '../data/replaceFile.ts'
import { evidenceFile, readEvidence, type StoredEvidence } from './evidenceStore.ts'

export interface CarryOptions {
  /** Folder of the evidence of the old code. */
  readonly from: string
  /** Folder of what the new code has computed of it again; the rest is written there. */
  readonly to: string
  /** How many results of an old version have to be there, at least. */
  readonly least: number
}

/** What became of the evidence of one version of the old code. */
export interface CarriedVersion {
  readonly kind: string
  readonly code: string
  /** `differs`: a result does; `unknown`: too few were computed again, or by several versions; `same`: the code is. */
  readonly status: 'carried' | 'differs' | 'unknown' | 'same'
  /** Results that were computed again. */
  readonly compared: number
  /** Those of them that are the same to the last bit. */
  readonly alike: number
  /** Files that were written. */
  readonly carried: number
  /** Results of settings none of which was computed again. */
  readonly left: number
}

/** @returns one entry for each kind of evidence and version of the old code */
export function carryEvidence({ from, to, least }: CarryOptions): readonly CarriedVersion[] {
  const again = groupedBy(evidenceIn(to), questionOf)
  const versions = groupedBy(evidenceIn(from), ({ kind, code }) => `${kind} ${code}`)
  return [...versions.values()].map((old) => carryVersion(old, again, { to, least }))
}

function carryVersion(
  old: readonly StoredEvidence[],
  again: ReadonlyMap<string, readonly StoredEvidence[]>,
  { to, least }: Pick<CarryOptions, 'to' | 'least'>,
): CarriedVersion {
  const { kind, code } = old[0]!
  const pairs = old.flatMap((evidence) =>
    (again.get(questionOf(evidence)) ?? []).map((other) => ({ evidence, other })),
  )
  const alike = pairs.filter(({ evidence, other }) => sameResult(evidence, other)).length
  const codes = [...new Set(pairs.map(({ other }) => other.code))]
  const account = { kind, code, compared: pairs.length, alike, carried: 0, left: 0 }
  if (codes.includes(code)) return { ...account, status: 'same' }
  if (alike < pairs.length) return { ...account, status: 'differs' }
  if (pairs.length < least || codes.length > 1) return { ...account, status: 'unknown' }
  const rest = old.filter((evidence) => !again.has(questionOf(evidence)))
  const settings = new Set(pairs.map(({ evidence }) => settingOf(evidence)))
  const covered = rest.filter((evidence) => settings.has(settingOf(evidence)))
  for (const evidence of covered) {
    const carried = { ...evidence, code: codes[0]! }
    replaceFile(evidenceFile(to, carried), [Buffer.from(encodePlainData(carried))])
  }
  return { ...account, status: 'carried', carried: covered.length, left: rest.length - covered.length }
}

/** The names in a configuration and the number of layers: not sizes, seeds, digests, or how much is measured. */
function settingOf({ config }: StoredEvidence): string {
  return JSON.stringify(config, (key, value: unknown) => {
    if (measures.has(key) || typeof value === 'number') return undefined
    if (typeof value === 'string' && digest.test(value)) return undefined
    return Array.isArray(value) ? value.length : value
  })
}

const measures: ReadonlySet<string> = new Set(['tolerances', 'measureStart'])

/** As data and weights are told apart. */
const digest = /^[0-9a-f]{64}$/

/** What is asked, whichever code answers. */
function questionOf({ kind, config }: StoredEvidence): string {
  return `${kind} ${canonicalText(config)}`
}

function sameResult({ result }: StoredEvidence, other: StoredEvidence): boolean {
  return canonicalText(result) === canonicalText(other.result)
}

function groupedBy(
  all: readonly StoredEvidence[],
  keyOf: (evidence: StoredEvidence) => string,
): ReadonlyMap<string, StoredEvidence[]> {
  const groups = new Map<string, StoredEvidence[]>()
  for (const evidence of all) {
    const key = keyOf(evidence)
    const group = groups.get(key)
    if (group) group.push(evidence)
    else groups.set(key, [evidence])
  }
  return groups
}

function evidenceIn(folder: string): StoredEvidence[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => readEvidence(join(folder, name)) ?? [])
}
