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
  /** fast-check's path of one counterexample, to see it again. */
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
  readonly path: string
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
  { instances, cases = defaultCases, check }: PropertyDefinition<Subject, T>,
  subject: Subject,
  { seed, path, first = [], ...options }: DecideOptions,
): Promise<Outcome> {
  let measured = 0
  let worstRatio = 0
  let why = ''
  const kept = async (instance: T): Promise<boolean> => {
    try {
      const ratios = await check(subject, instance)
      measured += ratios.length
      const broken = ratios.find(({ value, limit }) => !(value < limit))
      if (broken !== undefined) {
        why = `${broken.what}: ${broken.value} against a limit of ${broken.limit}`
        return false
      }
      for (const { value, limit } of ratios) worstRatio = Math.max(worstRatio, value / limit)
      return true
    } catch (error) {
      why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      return false
    }
  }
  const details = await fc.check(fc.asyncProperty(instances, kept), {
    seed,
    numRuns: path === undefined ? (options.cases ?? cases) + first.length : 1,
    ...(path === undefined ? { examples: first.map((instance) => [instance as T]) } : { path }),
  })
  if (details.failed) {
    return {
      status: 'broken',
      cases: details.numRuns,
      shrinks: details.numShrinks,
      instance: details.counterexample![0],
      why,
      seed,
      path: details.counterexamplePath!,
    }
  }
  if (measured > 0) return { status: 'held', cases: details.numRuns, worstRatio }
  return {
    status: 'broken',
    cases: details.numRuns,
    shrinks: 0,
    instance: undefined,
    why: 'no instance had anything to measure',
    seed,
    path: '',
  }
}
