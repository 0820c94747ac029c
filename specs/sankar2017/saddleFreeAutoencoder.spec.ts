import printed from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type Check,
  type ClaimContext,
  type EvidenceTable,
  initialTheta,
  loadDataSet,
  lossChange,
  measuredSigns,
  type Plot,
  type PointSigns,
  plannedObjective,
  pooledImages,
  type SaddleFreePlan,
  type SaddleFreeRun,
  type Scale,
  saddleFreeRun,
  specify,
  takeSamples,
  type Verdict,
  zeroColumns,
} from '../../harness/index.ts'

/** Pixels as the paper trains its classifier, and as they are: for the autoencoder it does not say. */
type Reading = 'mnist-centered' | 'mnist'

interface Design {
  readonly readings: readonly Reading[]
  readonly trials: number
  /** Of the first images. */
  readonly images: number
  /** Blocks of so many by so many pixels are averaged. */
  readonly pooling: number
  readonly hidden: number
  readonly krylovDimension: number
  readonly tolerances: readonly number[]
}

/**
 * `paper` has the paper's network and not all of its images: the exact Hessian of a network with 784 outputs takes a
 * matrix of 784 × 784 for every image.
 */
const design: Readonly<Record<Scale, Design>> = {
  quick: {
    readings: ['mnist-centered'],
    trials: 1,
    images: 1000,
    pooling: 2,
    hidden: 2,
    krylovDimension: 10,
    tolerances: [1e-10, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4],
  },
  paper: {
    readings: ['mnist-centered', 'mnist'],
    trials: 1,
    images: 4000,
    pooling: 1,
    hidden: 10,
    krylovDimension: 20,
    tolerances: [1e-6],
  },
}

const { autoencoder } = printed
const paperHidden = autoencoder.layers[1]!
/** The paper's words are "about". */
const about = 0.9
const mostSteps = 200

/** What decides: zero eigenvalues that data and shape bring, and those where training stops. */
interface Zeros {
  readonly name: string
  readonly proved: number
  /** Certainly zero, and possibly zero. */
  readonly least: number
  readonly most: number
}

export default specify({
  id: 'sankar2017/saddleFreeAutoencoder',
  statement:
    'Saddle-free Newton, which escapes saddle points, takes an autoencoder for MNIST to a degenerate one: about ' +
    `${autoencoder.zero} zero eigenvalues at ${autoencoder.layers.join('-')}`,
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 5, saddle-free Newton', page: 12 },
  reported: `about ${autoencoder.zero} zero eigenvalues at convergence; nothing else`,
  rule:
    `${sizeText('quick')} (paper ${sizeText('paper')}), ReLU hidden units, linear outputs, squared error; full batch, until the ` +
    'loss changes by less than 1e-3 in a step, as the paper says; the zero eigenvalues that always-zero and constant ' +
    `pixels prove before the first step are counted; the paper's ${autoencoder.zero} are so many times those of its own ` +
    `network (pixels that are zero in all 70,000 images × ${paperHidden}); holds when every run stops where certainly ` +
    `at least ${about} times as many in proportion are zero, refuted when in every run fewer can be`,
  pinned: 'refuted',
  check: async (context) => {
    const runs = await allRuns(context)
    const failed = runs.filter((run) => typeof run === 'string')
    if (failed.length > 0) return { status: 'inconclusive', summary: failed.join('; '), runs: 0 }
    const measured = runs.filter((run) => typeof run !== 'string')
    return {
      ...decide(measured.map(({ label, proved, run }) => zerosAt(run.stop, proved, label))),
      seed: context.seed,
      remarks: remarks(),
      tables: [originTable(), runTable(measured), curveTable(measured)],
      plots: [curvePlot(measured)],
    }
  },
  controls: [
    {
      statement: 'as many zeros in proportion come of hidden units in that proportion',
      expected: 'holds',
      check: initialPoint(200, (hidden) => Math.ceil(hidden * paperProportion())),
    },
    {
      statement: 'an autoencoder that was never trained has as many zeros in proportion',
      expected: 'refuted',
      check: initialPoint(design.quick.images, (hidden) => hidden),
    },
  ],
})

function remarks(): readonly string[] {
  const pixels = alwaysZero('mnist-centered-70k')
  return [
    'Measured where training stopped, at the weights at which the loss over all images changed by less than the rule allows; the Hessian ' +
      'is that of this loss. The point is not critical: ‖∇f‖ stands in the second table.',
    'The count of zeros is an interval: at least those that data and shape prove, at most those and the eigenvalues whose sign ' +
      'the error bound of assembly and factorisation leaves open. Every run is decided for itself; no mean is taken.',
    `The paper prints “≈ ${autoencoder.zero}” for ${autoencoder.layers.join('-')} and nothing else: no loss, no gradient, no preprocessing, no tolerance, no trials. ` +
      `With the ${pixels} pixels that are zero in all images, ${pixels * paperHidden} zero rows are known before training; the printed number is that of the zero rows of the classifier of Table 1, as the first table shows. ` +
      'The paper does not say how it was counted on the autoencoder.',
    'Ours has another size: fewer images make more pixels constant, and at quick scale pixels are pooled. What is compared is therefore the number of zeros in ' +
      'proportion to those that the data prove. Outgoing weights to a pixel that is always zero are none of these: outputs are linear, and such weights have the curvature of the hidden activations.',
  ]
}

