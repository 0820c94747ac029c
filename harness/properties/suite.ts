/** The properties of one kind of code, and our own code of that kind. */
import type { Property } from './property.ts'

export interface Suite<Subject> {
  /** The room or the code it is about. */
  readonly name: string
  readonly properties: readonly Property<Subject>[]
  /** What must keep them; more than one where there are several implementations. */
  subjects(): Promise<readonly NamedSubject<Subject>[]>
}

export interface NamedSubject<Subject> {
  readonly name: string
  readonly code: Subject
}

/** A suite with the type of its subject sealed in, so that suites make a list. */
export interface AnySuite {
  use<R>(task: <Subject>(suite: Suite<Subject>) => R): R
}

export function anySuite<Subject>(suite: Suite<Subject>): AnySuite {
  return { use: (task) => task(suite) }
}
