import {
  type ActivationName,
  architecture,
  type Check,
  certifiedSigns,
  type EvidenceTable,
  expandNetwork,
  forEachOf,
  InternalError,
  type NetworkRecipe,
  norm,
  type Provider,
  specify,
  type Verdict,
  withRemarks,
} from '../../harness/index.ts'

/**
 * A network whose targets are its own outputs: the loss is 0 and least, the gradient is 0, and the Hessian is its
 * Gauss-Newton part, mean of JᵀSJ, in which no target occurs. So the point is critical and its inertia is that of
 * the certified Gauss-Newton matrix, although neither the outputs nor the targets are numbers that float64 holds.
 */
interface Network {
  readonly name: string
  readonly layers: readonly [number, number, number]
  readonly activation: ActivationName
  /** [P] incoming weights, biases, outgoing weights, bias */
  readonly theta: readonly number[]
}

const pair = { layers: [1, 2, 1], theta: [1, -2, 0.5, 0.25, 1, 1.5, 0.25] } as const

const networks: readonly Network[] = [
  { name: 'tanh 1-2-1', activation: 'tanh', ...pair },
  { name: 'sigmoid 1-2-1', activation: 'sigmoid', ...pair },
  { name: 'swish 1-2-1', activation: 'swish', ...pair },
  { name: 'softplus 1-2-1', activation: 'softplus', ...pair },
  {
    name: 'tanh 2-3-1',
    activation: 'tanh',
    layers: [2, 3, 1],
    theta: [1, -1, 0.5, 0.5, 1, -1.5, 0.25, -0.5, 0, 1, -1.5, 2, 0.25],
  },
]

/** Two units that are one and the same: the permutation that exchanges them leaves the point where it is. */
const fixedByPermutation: Network = {
  name: 'tanh 1-2-1 with two equal units',
  activation: 'tanh',
  layers: [1, 2, 1],
  theta: [1, 1, 0.5, 0.5, 1, 1, 0.25],
}

const single: Network = {
  name: 'tanh 1-1-1',
  activation: 'tanh',
  layers: [1, 1, 1],
  theta: [1, 0.5, 1.5, 0.25],
}

/** −2, −1.5, …, 2 in every input. */
const grid = Array.from({ length: 9 }, (_, i) => (i - 4) / 2)

const remarks = [
  'Measured at points whose targets are the network’s own outputs: the loss is least there and the gradient is 0, in exact ' +
    'arithmetic; the table has what rounding leaves of both. Each point is measured again with its first and its last hidden unit exchanged.',
  'An eigenvalue counts as non-zero when its sign is certified: the bound in the table covers the assembly of the Gauss-Newton ' +
    'matrix, which is the Hessian at such a point, and the count. One critical point without a zero eigenvalue refutes the sentence.',
  'The paper says it of scaling and permutation in one sentence, with a citation and no numbers. Of scaling it is true ' +
    '(sankar2017/symmetryScaling): that symmetry is continuous and its tangent is a null direction. A permutation is discrete: it ' +
    'makes copies of a critical point elsewhere and leaves the curvature of each as it is. Units with tanh, sigmoid, swish ' +
    'or softplus have no scaling symmetry, so that nothing else makes the Hessian degenerate. Where two units are equal the ' +
    'permutation fixes the point; then, and in the control only, it is degenerate.',
]

export default specify({
  id: 'sankar2017/symmetryPermutation',
  statement: 'The symmetry of permuted hidden units causes the Hessian to be degenerate at critical points',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 2, permutation symmetries', page: 3 },
  reported:
    'degenerate at the critical points, for scaling and permutation alike; Anandkumar and Ge 2016 cited',
  rule:
    `${networks.length} smooth networks at points that fit their own outputs, and at the permuted ones: refuted where every eigenvalue ` +
    'of the exact Hessian is certified to be other than 0. A permutation is discrete: it has no tangent, and copies a point ' +
    'to another one',
  pinned: 'refuted',
  check: withRemarks(withTable(degenerate(networks)), remarks),
  controls: [
    {
      statement: 'the Hessian is degenerate where two units are equal, so that a permutation fixes the point',
      expected: 'holds',
      check: degenerate([fixedByPermutation]),
    },
    {
      statement: 'the Hessian is degenerate with ReLUs in the same place, by scaling',
      expected: 'holds',
      check: degenerate([{ name: 'ReLU 1-2-1', activation: 'relu', ...pair }]),
    },
    {
      statement: 'the Hessian is degenerate with one hidden unit, where there is nothing to permute',
      expected: 'refuted',
      check: degenerate([single]),
    },
  ],
})

