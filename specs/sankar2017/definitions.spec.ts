import {
  type Check,
  expandNetwork,
  forEachOf,
  hessianLipschitz,
  specify,
  withRemarks,
} from '../../harness/index.ts'
import {
  type Answers,
  autoencoderSaddle,
  flat,
  flatSaddle,
  gutterMinimum,
  monkey,
  type Place,
  places,
  quarticMinimum,
  saddle,
} from './knownPlaces.ts'
import { constants, type Reading, readDefinitions, withAnswerTable } from './readDefinitions.ts'

/** What the paper says about a kind of point, at one point of that kind. */
interface Sentence {
  readonly name: string
  readonly place: Place
  readonly agrees: (reading: Reading) => boolean | Promise<boolean>
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
  check: withRemarks(withAnswerTable(everySentence(sentences)), remarks),
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
      const reading = await readDefinitions(sentence.place, provider)
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
      const { kind, strict, stable, good } = await readDefinitions(place, provider)
      const got = { kind: kind.status, strict, stable, good }
      const wrong = (['kind', 'strict', 'stable', 'good'] as const).filter(
        (name) => answers[name] !== undefined && answers[name] !== got[name],
      )
      const detail = wrong.map((name) => `${name} is ${got[name]}, not ${answers[name]}`).join('; ')
      return { error: wrong.length, bound: 0, detail }
    },
  })
}

function isDegenerateSaddle({ kind }: Reading): boolean {
  return kind.status === 'saddle' && kind.degenerate === 'proved'
}
