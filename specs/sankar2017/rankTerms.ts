/** Words of rank statistics, for readers of reports. */
import type { Term } from '../../harness/index.ts'

export const kendallTerm: Term = {
  name: 'Kendall’s rank correlation',
  meaning:
    'of all pairs of points, the share in which two quantities have the same order less the share in which they have opposite ones: 1 where they always rise together, ' +
    '−1 where one falls whenever the other rises; τ_b is its form that allows for ties',
}

export const pageTerm: Term = {
  name: 'Page’s test',
  meaning:
    'of a trend: each trial ranks its points, and p is the probability that ranks in random order rise (or fall) with the number of the point as clearly',
}
