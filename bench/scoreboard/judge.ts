/** One matrix held to every law that is about it. */
import {
  type EigenProblem,
  type EigensolverAnswer,
  type EigensolverFault,
  eigensolverLaws,
} from '../../harness/index.ts'

export interface LawOutcome {
  readonly law: string
  readonly about: 'numbers' | 'conduct'
  /** None when the law is kept. */
  readonly faults: readonly EigensolverFault[]
}

export async function judge(
  problem: EigenProblem,
  answer: EigensolverAnswer,
): Promise<readonly LawOutcome[]> {
  const outcomes: LawOutcome[] = []
  for (const law of eigensolverLaws) {
    if (!law.appliesTo(problem)) continue
    outcomes.push({ law: law.name, about: law.about, faults: await law.faults(problem, answer) })
  }
  return outcomes
}
