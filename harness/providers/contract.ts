/**
 * The contract that every provider keeps: laws as data, so that tests, `doctor` and a user's own provider
 * can all be held to it.
 *
 *     for (const law of contractLaws) report(law.name, await breaches(law, provider))
 *
 * An eigenvalue's error is measured against spectra that are known exactly, never against another solver.
 */
import { conductLaws } from './laws/conductLaws.ts'
import { eigenpairLaws } from './laws/eigenpairLaws.ts'
import { eigenvalueLaws } from './laws/eigenvalueLaws.ts'
import { gramLaws } from './laws/gramLaws.ts'
import { inertiaLaws } from './laws/inertiaLaws.ts'
import type { Law } from './laws/law.ts'
import { productLaws } from './laws/productLaws.ts'

export { breaches, type Law, type Ratio } from './laws/law.ts'

export const contractLaws: readonly Law[] = [
  ...eigenvalueLaws,
  ...eigenpairLaws,
  ...inertiaLaws,
  ...productLaws,
  ...gramLaws,
  ...conductLaws,
]
