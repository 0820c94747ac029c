/**
 * The gutter: a degenerate minimum, where the minima form a connected line.
 *
 *     f(x, y) = ((x² + y² − 1) / 2)²
 *
 * Every point of the circle x² + y² = 1 is a global minimum, f = 0, with the eigenvalues 0 (along the
 * circle) and 2 (across it). The origin is a maximum, f = 1/4, with the Hessian −I.
 *
 * Source: Dauphin et al. 2014, App. A ("the bottom of a wine bottle") and Fig. 5 (d): any point of the
 * circle x² + y² = 1 is a minimum.
 *
 * Differs from the source: it prints no formula; this is the polynomial of lowest degree with that property.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import { planarObjective } from './planarObjective.ts'

export const gutter: Objective = planarObjective({
  name: 'gutter',
  loss(x, y) {
    const height = x * x + y * y - 1
    return (height * height) / 4
  },
  gradient(x, y) {
    const height = x * x + y * y - 1
    return { x: height * x, y: height * y }
  },
  hessian: (x, y) => ({
    xx: 3 * x * x + y * y - 1,
    xy: 2 * x * y,
    yy: x * x + 3 * y * y - 1,
    // Each entry: at most four roundings of a sum of these terms; the row sum bounds the 2-norm.
    errorBound: 4 * unitRoundoff * (3 * x * x + 3 * y * y + 1 + 2 * Math.abs(x * y)),
  }),
})
