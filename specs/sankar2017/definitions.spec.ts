import {
  type Check,
  type EvidenceTable,
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
import {
  constants,
  kindNames,
  kindText,
  type Reading,
  readDefinitions,
  strictText,
  withAnswerTable,
} from './readDefinitions.ts'

/** What the paper says about a kind of point, at one point of that kind. */
interface Sentence {
  readonly name: string
  readonly place: Place
  readonly witness: (reading: Reading) => Witness | Promise<Witness>
}

/** What is at the point, and whether the sentence agrees with it. */
interface Witness {
  readonly agrees: boolean
  readonly there: string
}

/** Sentences that only repeat a definition. */
const repeating: readonly Sentence[] = [
  {
    name: 'a Hessian with eigenvalues of both signs makes a saddle (Sec. 4)',
    place: saddle,
    witness: (reading) => asKind(reading, isSaddle(reading)),
  },
  {
    name: 'zero eigenvalues besides make a degenerate saddle (Sec. 4)',
    place: autoencoderSaddle,
    witness: (reading) => asKind(reading, isDegenerateSaddle(reading)),
  },
]

const sentences: readonly Sentence[] = [
  ...repeating,
  {
    name: 'the flat plateau is a degenerate saddle (Fig. 1)',
    place: flat,
    witness: (reading) => asKind(reading, isDegenerateSaddle(reading)),
  },
  {
    name: 'the monkey saddle is a kind of saddle (Sec. 4)',
    place: monkey,
    witness: (reading) => asKind(reading, isSaddle(reading)),
  },
  // "ε-second-order saddle point" has no definition there, and asks for nothing in stableSaddle.ts.
  {
    name: 'at most κ < N non-zero eigenvalues make a degenerate saddle (Sec. 5, on Definition 3)',
    place: gutterMinimum,
    witness: (reading) => {
      const { agrees, there } = asKind(reading, isDegenerateSaddle(reading))
      return {
        agrees: reading.stable !== 'holds' || agrees,
        there: `${there}; by Definition 3 ${reading.stable === 'holds' ? 'a' : 'not a'} stable saddle`,
      }
    },
  },
  {
    name: 'a strict saddle has negative curvature in every direction (Sec. 2)',
    place: saddle,
    witness: (reading) => asStrict(reading, reading.report.inertia.positive === 0),
  },
  {
    name: 'a strict saddle has no zero eigenvalue (Sec. 2 and 4)',
    place: flatSaddle,
    witness: (reading) => asStrict(reading, reading.report.inertia.structural === 0),
  },
  {
    name: 'a strict saddle has a negative eigenvalue (Sec. 4)',
    place: quarticMinimum,
    witness: (reading) => asStrict(reading, reading.report.inertia.negative > 0),
  },
  {
    name: 'within positive curvature a saddle is a local maximum (Definition 1)',
    place: saddle,
    witness: () => {
      const [at, beside] = [0, 1 / 16].map((y) => saddle.objective.loss(Float64Array.of(0, y))) as [
        number,
        number,
      ]
      return {
        agrees: beside <= at,
        there: `f = ${at} there and ${beside.toPrecision(3)} at (0, ${1 / 16}), in the direction of positive curvature: a minimum along it`,
      }
    },
  },
  reluSentence(),
]

const remarks = [
  'Measured at single points of functions in closed form and of networks with a few weights, where every answer is known: no ' +
    'training, no trials. The second table has the points with ‖∇f‖; all but one are critical.',
  'Counts of eigenvalues are certified, and one counts as zero when the closed form proves it. Definitions 3 and 4 use a Lipschitz constant ρ ' +
    'of the Hessian between an estimate from below and a proved bound from above.',
  `The definitions leave their constants open. Here, for Definition 2, (α, γ, ε, δ) = (${Object.values(constants.strict).join(', ')}); for Definition 3, ` +
    `κ = N − 1, ε = ${constants.stable.epsilon}, ρ = ${constants.stable.rho}; for Definition 4, δ = ${constants.good.delta}. “ε-second-order saddle point” is not defined in the paper and asks for nothing.`,
  'Why the sentences differ from the definitions. Definition 1 calls a point a saddle when eigenvalues of both signs are there, ' +
    'and the text uses the word for points where all are zero, or none is negative. Its own words on where a saddle is a local ' +
    'maximum and where a minimum are those of Dauphin et al. 2014, App. A, where the two are exchanged too.',
  'Definition 2 speaks of a critical point x and asks for one of three conditions. The first condition, a gradient of at least ε, can never be met, since x must be critical. ' +
    'One of the others is enough: an eigenvalue of at most −γ, whatever the other eigenvalues are, or a strongly convex minimum nearby, so that ' +
    'minima are strict saddles as well. The text reads it as negative curvature in every direction and no zero eigenvalue. ' +
    'In Ge et al. 2015, where it is from, a function is strict saddle when every point of it meets one of the three.',
  'Definition 3 asks for a Hessian that is ρ-Lipschitz, and the paper says of all its results that they satisfy Definition 4, which includes it. ' +
    'The Hessian of a ReLU network jumps at its kinks: the closer two points on both sides of one, the larger the quotient, and no ρ is large enough.',
]

export default specify({
  id: 'sankar2017/definitions',
  statement: 'The points that the paper calls saddles are what its Definitions 1 to 4 call them',
  source: {
    work: 'Sankar and Balasubramanian 2017',
    item: 'Definitions 1 to 4, Sec. 2, 4 and 5, Fig. 1',
    page: 3,
  },
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
  return async (context) => {
    const witnesses: Witness[] = []
    for (const { place, witness } of list) {
      witnesses.push(await witness(await readDefinitions(place, context.provider)))
    }
    const decided = forEachOf({
      instances: list.map((sentence, i) => ({ sentence, ...witnesses[i]! })),
      noun: 'sentences of the text',
      name: ({ sentence }) => sentence.name,
      check: ({ sentence, agrees, there }) => ({
        error: agrees ? 0 : 1,
        bound: 0,
        detail: `at ${sentence.place.name}: ${there}`,
      }),
    })
    return { ...(await decided(context)), tables: [witnessTable(list, witnesses)] }
  }
}

function witnessTable(list: readonly Sentence[], witnesses: readonly Witness[]): EvidenceTable {
  return {
    title: 'Every sentence at a point that it speaks of',
    columns: ['what the paper says', 'looked at', 'what is there', 'agrees with the definitions'],
    rows: list.map(({ name, place }, i) => {
      const { agrees, there } = witnesses[i]!
      return [name, place.name, there, agrees ? 'yes' : 'no']
    }),
  }
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
  const exponents = [-6, -16]
  return {
    name: 'the results for ReLU networks satisfy Definition 4, so that their Hessian is Lipschitz (Sec. 5)',
    place: {
      name: 'the ReLU network 1-1-1 with its kink on the sample',
      objective,
      theta: [...theta],
      least: 0,
      known: { kind: 'undecided', strict: 'undecided' },
    },
    witness: async () => {
      const quotients: number[] = []
      for (const exponent of exponents) quotients.push(await quotient(2 ** exponent))
      const [far, near] = quotients as [number, number]
      const texts = exponents.map((exponent, i) => `${quotients[i]!.toPrecision(3)} for ‖d‖ = 2^${exponent}`)
      return {
        agrees: near <= 2 * far,
        there: `the largest ‖H(θ + d) − H(θ)‖/‖d‖ that was found is ${texts.join(' and ')}: it grows as d shrinks`,
      }
    },
  }
}

const definitionNames = {
  kind: 'Definition 1',
  strict: 'Definition 2',
  stable: 'Definition 3',
  good: 'Definition 4',
}

function answersAre(expected: (place: Place, i: number) => Answers): Check {
  return forEachOf({
    instances: places.map((place, i) => ({ place, answers: expected(place, i) })),
    noun: 'points',
    name: ({ place }) => place.name,
    check: async ({ place, answers }, { provider }) => {
      const { kind, strict, stable, good } = await readDefinitions(place, provider)
      const got = { kind: kind.status, strict, stable, good }
      const wrong = (['kind', 'strict', 'stable', 'good'] as const).filter(
        (name) => answers[name] !== undefined && answers[name] !== got[name],
      )
      const detail = wrong
        .map(
          (name) =>
            `${definitionNames[name]}: ${answerText(got[name])} (expected: ${answerText(answers[name])})`,
        )
        .join('; ')
      return { error: wrong.length, bound: 0, detail }
    },
  })
}

function answerText(answer: Answers['kind' | 'strict' | 'stable' | 'good']): string {
  if (answer === undefined) return ''
  return answer in kindNames ? kindNames[answer as Answers['kind']] : strictText(answer as Answers['strict'])
}

/** @param agrees whether the point is what the sentence calls it */
function asKind({ report, kind }: Reading, agrees: boolean): Witness {
  const name = kind.status === 'semidefinite' ? 'not a saddle' : `a ${kindText(kind)}`
  return { agrees, there: `${countsText(report)}: ${name} by Definition 1` }
}

/** @param agrees whether the point is as the sentence says of strict saddles */
function asStrict({ report, strict, strictBy }: Reading, agrees: boolean): Witness {
  const by = strictBy === undefined ? '' : ` (${strictBy.replace(/,$/, '')})`
  return {
    agrees: strict !== 'holds' || agrees,
    there: `${countsText(report)}: ${strict === 'holds' ? 'a' : 'not a'} strict saddle by Definition 2${by}`,
  }
}

function countsText({ inertia: { negative, structural, positive } }: Reading['report']): string {
  return `${negative} negative, ${structural} zero, ${positive} positive`
}

function isSaddle({ kind }: Reading): boolean {
  return kind.status === 'saddle'
}

function isDegenerateSaddle({ kind }: Reading): boolean {
  return kind.status === 'saddle' && kind.degenerate === 'proved'
}
