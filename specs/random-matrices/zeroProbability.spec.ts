import {
  binomialInterval,
  type Check,
  type SymmetricMatrix,
  specify,
  wignerMatrix,
  wishartMatrix,
} from '../../harness/index.ts'

const orders = { quick: 300, paper: 1000 }
const draws = 10
const errorRate = 0.01

/** "Nearly 1/2" is taken generously: any probability from 0.4 to 0.6. */
const nearlyHalf = { low: 0.4, high: 0.6 }

export default specify({
  id: 'random-matrices/zeroProbability',
  statement:
    'As its order grows, the probability that an eigenvalue of a random matrix is zero is nearly 1/2',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 4, after Theorem 1, and Sec. 6', page: 10 },
  reported: 'nearly 1/2; the semicircle has no mass at 0, and 1/2 is the probability of either sign',
  rule:
    `${draws} random symmetric matrices of order ${orders.quick} (paper ${orders.paper}); ` +
    'an eigenvalue counts as zero when it lies within its error ' +
    'bound of 0; 99 % Clopper-Pearson interval of the probability; holds inside [0.4, 0.6], refuted outside',
  pinned: 'refuted',
  check: zeroShare((order, seed) => wignerMatrix(order, seed)),
  controls: [
    {
      statement:
        'the same of Wishart matrices with n/2 samples, of which exactly half the eigenvalues are zero',
      expected: 'holds',
      check: zeroShare((order, seed) => wishartMatrix(order, order / 2, seed)),
    },
    {
      statement: 'the same of Wishart matrices with 2n samples, which are positive definite',
      expected: 'refuted',
      check: zeroShare((order, seed) => wishartMatrix(order, 2 * order, seed)),
    },
  ],
})

function zeroShare(draw: (order: number, seed: number) => SymmetricMatrix): Check {
  return async ({ provider, scale, seed, signal }) => {
    let zero = 0
    let negative = 0
    let total = 0
    let first: string | undefined
    for (let k = 0; k < draws; k++) {
      const result = await provider.eigenvalues(draw(orders[scale], seed + k), { consume: true, signal })
      if (result.status !== 'converged')
        return { status: 'inconclusive', summary: result.message, runs: total }
      const { values, errorBound } = result
      total += values.length
      const zeroHere = values.reduce((count, value) => count + (Math.abs(value) <= errorBound ? 1 : 0), 0)
      first ??= drawnText(values, zeroHere, errorBound, seed)
      zero += zeroHere
      negative += values.reduce((count, value) => count + (value < -errorBound ? 1 : 0), 0)
    }
    const { low, high } = binomialInterval(zero, total, errorRate)
    const inside = low >= nearlyHalf.low && high <= nearlyHalf.high
    const outside = high < nearlyHalf.low || low > nearlyHalf.high
    return {
      status: inside ? 'holds' : outside ? 'refuted' : 'inconclusive',
      ...(outside && first !== undefined && { counterexample: first }),
      summary: `${zero} of ${total} eigenvalues are zero (99 % interval ${low.toFixed(4)} to ${high.toFixed(4)}), ${negative} negative`,
      runs: total,
      seed,
    }
  }
}

/** The first of the matrices. */
function drawnText(values: Float64Array, zero: number, errorBound: number, seed: number): string {
  const smallest = values.reduce((least, value) => Math.min(least, Math.abs(value)), Number.POSITIVE_INFINITY)
  return (
    `the first of the ${draws} matrices (order ${values.length}, seed ${seed}): ${zero} eigenvalues are zero, the smallest |λ| is ` +
    `${smallest.toExponential(1)} with an error of ${errorBound.toExponential(1)} at most; nearly half of them would be ${values.length / 2}`
  )
}