/** At most P − 1 eigenvalues may be certified to be other than 0, at the point and at its copy. */
function degenerate(list: readonly Network[]): Check {
  return forEachOf({
    instances: list,
    noun: 'minima',
    name: ({ name }) => name,
    check: async (network, { provider }) => {
      const points = await measure(network, provider)
      const certain = Math.max(...points.map(({ nonZero }) => nonZero))
      const { theta, inputs } = recipeOf(network)
      return {
        error: certain,
        bound: theta.length - 1,
        detail:
          `${certain} of ${theta.length} eigenvalues certified non-zero at theta = [${theta.join(', ')}], ` +
          `${inputs.length} samples on the grid −2, −1.5, …, 2, fitted exactly`,
      }
    },
  })
}

interface Measured {
  readonly point: string
  readonly loss: number
  readonly gradientNorm: number
  readonly nonZero: number
  readonly undecided: number
  readonly bound: number
}

async function measure(network: Network, provider: Provider): Promise<Measured[]> {
  const fitted = { ...recipeOf(network), targets: ownOutputs(network) }
  const { objective } = expandNetwork(fitted)
  const places = [
    { point: 'as given', theta: Float64Array.from(network.theta) },
    { point: 'first and last unit exchanged', theta: exchanged(network) },
  ]
  return Promise.all(
    places.map(async ({ point, theta }) => {
      const { matrix, errorBound } = await objective.gaussNewton(theta)
      const signs = await certifiedSigns(matrix, errorBound, provider)
      if (signs.status !== 'certified') throw new InternalError('symmetryPermutation', signs.message)
      return {
        point,
        loss: objective.loss(theta),
        gradientNorm: norm(objective.gradient(theta)),
        nonZero: signs.negative + signs.positive,
        undecided: signs.undecided,
        bound: Math.max(-signs.band.from, signs.band.to),
      }
    }),
  )
}

/** Of one sample with the target 0 the output's bias has the gradient 2(z − 0): the output z that the network computes. */
function ownOutputs(network: Network): number[][] {
  const { objective, theta } = expandNetwork(recipeOf(network))
  return Array.from({ length: objective.samples }, (_, s) => [
    objective.onBatch([s]).gradient(theta).at(-1)! / 2,
  ])
}

function recipeOf({ layers, activation, theta }: Network): NetworkRecipe {
  const inputs = layers[0] === 1 ? grid.map((x) => [x]) : grid.flatMap((x) => grid.map((y) => [x, y]))
  const targets = inputs.map(() => [0])
  return {
    layers,
    activation,
    loss: 'squared-error',
    l2: 0,
    biases: true,
    inputs,
    offset: layers[0] === 1 ? [0] : [0, 0],
    targets,
    theta,
  }
}

/** The first and the last hidden unit in each other's place. */
function exchanged({ layers, activation, theta }: Network): Float64Array {
  const [first, second] = architecture(layers, activation).blocks
  const last = layers[1] - 1
  const moved = Float64Array.from(theta)
  const exchange = (p: number, q: number): void => {
    moved[p] = theta[q]!
    moved[q] = theta[p]!
  }
  // Rows of incoming weights, the bias being one more, then the outgoing weight.
  for (let a = 0; a <= layers[0]; a++)
    exchange(first!.weights + a * layers[1], first!.weights + a * layers[1] + last)
  exchange(second!.weights, second!.weights + last)
  return moved
}

function withTable(check: Check): Check {
  return async (context) => {
    const measured = await Promise.all(networks.map((network) => measure(network, context.provider)))
    const verdict = await check(context)
    const summary = verdict.status === 'refuted' ? finding(measured, verdict) : verdict.summary
    return { ...verdict, summary, tables: [table(measured)] }
  }
}

/** What all instances have in common comes before the smallest of them. */
function finding(measured: readonly (readonly Measured[])[], { counterexample }: Verdict): string {
  const regular = measured.filter((points, k) =>
    points.every(({ nonZero }) => nonZero === networks[k]!.theta.length),
  ).length
  return (
    `at ${regular} of ${measured.length} minima of tanh, sigmoid, swish and softplus networks no eigenvalue is zero, neither before nor after two hidden units are ` +
    `exchanged; the smallest: ${counterexample}`
  )
}

function table(measured: readonly (readonly Measured[])[]): EvidenceTable {
  return {
    title: 'Two copies of each minimum, no eigenvalue of either within the error bound of 0',
    columns: [
      'network',
      'point',
      'loss',
      '‖∇f‖',
      'P',
      'certified non-zero',
      'sign not certain',
      'error bound',
    ],
    rows: measured.flatMap((points, k) =>
      points.map(({ point, loss, gradientNorm, nonZero, undecided, bound }) => [
        networks[k]!.name,
        point,
        loss,
        gradientNorm,
        networks[k]!.theta.length,
        nonZero,
        undecided,
        bound,
      ]),
    ),
  }
}
