/** The words of a report that are explained once: those of every report, and those that its claims bring along. */
import type { ClaimText, Term } from '../claims/claim.ts'
import { frye2020GradientNormBound } from '../criticalPoints/stationarity.ts'

const general: readonly Term[] = [
  {
    name: 'certified',
    meaning:
      'further from 0 (or from ±τ) than the computed bound of all errors: those of the assembly of the Hessian in float64 and those of the factorisation or eigenvalue solver',
  },
  {
    name: 'proved zeros',
    meaning:
      'null directions of the Hessian that follow from data, layers and weights without arithmetic; in tables also "structural" or "proved". ' +
      'They are of these kinds: zero rows (weights from an input that is 0 in every sample, all weights of a unit that is off on every sample), ' +
      'inputs that are constant or depend linearly on others on the samples for which a unit is on, and the softmax shift',
  },
  {
    name: 'softmax shift',
    meaning:
      'adding the same number to all outputs before a softmax changes nothing: (width of the last hidden layer + 1) null directions',
  },
  {
    name: 'sign not certain',
    meaning:
      'in tables also "undecided": an eigenvalue that is not proved to be zero, and closer to 0 than the error bound, so that it may be negative, zero or positive',
  },
  {
    name: 'within ±τ',
    meaning:
      'eigenvalues of at most τ in size, whatever their sign; the τ is a choice and stands beside the number',
  },
  {
    name: 'critical point',
    meaning: `said only where ‖∇f‖ < ${frye2020GradientNormBound.toExponential(0)}, the bound of Frye et al. 2020 for such losses; elsewhere the gradient norm stands beside the counts`,
  },
  {
    name: 'control',
    meaning: 'the same check on a statement whose truth is known; at least one must come out as refuted',
  },
]

/** @returns the general ones, then those of the claims, each once; a name with two meanings stands there with both */
export function termsOf(claims: readonly Pick<ClaimText, 'terms'>[]): readonly Term[] {
  const all = [...general, ...claims.flatMap(({ terms = [] }) => terms)]
  return [...new Map(all.map((term) => [`${term.name}: ${term.meaning}`, term])).values()]
}

export function renderTerms(terms: readonly Term[]): string {
  return terms.map(({ name, meaning }) => `- **${name}**: ${meaning}.`).join('\n')
}
