/** One seed of a soak: every property of every suite on the unmodified code. A property that breaks is a false alarm. */
import type { Outcome } from './property.ts'
import type { AnySuite, NamedSubject, Suite } from './suite.ts'

export interface SoakedProperty {
  readonly suite: string
  readonly subject: string
  readonly property: string
  readonly outcome: Outcome
}

/** Every property of the suites, sealed with the code that must keep it. */
export type SoakTarget = Omit<SoakedProperty, 'outcome'> & { decide(seed: number): Promise<Outcome> }

/** @param suites of any subjects */
export async function soakTargets(suites: readonly AnySuite[]): Promise<readonly SoakTarget[]> {
  return (await Promise.all(suites.map((suite) => suite.use(targetsOf)))).flat()
}

export async function soakSeed(targets: readonly SoakTarget[], seed: number): Promise<SoakedProperty[]> {
  const results: SoakedProperty[] = []
  for (const { decide, ...target } of targets) results.push({ ...target, outcome: await decide(seed) })
  return results
}

async function targetsOf<Subject>(suite: Suite<Subject>): Promise<SoakTarget[]> {
  return (await suite.subjects()).flatMap((subject) => subjectTargets(suite, subject))
}

function subjectTargets<Subject>(
  { name, properties }: Suite<Subject>,
  subject: NamedSubject<Subject>,
): SoakTarget[] {
  return properties.map((one) => ({
    suite: name,
    subject: subject.name,
    property: one.name,
    decide: (seed) => one.decide(subject.code, { seed }),
  }))
}
