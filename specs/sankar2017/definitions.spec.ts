import {
  type Check,
  type Classification,
  type CurvatureReport,
  certifiedPoint,
  classify,
  curvatureAt,
  type Decision,
  type EvidenceTable,
  expandNetwork,
  forEachOf,
  goodSaddle,
  gutter,
  hessianLipschitz,
  hessianLipschitzBounds,
  InternalError,
  minMaxSaddle,
  monkeySaddle,
  type Objective,
  type Provider,
  plateau,
  quartic,
  specify,
  stableSaddle,
  strictSaddle,
  withRemarks,
} from '../../harness/index.ts'
import { tinyAutoencoder } from './tinyAutoencoder.ts'

/**
 * A point with known answers. What a definition leaves open, or what nobody has proved, has none.
 *
 * The definitions' constants are the same everywhere; κ is N − 1, and ρ is looked for within a distance of 1.
 */
interface Place {
  readonly name: string
  readonly objective: Objective
  /** [P] */
  readonly theta: readonly number[]
  /** Parameters whose Hessian row is 0 here, by the closed form. */
  readonly zeroRows?: readonly number[]
  /** Further null directions, by the scaling of a hidden unit (symmetryScaling.spec.ts). */
  readonly scalings?: number
  readonly lipschitz?: (theta: Float64Array, radius: number) => number
  /** −∞ where f has no lower bound. */
  readonly least: number
  readonly known: Answers
}

interface Answers {
  readonly kind: Classification['status']
  readonly strict: Decision
  readonly stable?: Decision
  readonly good?: Decision
}

const constants = {
  strict: { alpha: 0.5, gamma: 0.5, epsilon: 1, delta: 2 ** -8 },
  stable: { epsilon: 1e-5, rho: 24 },
  /** f(x) − f(x*) at most. */
  good: { delta: 1 },
}

const unbounded = Number.NEGATIVE_INFINITY

const quarticMinimum: Place = {
  name: 'the minimum (−3, 0) of the quartic',
  objective: quartic,
  theta: [-3, 0],
  lipschitz: hessianLipschitzBounds.quartic,
  least: 6.25,
  known: { kind: 'minimum', strict: 'holds', stable: 'fails', good: 'fails' },
}
const saddle: Place = {
  name: 'the origin of (y² − x²)/2',
  objective: minMaxSaddle({ negative: 1, positive: 1 }),
  theta: [0, 0],
  lipschitz: hessianLipschitzBounds.minMaxSaddle,
  least: unbounded,
  known: { kind: 'saddle', strict: 'holds', stable: 'fails', good: 'fails' },
}
const flatSaddle: Place = {
  name: 'the origin of (z² − x²)/2 + 0·y',
  objective: minMaxSaddle({ negative: 1, zero: 1, positive: 1 }),
  theta: [0, 0, 0],
  zeroRows: [1],
  lipschitz: hessianLipschitzBounds.minMaxSaddle,
  least: unbounded,
  known: { kind: 'saddle', strict: 'holds', stable: 'holds', good: 'fails' },
}
const gutterMinimum: Place = {
  name: 'the minimum (1, 0) of the gutter',
  objective: gutter,
  theta: [1, 0],
  zeroRows: [1],
  lipschitz: hessianLipschitzBounds.gutter,
  least: 0,
  known: { kind: 'semidefinite', strict: 'fails', stable: 'holds', good: 'holds' },
}
const monkey: Place = {
  name: 'the origin of the monkey saddle',
  objective: monkeySaddle,
  theta: [0, 0],
  zeroRows: [0, 1],
  lipschitz: hessianLipschitzBounds.monkeySaddle,
  least: unbounded,
  known: { kind: 'semidefinite', strict: 'fails', stable: 'holds', good: 'fails' },
}
const flat: Place = {
  name: 'the point (0, 2.5) of the plateau',
  objective: plateau,
  theta: [0, 2.5],
  zeroRows: [0, 1],
  lipschitz: hessianLipschitzBounds.plateau,
  least: 0,
  known: { kind: 'semidefinite', strict: 'fails', stable: 'holds', good: 'holds' },
}
const autoencoderSaddle: Place = {
  name: 'the linear autoencoder 2-1-2 at the lesser eigenvector',
  ...autoencoder([1, 0, 1, 0]),
  scalings: 1,
  known: { kind: 'saddle', strict: 'holds' },
}

