/**
 * The contract of eigensolvers as a kit: it takes any `(A) → {values, vectors}`.
 *
 *     import { breaches, eigensolverLaws } from 'saddlecheck'
 *
 *     const mine = (entries, order) => ({ values, vectors }) // entries and vectors row-major
 *     for (const law of eigensolverLaws) console.log(law.name, await breaches(law, mine))
 *
 * An empty list is a law kept. A solver that loops for ever stops this loop too; bench/scoreboard runs the same
 * laws matrix by matrix in a process that can be killed.
 *
 * `contract.ts` asks more of a Provider: its own error bounds, inertia, products.
 */
export {
  type EigenFamily,
  type EigenProblem,
  eigenProblems,
} from './laws/eigenProblems.ts'
export {
  type Answered,
  askEigensolver,
  type Eigensolver,
  type EigensolverAnswer,
  type SolvedPairs,
  type Unanswered,
} from './laws/eigensolverAnswer.ts'
export {
  type EigensolverFault,
  type EigensolverLaw,
  eigensolverLaws,
  type FaultKind,
} from './laws/eigensolverLaws.ts'
