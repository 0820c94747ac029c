import {
  type Check,
  type EvidenceTable,
  frobeniusNorm,
  InternalError,
  norm,
  type Plot,
  plateau,
  plateauLargestLearningRate,
  specify,
  withRemarks,
} from '../../harness/index.ts'
import { type Descent, descend, gradientDescent, startsAbove } from './plateauDescent.ts'

const steps = { quick: 20_000, paper: 200_000 }
const learningRates = [0.01, 0.1, 0.5, plateauLargestLearningRate]

const remarks = [
  'Measured where the last step ends: the distance ‖w‖ from the minimum and ‖∇f‖, of each learning rate and each start, in ' +
    'both readings of “any point above (4, 2)”. There is no error bar: nothing is drawn, a start and a learning rate have one ' +
    'trajectory. The Hessian on the plateau is 0 with an error bound of 0.',
  'The paper draws the function and gives neither a formula nor a learning rate, so that the landscape is ours, made to have the ' +
    'plateau, the minimum and the height of the figure. The claim is about what the figure shows and is decided for that alone: for learning rates up to ' +
    `${plateauLargestLearningRate.toPrecision(3)} it is proved as well (landscapes/plateau.ts); a larger one jumps over the plateau, as a control shows.`,
  'The paper calls the plateau a degenerate saddle. All eigenvalues of its Hessian are zero and none is negative, so that by ' +
    'the paper’s own Definition 1 it is no saddle: sankar2017/definitions.',
]

/**
 * The landscape is ours, for the figure has no formula: a C² function with the plateau, the minimum and the height that
 * the figure states. That gradient descent cannot leave the plateau, nor pass it with η ≤ 7/12, is proved in
 * landscapes/plateau.ts; here it is run. With a larger η it jumps over.
 */
export default specify({
  id: 'sankar2017/plateau',
  statement: 'Gradient descent ends on the flat plateau of Fig. 1 when it starts at any point above (4, 2)',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 2, Fig. 1' },
  reported:
    'convergence to the plateau, which is called a degenerate saddle; neither a formula nor a learning rate',
  rule:
    'on a C² function made to have what the figure states: ' +
    `${startsAbove.length} starts under both readings of (4, 2), ${learningRates.length} learning rates up to ` +
    `${plateauLargestLearningRate.toPrecision(3)}, ${steps.quick} steps (paper ${steps.paper}): each ends at ‖w‖ ≥ 2 with ‖∇f‖ < 1e-5`,
  pinned: 'holds',
  check: withRemarks(endsOnPlateau(learningRates), remarks),
  controls: [
    {
      statement: 'the same with a learning rate of 3/2',
      expected: 'refuted',
      check: endsOnPlateau([1.5]),
    },
    {
      statement: 'the same from within the well',
      expected: 'refuted',
      check: endsOnPlateau(learningRates, [[1.5, 0]]),
    },
  ],
})

interface Run extends Descent {
  readonly learningRate: number
  readonly from: readonly [number, number]
}

function endsOnPlateau(rates: readonly number[], starts = startsAbove): Check {
  return async ({ scale, progress }) => {
    const report = progress('gradient descent on the plateau')
    const runs: Run[] = []
    for (const learningRate of rates) {
      for (const from of starts) {
        report(runs.length, rates.length * starts.length)
        runs.push({
          ...(await descend(gradientDescent(learningRate), from, steps[scale])),
          learningRate,
          from,
        })
      }
    }
    const other = runs.filter(({ end }) => end !== 'plateau')
    const first = other.find(({ end }) => end !== 'onTheWay')
    const evidence = {
      runs: runs.length,
      tables: [runTable(runs), await flatTable()],
      plots: [lossPlot(runs)],
    }
    if (other.length === 0) {
      return { status: 'holds', summary: `all ${runs.length} runs end on the plateau`, ...evidence }
    }
    const onTheWay = other.filter(({ end }) => end === 'onTheWay').length
    return {
      status: first === undefined ? 'inconclusive' : 'refuted',
      summary: `${other.length} of ${runs.length} runs do not end on the plateau, ${onTheWay} of them still on the way`,
      ...(first && {
        counterexample: `from (${first.from.join(', ')}) with η = ${first.learningRate} it ends at ‖w‖ = ${first.radius}`,
      }),
      ...evidence,
    }
  }
}

function runTable(runs: readonly Run[]): EvidenceTable {
  return {
    title: 'Where gradient descent ends',
    columns: ['learning rate', 'start', 'end', '‖w‖', '‖∇f‖', 'steps'],
    rows: runs.map(({ learningRate, from, end, radius, gradientNorm, steps: taken }) => [
      learningRate,
      `(${from.join(', ')})`,
      end,
      radius,
      gradientNorm,
      taken,
    ]),
  }
}

/** Without an error bar: see landscapes/plateau.ts. */
async function flatTable(): Promise<EvidenceTable> {
  const at = Float64Array.of(0, 2.5)
  const { matrix, errorBound } = await plateau.hessian(at)
  if (frobeniusNorm(matrix) + errorBound !== 0)
    throw new InternalError('plateau', 'the Hessian is not exactly 0 on the plateau')
  const zeros = matrix.order
  return {
    title:
      'The plateau itself: no eigenvalue of either sign, so no saddle by Definition 1 (definitions.spec.ts)',
    columns: ['point', 'f', '‖∇f‖', 'negative', 'zero', 'positive', 'error bound of ∇²f'],
    rows: [['(0, 2.5)', plateau.loss(at), norm(plateau.gradient(at)), 0, zeros, 0, errorBound]],
  }
}

/** From one start, for every learning rate. */
function lossPlot(runs: readonly Run[]): Plot {
  const start = runs.at(0)!.from
  return {
    name: 'plateau-loss',
    title: `Loss of gradient descent from (${start.join(', ')})`,
    x: { label: 'steps + 1', scale: 'log' },
    y: { label: 'loss' },
    series: runs
      .filter(({ from }) => from === start)
      .map(({ learningRate, losses }) => ({
        name: `η = ${learningRate.toPrecision(2)}`,
        shape: 'line',
        points: losses.map(({ step, loss }) => ({ x: step + 1, y: loss })),
      })),
    marks: [{ axis: 'y', at: 1, label: 'the plateau' }],
  }
}
