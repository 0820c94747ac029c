/**
 * Holds a mutant against the properties of its suite, in their order, until one breaks.
 *
 * What is measured is the properties: a mutant that none of them catches within its default number of cases shows
 * what they do not see.
 */
import type { Broken } from '../properties/property.ts'
import type { Suite } from '../properties/suite.ts'
import type { Mutant } from './mutant.ts'

export interface Detection {
  readonly suite: string
  readonly bug: string
  readonly origin: Mutant<unknown>['origin']
  readonly status: 'caught' | 'missed' | 'uncatchable'
  /** The property that caught it, and how; absent when none did. */
  readonly property?: string
  readonly broken?: Broken
  /** Why nothing can catch it. */
  readonly reason?: string
}

/** A bug to be caught, with its suite sealed in. */
export interface Trial {
  readonly suite: string
  readonly bug: string
  /** It is named as one that nothing can catch: then it must not be caught. */
  readonly uncatchable: boolean
  detect(seed: number): Promise<Detection>
}

export function trialsOf<Subject>(suite: Suite<Subject>, mutants: readonly Mutant<Subject>[]): Trial[] {
  return mutants.map((mutant) => ({
    suite: suite.name,
    bug: mutant.bug,
    uncatchable: mutant.uncatchable !== undefined,
    detect: (seed) => detect(suite, mutant, seed),
  }))
}

async function detect<Subject>(
  suite: Suite<Subject>,
  { bug, origin, code, uncatchable }: Mutant<Subject>,
  seed: number,
): Promise<Detection> {
  const text = { suite: suite.name, bug, origin }
  for (const one of suite.properties) {
    const outcome = await one.decide(code, { seed })
    if (outcome.status === 'held') continue
    return { ...text, status: 'caught', property: one.name, broken: outcome }
  }
  if (uncatchable !== undefined) return { ...text, status: 'uncatchable', reason: uncatchable }
  return { ...text, status: 'missed' }
}