interface Measured {
  readonly label: string
  readonly reading: Reading
  readonly trial: number
  readonly plan: SaddleFreePlan
  readonly proved: number
  readonly run: SaddleFreeRun
}

function decide(points: readonly Zeros[]): Verdict {
  const needed = about * paperProportion()
  const holds = points.every(({ proved, least }) => least >= needed * proved)
  const refuted = points.every(({ proved, most }) => most < needed * proved)
  const [first] = points
  const status = holds ? 'holds' : refuted ? 'refuted' : 'inconclusive'
  const each = points.map(({ proved, least, most }) => `${least} to ${most} for ${proved} proved`)
  return {
    status,
    ...(status === 'refuted' && first !== undefined && { counterexample: tooFewText(first, needed) }),
    summary:
      `zero eigenvalues: ${each.join('; ')}; the paper's proportion is ${paperProportion()}, ` +
      `which would be ${first === undefined ? 'none' : paperProportion() * first.proved}`,
    runs: points.length,
  }
}

/** @param needed zeros for each that the data prove */
function tooFewText({ name, proved, least, most }: Zeros, needed: number): string {
  const zeros = least === most ? String(least) : `${least} to ${most}`
  return `${name}: ${zeros} zero eigenvalues where ${proved} are proved by the data, and the claim asks for ${needed * proved} at least`
}

/** The paper's count over what always-zero pixels prove of its network. */
function paperProportion(): number {
  return autoencoder.zero / (alwaysZero('mnist-centered-70k') * paperHidden)
}

function alwaysZero(data: string): number {
  return zeroColumns(loadDataSet(data, 'train').inputs).length
}

function zerosAt({ inertia }: PointSigns, proved: number, name: string): Zeros {
  return { name, proved, least: inertia.structural, most: inertia.structural + inertia.undecided }
}

async function allRuns(context: ClaimContext): Promise<(Measured | string)[]> {
  const { readings, trials, tolerances } = design[context.scale]
  const results: (Measured | string)[] = []
  for (let trial = 1; trial <= (context.trials ?? trials); trial++) {
    for (const reading of readings) {
      const plan = planOf(context, reading, trial)
      const label = `${plan.layers.join('-')} on ${plan.data.name}, trial ${trial}`
      const run = await saddleFreeRun(context, plan, label, { tolerances, start: false })
      const proved = provedByData(plan)
      results.push(
        run.status === 'measured' ? { label, reading, trial, plan, proved, run } : `${label}: ${run.message}`,
      )
    }
  }
  return results
}

function planOf(
  { scale, seed }: Pick<ClaimContext, 'scale' | 'seed'>,
  reading: Reading,
  trial: number,
  { images, pooling, hidden, krylovDimension }: Design = design[scale],
): SaddleFreePlan {
  const data = pooledImages(takeSamples(loadDataSet(reading, 'train'), images), pooling)
  const pixels = data.inputs.columns
  return {
    data,
    targets: 'inputs',
    layers: [pixels, hidden, pixels],
    activation: 'relu',
    loss: 'squared-error',
    initializer: 'xavier-normal',
    seed: seed * 1000 + trial,
    krylovDimension,
    stop: lossChange(10e-4, mostSteps),
  }
}

/** Whatever theta is, as long as no unit is dead: nothing but the data and the number of hidden units is asked. */
function provedByData(plan: SaddleFreePlan): number {
  const objective = plannedObjective(plan)
  const theta = initialTheta(objective.shape, plan.initializer, plan.seed)
  const { silentCount, constantInputs } = objective.structuralZeros(theta)
  return silentCount + constantInputs
}

/** A network of another width before its first step, against what is proved of the design's. */
function initialPoint(images: number, hiddenOf: (hidden: number) => number): Check {
  return async (context) => {
    const few = { ...design.quick, images }
    const proved = provedByData(planOf(context, 'mnist-centered', 1, few))
    const plan = planOf(context, 'mnist-centered', 1, { ...few, hidden: hiddenOf(few.hidden) })
    const { shape } = plannedObjective(plan)
    const theta = initialTheta(shape, plan.initializer, plan.seed)
    const signs = await measuredSigns(context, plan, theta, `initial ${plan.layers.join('-')}`, [])
    if (signs.status !== 'measured') return { status: 'inconclusive', summary: signs.message, runs: 0 }
    return decide([zerosAt(signs, proved, `initial ${plan.layers.join('-')}`)])
  }
}

