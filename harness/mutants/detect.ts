/**
 * Holds a mutant against the properties of its suite, in their order, until one breaks.
 *
 * What is measured is the properties: a mutant that none of them catches within its default number of cases shows
 * what they do not see.
 */
import fc from 'fast-check'
import type { Suite } from '../properties/suite.ts'
import type { Mutant } from './mutant.ts'

export interface Detection {
  readonly suite: string
  readonly bug: string
  readonly origin: Mutant<unknown>['origin']
  readonly status: 'caught' | 'missed' | 'uncatchable'
  /** The property that caught it; absent when none did. */
  readonly property?: string
  /** How many cases of that property it took. */
  readonly cases?: number
  /** The smallest counterexample, as fast-check prints it. */
  readonly counterexample?: string
  /** The measurement that broke the property, or why nothing can. */
  readonly why?: string
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
    const { cases, why, instance } = outcome
    const counterexample = fc.stringify(instance)
    return { ...text, status: 'caught', property: one.name, cases, counterexample, why }
  }
  if (uncatchable !== undefined) return { ...text, status: 'uncatchable', why: uncatchable }
  return { ...text, status: 'missed' }
}
