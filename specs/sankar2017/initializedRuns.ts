/** Runs that differ in the law of their initial weights. */
import type { ClaimContext } from '../../harness/index.ts'
import { type Experiment, listCells, type Reading, runCells } from './experiment.ts'
import { type FamilyDesigns, families, familiesText, imagesText, inputsText, samplesIn } from './families.ts'
import { trialsText } from './printedTables.ts'

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

/**
 * Table 6 with the laws that it prints, in the order of Table 7, which has no row for the uniform one: harness/networks/initializers.ts.
 */
export const initializers = [
  {
    initializer: 'he-uniform-printed',
    name: 'He',
    law: 'as Table 6 prints it, uniform within ± 4/(n_j + n_{j+1}); He et al. 2015 draw from a normal law of variance 2/n_j, which is far larger',
  },
  {
    initializer: 'normal',
    name: 'normal',
    law: 'normal with standard deviation 0.05, the default of Keras; Table 6 names no variance',
  },
  {
    initializer: 'xavier-uniform',
    name: 'Xavier',
    law: 'uniform within ± √6/√(n_j + n_{j+1}), as Table 6 prints it and as Glorot and Bengio 2010 have it',
  },
  {
    initializer: 'orthogonal',
    name: 'orthogonal',
    law: 'a weight matrix with orthonormal columns, or rows where there are fewer, at random; Table 6: “Orthogonal basis used to initialize weight matrix”',
  },
  {
    initializer: 'uniform',
    name: 'uniform',
    law: 'uniform within ± 0.05, the default of Keras; Table 6 names no range, and Table 7 has no row for it',
  },
] as const

export function initializerName(initializer: string | undefined): string {
  return initializers.find((one) => one.initializer === initializer)!.name
}

export function designText(design: FamilyDesigns<Design>): string {
  return familiesText((scale, family) => {
    const { hidden, readings, trials, samples } = design[scale][family]
    const layers = [inputsText(family), ...hidden, 10].join('-')
    return `${layers}, ${imagesText(samples)}, ${trialsText(trials)}, ${readings.join(' and ')} reading`
  })
}

export function initializedRuns(context: ClaimContext, design: FamilyDesigns<Design>): Promise<Experiment> {
  const designs = design[context.scale]
  const names = initializers.map(({ initializer }) => initializer)
  const cells = families.flatMap((data) => {
    const { hidden, readings, trials: usual } = designs[data]
    const trials = context.trials ?? usual
    return listCells({ data: [data], readings, hidden: [hidden], initializers: names, trials })
  })
  return runCells(context, cells, ({ data, trial }) => {
    const { starts, tolerances } = designs[data]
    return { tolerances, start: trial <= starts, ...samplesIn(designs[data]) }
  })
}
