/**
 * Counterexamples found once are kept under fixtures/counterexamples/ and tried first from then on.
 *
 * One file a property: `<owner>/<name>.json` with its seed, path, what broke, and the shrunk instance where that is
 * plain data. The instance outlives a change of the generator; seed and path do not, and serve as the
 * way back to an instance that JSON cannot hold.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { decodePlainData, encodePlainData } from '../data/plainData.ts'
import { replaceFile } from '../data/replaceFile.ts'
import { HarnessError } from '../errors.ts'

export interface SavedCounterexample {
  readonly seed: number
  /** The case of the seed; absent when it was tried as a saved instance. */
  readonly path?: string
  /** What broke when it was found. */
  readonly why: string
  /** The shrunk instance; absent when it is not plain data. */
  readonly instance?: unknown
}

/** Whose counterexamples: a suite or a test file, and the name of the property in it. */
export interface PropertyPlace {
  readonly owner: string
  readonly name: string
  /** fixtures/counterexamples of this package when absent. */
  readonly folder?: string
}

interface SavedFile {
  readonly owner: string
  readonly name: string
  readonly counterexamples: readonly SavedCounterexample[]
}

const defaultFolder = fileURLToPath(new URL('../../fixtures/counterexamples', import.meta.url))

/** In the order in which they were found; none when nothing was saved. */
export function savedCounterexamples(place: PropertyPlace): readonly SavedCounterexample[] {
  let text: string
  try {
    text = readFileSync(fileOf(place), 'utf8')
  } catch {
    return []
  }
  return (decodePlainData(text) as SavedFile).counterexamples
}

/**
 * Adds one, unless the same instance (or seed and path) is there already.
 *
 * @returns the file
 * @throws DataError when the file cannot be written
 */
export function saveCounterexample(place: PropertyPlace, found: SavedCounterexample): string {
  const { owner, name } = place
  const file = fileOf(place)
  const { instance, ...rest } = found
  const entry: SavedCounterexample = isPlainData(instance) ? found : rest
  const known = savedCounterexamples(place)
  if (known.some((one) => identity(one) === identity(entry))) return file
  mkdirSync(dirname(file), { recursive: true })
  const content: SavedFile = { owner, name, counterexamples: [...known, entry] }
  replaceFile(file, [Buffer.from(`${encodePlainData(content, 2)}\n`)])
  return file
}

/** Survives JSON: read back, it prints the same. */
function isPlainData(instance: unknown): boolean {
  if (instance === undefined || typeof instance === 'function') return false
  try {
    return fc.stringify(decodePlainData(encodePlainData(instance))) === fc.stringify(instance)
  } catch (error) {
    if (error instanceof HarnessError || error instanceof TypeError) return false
    throw error
  }
}

function identity({ seed, path, instance }: SavedCounterexample): string {
  return instance === undefined ? `${seed} ${path}` : encodePlainData(instance)
}

function fileOf({ owner, name, folder = defaultFolder }: PropertyPlace): string {
  return join(folder, slug(owner), `${slug(name)}.json`)
}

/** Letters and digits of the name; a digest keeps apart what they do not. */
function slug(name: string): string {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  if (readable === name) return readable
  return `${readable}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`
}
