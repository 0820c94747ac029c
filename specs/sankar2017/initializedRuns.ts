/** Runs that differ in the law of their initial weights. */
import type { ClaimContext } from '../../harness/index.ts'
import { type Experiment, joined, listCells, type Reading, runCells } from './experiment.ts'
import { type FamilyDesigns, families, familiesText, imagesText, inputsText } from './families.ts'

export interface Design {
  readonly hidden: readonly number[]
  readonly readings: readonly Reading[]
  readonly trials: number
  /** So many of them are measured before the first step too. */
  readonly starts: number
  /** Of the degeneracy curve: each costs two factorisations a point. */
  readonly tolerances: readonly number[]
  /** The first so many training images; all when absent. */
  readonly samples?: number
}

export const tolerance = 1e-6

/** Table 6 with the laws that it prints, in the order of Table 7, which has no row for the uniform one. */
export const initializers = [
  { initializer: 'he-uniform-printed', name: 'He' },
  { initializer: 'normal', name: 'normal' },
  { initializer: 'xavier-uniform', name: 'Xavier' },
  { initializer: 'orthogonal', name: 'orthogonal' },
  { initializer: 'uniform', name: 'uniform' },
] as const

export function designText(design: FamilyDesigns<Design>): string {
  return familiesText((scale, family) => {
    const { hidden, readings, trials, samples } = design[scale][family]
    const layers = [inputsText(family), ...hidden, 10].join('-')
    return `${layers}, ${imagesText(samples)}, ${trials} trials, ${readings.join(' and ')} reading`
  })
}

export async function initializedRuns(
  context: ClaimContext,
  design: FamilyDesigns<Design>,
): Promise<Experiment> {
  const parts: Experiment[] = []
  for (const data of families) {
    const { hidden, readings, starts, tolerances, samples, trials: usual } = design[context.scale][data]
    const trials = context.trials ?? usual
    const names = initializers.map(({ initializer }) => initializer)
    const cells = listCells({ data: [data], readings, hidden: [hidden], initializers: names, trials })
    for (const start of [true, false]) {
      const chosen = cells.filter(({ trial }) => trial <= starts === start)
      const measures = { tolerances, start, ...(samples === undefined ? {} : { samples }) }
      parts.push(await runCells(context, chosen, measures))
    }
  }
  return joined(parts)
}
