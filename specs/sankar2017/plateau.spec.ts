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
import {
  beyondBoth,
  type Descent,
  descend,
  endNames,
  gradientDescent,
  onTheSection,
  radiusText,
  startsAbove,
} from './plateauDescent.ts'

const steps = { quick: 20_000, paper: 200_000 }
const learningRates = [0.01, 0.1, 0.5, plateauLargestLearningRate]

const remarks = [
  'The paper draws the function and gives neither a formula nor a learning rate, so that the landscape is ours, made to have the ' +
    'plateau, the minimum and the height of the figure: f(w) = q(s) with s = w₁² + w₂², and ' +
    'q = 1 − 2t³ + t⁴ with t = (4 − s)/4 for s ≤ 4, the well, with the minimum f(0, 0) = 0; ' +
    'q = 1 for 4 ≤ s ≤ 9, the plateau, where 2 ≤ ‖w‖ ≤ 3 and gradient and Hessian are exactly 0; ' +
    'q = 1 + 2t³ − t⁴ with t = (s − 9)/7 for 9 ≤ s ≤ 16, the slope; q = 2 + (2/7)(s − 16) beyond, the bowl. ' +
    'It is twice continuously differentiable, and f = 2 at ‖w‖ = 4.',
  '“Any point above (4, 2)” can be read in two ways, and both run. As a point of the drawn curve, (4, 2) is w = 4 with f(w) = 2, and points above it are higher on the slope: ' +
    `${onTheSection.length} starts (w₁, 0) with w₁ > 4, or its mirror image. As a point of the plane it is w₁ = 4, w₂ = 2: ${beyondBoth.length} starts beyond it in both coordinates.`,
  'Measured where the last step ends: the distance ‖w‖ from the minimum and ‖∇f‖. An end with ‖∇f‖ = 0 is on the plateau; one with a small ‖∇f‖ > 0 is at its outer rim, ‖w‖ = 3, which is approached from outside and not reached in ' +
    'finitely many steps. There is no error bar: nothing is drawn, a start and a learning rate have one trajectory.',
  `For learning rates η ≤ ${plateauLargestLearningRate.toPrecision(3)} (7/12) it is proved as well. A step of gradient descent multiplies w by 1 − 2ηq′(s). Beyond the outer rim 0 < q′ ≤ 2/7, so that the factor lies ` +
    'between 1 − 4η/7 ≥ 2/3 and 1: from ‖w‖ ≥ 3 a step goes inwards, to ‖w‖ ≥ 2 at least. No step reaches the well. The ‖w‖ fall and have a limit, where the factor is 1: on the plateau. ' +
    'A larger η jumps over the plateau, as a control shows. So the claim holds of what the figure shows; of the function behind the figure nobody can tell.',
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
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 2, Fig. 1', page: 5 },
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
      return {
        status: 'holds',
        summary: `all ${runs.length} runs, ${starts.length} starts × ${rates.length} learning rates, end on the plateau or at its outer rim; proved for every start and every learning rate up to ${plateauLargestLearningRate.toPrecision(3)}`,
        ...evidence,
      }
    }
    const onTheWay = other.filter(({ end }) => end === 'onTheWay').length
    return {
      status: first === undefined ? 'inconclusive' : 'refuted',
      summary: `${other.length} of ${runs.length} runs do not end on the plateau, ${onTheWay} of them still on the way`,
      ...(first && {
        counterexample: `from (${first.from.join(', ')}) with η = ${first.learningRate} it ends at ‖w‖ ${radiusText(first.radius)}`,
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
      end === 'plateau' && gradientNorm > 0 ? 'outer rim of the plateau' : endNames[end],
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
      'The plateau itself: no eigenvalue of either sign, so no saddle by Definition 1 (sankar2017/definitions)',
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
