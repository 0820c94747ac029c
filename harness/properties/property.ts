/**
 * A property: what correct code keeps on every instance that can be drawn, as data that knows no test runner.
 *
 * The code under test is the `subject`, handed in: ours, a mutant of it, or a user's own. Instances are plain
 * data (a recipe), expanded inside the check, so that a counterexample can be printed, saved and retyped.
 * A check returns measurements; the property is broken by one that is not below its limit (NaN is not), and by
 * an error that is thrown. An instance that has nothing to measure returns none.
 */
import fc from 'fast-check'
import type { Ratio } from '../providers/laws/law.ts'

export interface PropertyText {
  /** One sentence that says what is kept; unique in its suite. */
  readonly name: string
  /** Theorem, definition or paper that it rests on. */
  readonly source: string
}

export interface PropertyDefinition<Subject, T> extends PropertyText {
  readonly instances: fc.Arbitrary<T>
  /** Cases drawn when the caller asks for no other number; 100 when absent. */
  readonly cases?: number
  /** Kinds of instances without which the property says little, each with the share that it must have. */
  readonly labels?: Labels<T>
  check(subject: Subject, instance: T): readonly Ratio[] | Promise<readonly Ratio[]>
}

export type Labels<T> = Readonly<Record<string, Label<T>>>

export interface Label<T> {
  /** Least share of the instances, in (0, 1). */
  readonly share: number
  applies(instance: T): boolean
}

/** A property with the type of its instances sealed in, so that properties of one subject make a list. */
export interface Property<Subject> extends PropertyText {
  readonly cases: number
  decide(subject: Subject, options: DecideOptions): Promise<Outcome>
  /** Runs `use` on arbitrary and labels, whose type is known in here only. */
  withInstances<R>(use: <T>(instances: fc.Arbitrary<T>, labels: Labels<T>) => R): R
}

export interface DecideOptions {
  readonly seed: number
  /** The property's own number when absent. */
  readonly cases?: number
  /** Of one case, to see it and what it shrinks to again: `Broken.path`. */
  readonly path?: string
  /** Instances tried before any is drawn, for example saved counterexamples. */
  readonly first?: readonly unknown[]
}

export type Outcome = Held | Broken

export interface Held {
  readonly status: 'held'
  readonly cases: number
  /** Largest value / limit that was measured. */
  readonly worstRatio: number
}

export interface Broken {
  readonly status: 'broken'
  /** How many cases it took, the breaking one included; saved ones count. */
  readonly cases: number
  readonly shrinks: number
  /** The smallest instance found, plain data. */
  readonly instance: unknown
  /** The measurement or the error that broke it. */
  readonly why: string
  readonly seed: number
  /** Which case of the seed it was, before shrinking; absent when it was handed in. */
  readonly path?: string
}

const defaultCases = 100

export function property<Subject, T>(definition: PropertyDefinition<Subject, T>): Property<Subject> {
  const { name, source, instances, cases = defaultCases, labels = {} } = definition
  return {
    name,
    source,
    cases,
    decide: (subject, options) => decide(definition, subject, options),
    withInstances: (use) => use(instances, labels),
  }
}

async function decide<Subject, T>(
  definition: PropertyDefinition<Subject, T>,
  subject: Subject,
  { seed, path, first = [], cases = definition.cases ?? defaultCases }: DecideOptions,
): Promise<Outcome> {
  const judge = newJudge(definition, subject)
  const predicate = fc.asyncProperty(definition.instances, judge.keeps)
  const drawn = path === undefined ? { seed, numRuns: cases } : { seed, path, numRuns: 1 }
  // On their own: among drawn ones they would shift the path of every case.
  const saved = { seed, numRuns: first.length, examples: first.map((instance): [T] => [instance as T]) }
  const runs: fc.Parameters<[T]>[] = first.length > 0 && path === undefined ? [saved, drawn] : [drawn]
  let done = 0
  for (const run of runs) {
    const details = await fc.check(predicate, run)
    done += details.numRuns
    if (details.failed) return broken(details, done, judge.why(), run === drawn)
  }
  const { measured, worstRatio } = judge.totals()
  if (measured > 0) return { status: 'held', cases: done, worstRatio }
  const why = 'no instance had anything to measure'
  return { status: 'broken', cases: done, shrinks: 0, instance: undefined, why, seed }
}

/** The check as a predicate, with a memory of what it measured. */
function newJudge<Subject, T>({ check }: PropertyDefinition<Subject, T>, subject: Subject) {
  let measured = 0
  let worstRatio = 0
  let why = ''
  return {
    async keeps(instance: T): Promise<boolean> {
      try {
        const ratios = await check(subject, instance)
        measured += ratios.length
        const beyond = ratios.find(({ value, limit }) => !(value < limit))
        if (beyond === undefined) {
          for (const { value, limit } of ratios) worstRatio = Math.max(worstRatio, value / limit)
          return true
        }
        why = `${beyond.what}: ${beyond.value} against a limit of ${beyond.limit}`
      } catch (error) {
        why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      }
      return false
    },
    /** Of the last instance that was not kept: the smallest one. */
    why: () => why,
    totals: () => ({ measured, worstRatio }),
  }
}

function broken<T>(details: fc.RunDetails<[T]>, cases: number, why: string, drawn: boolean): Broken {
  const { numShrinks, counterexample, counterexamplePath, seed } = details
  return {
    status: 'broken',
    cases,
    shrinks: numShrinks,
    instance: counterexample![0],
    why,
    seed,
    ...(drawn && { path: drawnCase(counterexamplePath!) }),
  }
}

/** A path without its shrinks, which can be hundreds: from the case itself they are found again. */
export function drawnCase(path: string): string {
  return path.split(':')[0]!
}