const places: readonly Place[] = [
  quarticMinimum,
  {
    ...quarticMinimum,
    name: 'the point (1, 1) of the quartic',
    theta: [1, 1],
    known: { kind: 'notCritical', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  saddle,
  flatSaddle,
  gutterMinimum,
  {
    name: 'the maximum (0, 0) of the gutter',
    objective: gutter,
    theta: [0, 0],
    lipschitz: hessianLipschitzBounds.gutter,
    least: 0,
    known: { kind: 'maximum', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  monkey,
  flat,
  {
    name: 'the minimum (0, 0) of the plateau’s well',
    objective: plateau,
    theta: [0, 0],
    lipschitz: hessianLipschitzBounds.plateau,
    least: 0,
    known: { kind: 'minimum', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  {
    name: 'the linear autoencoder 2-1-2 at 0',
    ...autoencoder([0, 0, 0, 0]),
    known: { kind: 'saddle', strict: 'holds', stable: 'fails', good: 'fails' },
  },
  autoencoderSaddle,
  {
    name: 'the linear autoencoder 2-1-2 at the greater eigenvector, its minimum',
    ...autoencoder([0, 1, 0, 1]),
    scalings: 1,
    known: { kind: 'semidefinite', strict: 'fails' },
  },
]

/** What the paper says about a kind of point, at one point of that kind. */
interface Sentence {
  readonly name: string
  readonly place: Place
  readonly agrees: (reading: Reading) => boolean | Promise<boolean>
}

interface Reading {
  readonly report: CurvatureReport
  /** The Hessian's Lipschitz constant within 1 of the point: estimated, proved. */
  readonly rho: { readonly from: number; readonly to: number }
  readonly kind: Classification
  readonly strict: Decision
  readonly stable: Decision
  readonly good: Decision
}

const isStrict = ({ strict }: Reading): boolean => strict === 'holds'

/** Sentences that only repeat a definition. */
const repeating: readonly Sentence[] = [
  {
    name: 'Sec. 4: a Hessian with eigenvalues of both signs makes a saddle',
    place: saddle,
    agrees: ({ kind }) => kind.status === 'saddle',
  },
  {
    name: 'Sec. 4: zero eigenvalues besides make a degenerate saddle',
    place: autoencoderSaddle,
    agrees: isDegenerateSaddle,
  },
]

const sentences: readonly Sentence[] = [
  ...repeating,
  {
    name: 'Fig. 1: the flat plateau is a degenerate saddle',
    place: flat,
    agrees: isDegenerateSaddle,
  },
  {
    name: 'Sec. 4: the monkey saddle is a kind of saddle',
    place: monkey,
    agrees: ({ kind }) => kind.status === 'saddle',
  },
  // "ε-second-order saddle point" has no definition there, and asks for nothing in stableSaddle.ts.
  {
    name: 'Sec. 5: at most κ < N non-zero eigenvalues make a degenerate saddle',
    place: gutterMinimum,
    agrees: (reading) => reading.stable !== 'holds' || isDegenerateSaddle(reading),
  },
  {
    name: 'Sec. 2: a strict saddle has negative curvature in every direction',
    place: saddle,
    agrees: (reading) => !isStrict(reading) || reading.report.inertia.positive === 0,
  },
  {
    name: 'Sec. 2 and 4: a strict saddle has no zero eigenvalue',
    place: flatSaddle,
    agrees: (reading) => !isStrict(reading) || reading.report.inertia.structural === 0,
  },
  {
    name: 'Sec. 4: a strict saddle has a negative eigenvalue',
    place: quarticMinimum,
    agrees: (reading) => !isStrict(reading) || reading.report.inertia.negative > 0,
  },
  // As Dauphin et al. 2014, App. A, print it; the two signs are exchanged.
  {
    name: 'Definition 1: within positive curvature a saddle is a local maximum',
    place: saddle,
    agrees: () =>
      saddle.objective.loss(Float64Array.of(0, 1 / 16)) <= saddle.objective.loss(new Float64Array(2)),
  },
  reluSentence(),
]

const remarks = [
  'Measured at single points of functions in closed form and of networks with a few weights, where every answer is known: no ' +
    'training, no trials. The second table has the points with ‖∇f‖; most are critical.',
  'Counts of eigenvalues are certified: the sign of one is stated when it is further from 0 than the error bound of the ' +
    'Hessian and of its eigenvalues, and one counts as zero when the closed form proves it. Definitions 3 and 4 use a Lipschitz constant ρ ' +
    'of the Hessian between an estimate from below and a proved bound from above.',
  `The definitions leave their constants open. Here, for Definition 2, (α, γ, ε, δ) = (${Object.values(constants.strict).join(', ')}); for Definition 3, ` +
    `κ = N − 1, ε = ${constants.stable.epsilon}, ρ = ${constants.stable.rho}; for Definition 4, δ = ${constants.good.delta}. “ε-second-order saddle point” is not defined in the paper and asks for nothing.`,
  'Why the sentences differ from the definitions: Definition 1 calls a point a saddle when eigenvalues of both signs are there, ' +
    'and the text uses the word for points where all are zero, or none is negative. Its own words on where a saddle is a local ' +
    'maximum and where a minimum, as Dauphin et al. 2014 print them, exchange the two. Definition 2 is met by any one of its three conditions, ' +
    'a large gradient, one negative eigenvalue, or a minimum nearby, and the text reads it as negative curvature in every direction and no zero eigenvalue. ' +
    'Definition 3 asks for a Lipschitz Hessian, which a ReLU network does not have at its kinks.',
]

export default specify({
  id: 'sankar2017/definitions',
  statement: 'The points that the paper calls saddles are what its Definitions 1 to 4 call them',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Definitions 1 to 4, Sec. 2, 4 and 5, Fig. 1' },
  reported: 'what strict, degenerate and good saddles are like, in words beside the definitions',
  rule:
    `${sentences.length} sentences, each at a point of a closed form or a small network with certified inertia; ` +
    'refuted by one that the definitions contradict',
  pinned: 'refuted',
  check: withRemarks(withTable(everySentence(sentences)), remarks),
  controls: [
    {
      statement: `the four definitions give the known answers at ${places.length} points`,
      expected: 'holds',
      check: answersAre((place) => place.known),
    },
    {
      statement: `the ${repeating.length} sentences that only repeat a definition`,
      expected: 'holds',
      check: everySentence(repeating),
    },
    {
      statement: 'the same answers with every point taken for its neighbour in the list',
      expected: 'refuted',
      check: answersAre((_, i) => places[(i + 1) % places.length]!.known),
    },
  ],
})

function everySentence(list: readonly Sentence[]): Check {
  return forEachOf({
    instances: list,
    name: ({ name }) => name,
    check: async (sentence, { provider }) => {
      const reading = await read(sentence.place, provider)
      const { negative, positive, structural } = reading.report.inertia
      return {
        error: (await sentence.agrees(reading)) ? 0 : 1,
        bound: 0,
        detail:
          `at ${sentence.place.name}: ${negative} negative, ${structural} zero, ${positive} positive eigenvalues, ` +
          `Definition 1 ${reading.kind.status}, Definition 2 ${reading.strict}, Definition 3 ${reading.stable}`,
      }
    },
  })
}

/** Definition 3 asks networks of ReLUs for a Lipschitz Hessian: ‖H(θ + d) − H(θ)‖/‖d‖ at two lengths of d. */
function reluSentence(): Sentence {
  const { objective, theta } = expandNetwork({
    layers: [1, 1, 1],
    activation: 'relu',
    loss: 'squared-error',
    l2: 0,
    biases: true,
    inputs: [[1]],
    offset: [0],
    targets: [[1]],
    theta: [1, -1, 1, 0.5],
  })
  const quotient = async (distance: number): Promise<number> => {
    const found = await hessianLipschitz(objective, theta, { distance, seed: 1 })
    return found.status === 'measured' ? found.lowerBound : Number.NaN
  }
  return {
    name: 'Sec. 3 and Definition 3: a ReLU network’s Hessian is Lipschitz (the quotient settles from ‖d‖ = 2⁻⁶ to 2⁻¹⁶)',
    place: {
      name: 'the ReLU network 1-1-1 with its kink on the sample',
      objective,
      theta: [...theta],
      least: 0,
      known: { kind: 'undecided', strict: 'undecided' },
    },
    agrees: async () => (await quotient(2 ** -16)) <= 2 * (await quotient(2 ** -6)),
  }
}

function answersAre(expected: (place: Place, i: number) => Answers): Check {
  return forEachOf({
    instances: places.map((place, i) => ({ place, answers: expected(place, i) })),
    name: ({ place }) => place.name,
    check: async ({ place, answers }, { provider }) => {
      const { kind, strict, stable, good } = await read(place, provider)
      const got = { kind: kind.status, strict, stable, good }
      const wrong = (['kind', 'strict', 'stable', 'good'] as const).filter(
        (name) => answers[name] !== undefined && answers[name] !== got[name],
      )
      const detail = wrong.map((name) => `${name} is ${got[name]}, not ${answers[name]}`).join('; ')
      return { error: wrong.length, bound: 0, detail }
    },
  })
}

async function read(place: Place, provider: Provider): Promise<Reading> {
  const theta = Float64Array.from(place.theta)
  const report = await curvatureAt(withStructure(place), theta, provider)
  if (report.status !== 'measured') throw new InternalError('definitions', report.message)
  const { least } = place
  const point = certifiedPoint(report)
  const lipschitz = place.lipschitz
  const kappa = report.order - 1
  // The pair of points that the estimate compares is within a distance of 1 of each other and of theta.
  const estimate = await hessianLipschitz(place.objective, theta, { distance: 0.5, seed: 1 })
  if (estimate.status !== 'measured') throw new InternalError('definitions', estimate.message)
  const rho = { from: estimate.lowerBound, to: lipschitz?.(theta, 1) ?? Number.POSITIVE_INFINITY }
  const stability = { ...point, hessianLipschitz: rho }
  const stable = { kappa, ...constants.stable }
  return {
    report,
    rho,
    kind: classify(report.gradientNorm, report.inertia),
    strict: strictSaddle(constants.strict, {
      ...point,
      hessianLipschitz: lipschitz?.(theta, 3 * constants.strict.delta),
    }).status,
    stable: stableSaddle(stable, stability).status,
    good: goodSaddle(
      { ...stable, ...constants.good },
      { ...stability, leastLoss: { from: least, to: least } },
    ).status,
  }
}

/** The objective with its null directions, which the closed form proves. */
function withStructure({ objective, theta, zeroRows = [], scalings = 0 }: Place) {
  const silent = new Uint8Array(theta.length)
  for (const row of zeroRows) silent[row] = 1
  const structure = {
    silent,
    silentCount: zeroRows.length,
    constantInputs: 0,
    collinearInputs: 0,
    softmaxShift: 0,
    zeroOutgoing: 0,
    redundantUnits: scalings,
    deadUnits: [],
    total: zeroRows.length + scalings,
  }
  return { ...objective, structuralZeros: () => structure }
}

function withTable(check: Check): Check {
  return async (context) => {
    const verdict = await check(context)
    const readings = await Promise.all(places.map((place) => read(place, context.provider)))
    return { ...verdict, tables: [...(verdict.tables ?? []), answerTable(readings)] }
  }
}

function answerTable(readings: readonly Reading[]): EvidenceTable {
  return {
    title: 'The four definitions at points with known answers',
    columns: [
      'point',
      '‖∇f‖',
      'negative',
      'zero',
      'undecided',
      'positive',
      'ρ at least',
      'ρ at most',
      '1',
      '2 strict',
      '3 stable',
      '4 good',
    ],
    rows: readings.map(({ report: { gradientNorm, inertia }, rho, kind, strict, stable, good }, i) => [
      places[i]!.name,
      gradientNorm,
      inertia.negative,
      inertia.structural,
      inertia.undecided,
      inertia.positive,
      rho.from,
      rho.to,
      kind.status,
      strict,
      stable,
      good,
    ]),
  }
}

function isDegenerateSaddle({ kind }: Reading): boolean {
  return kind.status === 'saddle' && kind.degenerate === 'proved'
}

function autoencoder(theta: readonly number[]): Pick<Place, 'objective' | 'theta' | 'least'> {
  return { objective: expandNetwork(tinyAutoencoder(theta)).objective, theta, least: 1 }
}
