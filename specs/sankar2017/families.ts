/** The paper's two data sets, and how a design that has a part for each is told of in a claim's rule. */
import type { Scale } from '../../harness/index.ts'
import type { Family } from './experiment.ts'

export const families: readonly Family[] = ['MNIST', 'CIFAR-10']

export type FamilyDesigns<Design> = Readonly<Record<Scale, Readonly<Record<Family, Design>>>>

/** `family: quick (paper: …)` of each. @param part what is done with one data set at one scale */
export function familiesText(part: (scale: Scale, family: Family) => string): string {
  return families
    .map((family) => `${family}: ${part('quick', family)} (paper: ${part('paper', family)})`)
    .join('; ')
}

/** How many inputs a network has. Those of CIFAR-10 are features, as many as whoever makes them decides. */
export function inputsText(family: Family): string {
  return family === 'MNIST' ? '784' : 'd'
}

/** @param samples all when absent */
export function imagesText(samples: number | undefined): string {
  return samples === undefined ? 'all images' : `the first ${samples} images`
}

/** What a design says of its samples, as measures take it. */
export function samplesIn({ samples }: { readonly samples?: number }): { readonly samples?: number } {
  return samples === undefined ? {} : { samples }
}
