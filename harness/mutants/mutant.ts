/**
 * A mutant: a real function with one bug, behind the same interface.
 *
 * The catalogue of them measures what the properties catch. It is not part of the public list.
 */

export interface Mutant<Subject> {
  /** What the bug does, in a few words; unique in the catalogue. */
  readonly bug: string
  /** Where it was seen: released code, or a slip that this code invites. */
  readonly origin: 'released code' | 'our own'
  readonly code: Subject
  /** Why no property can see it, for a bug that stays in the table uncaught. */
  readonly uncatchable?: string
}

/** A bug that was in released code. */
export function released<Subject>(bug: string, code: Subject): Mutant<Subject> {
  return { bug, origin: 'released code', code }
}

/** A slip that this code invites. */
export function slip<Subject>(bug: string, code: Subject): Mutant<Subject> {
  return { bug, origin: 'our own', code }
}
