import {
  type Check,
  type ClaimContext,
  momentRadius,
  type SymmetricMatrix,
  semicircleDistance,
  slopeInterval,
  specify,
  wignerMatrix,
  wishartMatrix,
} from '../../harness/index.ts'

/** Orders at which the distance is measured, and draws at each. */
const orders = { quick: [50, 100, 200, 400], paper: [50, 100, 200, 400, 800, 1600] }
const draws = { quick: 8, paper: 16 }

/** Bai 1993 proves O(n^−1/4), Götze and Tikhomirov 2003 O(n^−1/2): a slope above −1/2 contradicts. */
const slowest = -0.5
const errorRate = 0.01

export default specify({
  id: 'random-matrices/semicircle',
  statement: "The spectrum of a random symmetric matrix approaches Wigner's semicircle as its order grows",
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Theorem 1 (Wigner 1958)', page: 10 },
  rule:
    'Kolmogorov distance to the semicircle with the spectrum’s own second moment, ' +
    `${draws.quick} draws (paper ${draws.paper}) of each order ${orders.quick.join(', ')} (paper ${orders.paper.join(', ')}); ` +
    'holds when the 99 % interval of the slope of log distance on log order lies below −1/2, refuted when it lies above',
  pinned: 'holds',
  check: approaches((order, seed) => wignerMatrix(order, seed)),
  controls: [
    {
      statement: 'Wishart spectra (2n samples) approach the semicircle',
      expected: 'refuted',
      check: approaches((order, seed) => wishartMatrix(order, 2 * order, seed)),
    },
  ],
})

function approaches(draw: (order: number, seed: number) => SymmetricMatrix): Check {
  return async (context) => {
    const logOrder: number[] = []
    const logDistance: number[] = []
    const rows: (string | number)[][] = []
    for (const order of orders[context.scale]) {
      const distances = await distancesAt(order, draw, context)
      logOrder.push(...distances.map(() => Math.log(order)))
      logDistance.push(...distances.map(Math.log))
      rows.push([order, mean(distances), Math.max(...distances)])
    }
    const { slope, low, high } = slopeInterval(logOrder, logDistance, errorRate)
    const status = high < slowest ? 'holds' : low > slowest ? 'refuted' : 'inconclusive'
    const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`
    return {
      status,
      summary: `distance falls as order^${slope.toFixed(2)}, 99 % interval ${interval}, to ${String(rows.at(-1)![1])}`,
      runs: logOrder.length,
      seed: context.seed,
      tables: [{ title: 'Distance to the semicircle', columns: ['order', 'mean', 'largest'], rows }],
    }
  }
}

async function distancesAt(
  order: number,
  draw: (order: number, seed: number) => SymmetricMatrix,
  { provider, scale, seed, progress, signal }: ClaimContext,
): Promise<number[]> {
  const distances: number[] = []
  const onProgress = progress(`spectra of order ${order}`)
  for (let k = 0; k < draws[scale]; k++) {
    onProgress(k, draws[scale])
    const result = await provider.eigenvalues(draw(order, seed + 1000 * order + k), { consume: true, signal })
    // Not converging is no evidence either way; the slope's interval then widens by the missing draw.
    if (result.status === 'converged')
      distances.push(semicircleDistance(result.values, momentRadius(result.values)))
  }
  onProgress(1, 1)
  return distances
}

function mean(values: readonly number[]): number {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(3))
}
