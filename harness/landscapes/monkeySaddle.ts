/**
 * The monkey saddle: a saddle that second-order information cannot see.
 *
 *     f(x, y) = x³ − 3xy²
 *
 * At the origin gradient and Hessian both vanish, yet f takes both signs in every neighbourhood. Anywhere
 * else the eigenvalues of the Hessian are ±6√(x² + y²).
 *
 * Source: Dauphin et al. 2014, App. A and Fig. 5 (c), and Sankar and Balasubramanian 2017, Sec. 4, which
 * name it.
 *
 * Differs from the source:
 * 1. Neither prints a formula; this is the classical one, the real part of (x + iy)³.
 * 2. The caption of Fig. 5 says that a monkey saddle has "both a min-max structure as in (b) but also a 0
 *    eigenvalue". That takes three eigenvalues; here both are 0.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import { planarObjective } from './planarObjective.ts'

export const monkeySaddle: Objective = planarObjective({
  name: 'monkeySaddle',
  loss: (x, y) => x * x * x - 3 * x * y * y,
  gradient: (x, y) => ({ x: 3 * x * x - 3 * y * y, y: -6 * x * y }),
  hessian: (x, y) => ({
    xx: 6 * x,
    xy: -6 * y,
    yy: -6 * x,
    // One rounding for each entry.
    errorBound: 6 * unitRoundoff * (Math.abs(x) + Math.abs(y)),
  }),
})