function sizeText(scale: Scale): string {
  const { images, pooling, hidden } = design[scale]
  const pixels = (28 / pooling) ** 2
  return `${pixels}-${hidden}-${pixels} on ${images} images`
}

/** Where the paper's number could come from: products of pixels and units that come near it, whatever training does. */
function originTable(): EvidenceTable {
  const classifierHidden = printed.dimensions[0]!.layers[1]!
  const all = alwaysZero('mnist-centered-70k')
  const split = alwaysZero('mnist-centered')
  const few = imagesWithZeroPixels(Math.floor(autoencoder.zero / paperHidden))
  const row = (where: string, pixels: number, hidden: number) => [
    where,
    pixels,
    hidden,
    pixels * hidden,
    autoencoder.zero,
  ]
  return {
    title:
      'Zero rows that always-zero pixels bring: incoming weights of every hidden unit. The outgoing weights to a pixel ' +
      'that is always zero are not among them: they have the curvature of the hidden activations',
    columns: ['always zero in', 'pixels', 'hidden units', 'zero rows', 'the paper'],
    rows: [
      row('all 70,000 images, the autoencoder', all, paperHidden),
      row('60,000 images, the autoencoder', split, paperHidden),
      row('all 70,000 images, the classifier of Table 1', all, classifierHidden),
      row(`the first ${few.images} images, the autoencoder`, few.pixels, paperHidden),
    ],
  }
}

/** The least number of first images in which at most so many pixels are always zero. */
function imagesWithZeroPixels(wanted: number): { readonly images: number; readonly pixels: number } {
  const data = loadDataSet('mnist', 'train')
  const pixelsOf = (images: number): number => zeroColumns(takeSamples(data, images).inputs).length
  let [tooFew, enough] = [0, data.inputs.rows]
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (pixelsOf(middle) <= wanted) enough = middle
    else tooFew = middle
  }
  return { images: enough, pixels: pixelsOf(enough) }
}

function runTable(runs: readonly Measured[]): EvidenceTable {
  return {
    title: 'Every run of saddle-free Newton where it stops; the paper gives a count and nothing else',
    columns: [
      'pixels',
      'trial',
      'network',
      'images',
      'steps',
      'products',
      'ended',
      'loss at the start',
      'loss',
      '‖∇f‖',
      'P',
      'proved by the data',
      'zero rows',
      'of outgoing weights',
      'proved at the stop',
      'sign not certain',
      'certified negative',
      'certified positive',
      'dead units',
    ],
    rows: runs.map(({ reading, trial, plan, proved, run }) => {
      const { inertia, structure, loss, gradientNorm, order } = run.stop
      return [
        reading === 'mnist' ? 'as they are' : 'minus their mean',
        trial,
        plan.layers.join('-'),
        plan.data.inputs.rows,
        run.steps,
        run.products,
        run.because,
        run.losses[0]!,
        loss,
        gradientNorm,
        order,
        proved,
        structure.silent,
        structure.silent - zeroColumns(plan.data.inputs).length * plan.layers[1]!,
        inertia.structural,
        inertia.undecided,
        inertia.negative,
        inertia.positive,
        structure.deadUnits.reduce((sum, count) => sum + count, 0),
      ]
    }),
  }
}

function curveTable(runs: readonly Measured[]): EvidenceTable {
  const taus = runs[0]?.run.stop.curve.map(({ tolerance }) => `τ = ${tolerance.toExponential(0)}`) ?? []
  return {
    title: 'How many eigenvalues are zero as a function of the tolerance: #{|λ| ≤ τ}, proved zeros included',
    columns: ['pixels', 'trial', ...taus],
    rows: runs.map(({ reading, trial, run }) => [
      reading,
      trial,
      ...run.stop.curve.map(({ zeros }) => zeros),
    ]),
  }
}

function curvePlot(runs: readonly Measured[]): Plot {
  const [first] = runs
  return {
    name: 'degeneracy-curve',
    title: 'Zero eigenvalues of the autoencoder’s Hessian where saddle-free Newton stops',
    x: { label: 'tolerance τ', scale: 'log' },
    y: { label: 'eigenvalues with |λ| ≤ τ' },
    series: runs.map(({ reading, trial, run }) => ({
      name: `${reading}, trial ${trial}`,
      shape: 'line' as const,
      points: run.stop.curve.map(({ tolerance, zeros }) => ({ x: tolerance, y: zeros })),
    })),
    marks:
      first === undefined
        ? []
        : [
            { axis: 'y', at: first.proved, label: 'proved before training' },
            { axis: 'y', at: paperProportion() * first.proved, label: 'the paper’s, in proportion' },
          ],
  }
}
