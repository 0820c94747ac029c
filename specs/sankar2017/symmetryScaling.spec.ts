import {
  type AssembledHessian,
  type Check,
  dot,
  forAll,
  frobeniusNorm,
  type Margin,
  matrixOperator,
  type NetworkRecipe,
  networks,
  norm,
  specify,
  unitRoundoff,
  withRemarks,
} from '../../harness/index.ts'
import { generated, type HiddenUnit, hiddenUnits, type Measured, measure } from './scaledUnits.ts'
import { tinyAutoencoder } from './tinyAutoencoder.ts'

/**
 * A hidden unit's incoming weights and bias times e^t, its outgoing weights times e^−t: for a ReLU or a linear unit
 * f(e^{tG}θ) = f(θ) for all t, with G = diag(+1 incoming, −1 outgoing, 0 elsewhere). At t = 0, for every θ,
 *
 *     gᵀGθ = 0,   and its derivative by θ:   H·Gθ = −G g   (G is symmetric).
 *
 * So v = Gθ is sent to −Gg, whatever the point: to 0 exactly where the gradient vanishes on that unit's weights, as it
 * does at a critical point. And vᵀHv = −θᵀG²g = −2 θ_in·g_in, from the gradient alone. Layers scaled by one factor are
 * all their units scaled by it. At a kink the identity is that of the piece whose curvature is taken.
 */
const runs = { quick: 400, paper: 4000 }

const depth = { min: 2, max: 3 }
const homogeneous = networks({ activations: ['relu', 'linear'], depth, l2: [0] })

const remarks = [
  'Measured at random weights of random small networks. The null direction itself is measured where the targets are the ' +
    'network’s own outputs: the gradient is exactly 0 there, so that the point is critical. The table has a point that is not.',
  'A unit’s scaling by α = eᵗ moves θ along a curve on which the loss is constant; v = Gθ is its tangent. Differentiating the constant once gives gᵀGθ = 0, and that by θ gives HGθ = −Gg, at every θ: ' +
    'so Hv = 0 wherever the gradient vanishes on the unit’s weights.',
  'The loss may not change by a bit, because a factor of 2 is exact in floating point. The bound of Hv covers the assembly of the ' +
    'Hessian and the rounding of the product, that of Gg the rounding of the gradient; nothing is averaged.',
  'The paper gives the symmetry in one sentence, without a proof and without numbers. What it leaves out is needed, as the ' +
    'controls show: the biases are scaled with the incoming weights, α is positive, there is no weight decay, the activation is ' +
    'homogeneous, and the point is critical. Elsewhere the same direction has the curvature −2 θ_in·g_in, which need not be 0.',
]

export default specify({
  id: 'sankar2017/symmetryScaling',
  statement:
    'Scaling a hidden ReLU’s incoming weights by α and its outgoing ones by 1/α leaves the loss unchanged and makes the ' +
    'Hessian degenerate at critical points',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 2, scaling symmetries', page: 3 },
  reported:
    'the loss unchanged, the Hessian degenerate at the critical points; no proof, no biases, no sign of α',
  rule:
    'for every hidden unit, with its bias scaled like its incoming weights and α = 2: the same loss to the last bit; Hv = −Gg and vᵀHv = −2 θ_in·g_in within the error ' +
    'bounds of H and g; and Hv = 0 within that of H once the targets are the outputs, where g = 0. H is the Hessian of the loss and g its gradient at the weights θ; ' +
    'G is the diagonal matrix with +1 for the unit’s incoming weights and bias, −1 for its outgoing weights and 0 elsewhere; v = Gθ is the direction in which the scaling starts to move θ; ' +
    'θ_in and g_in are the parts of θ and g that belong to the incoming weights and the bias. ' +
    `No contradiction in ${runs.quick} networks (paper ${runs.paper}) of 2 to 3 layers`,
  pinned: 'holds',
  check: withRemarks(
    withExamples(inWords(everyUnit(homogeneous, allOf(sameLoss(2), movedToGradient, nullWhereFitted)))),
    remarks,
  ),
  controls: [
    {
      statement: 'the direction is a null direction anywhere, not only where the gradient vanishes',
      expected: 'refuted',
      check: everyUnit(homogeneous, nullAnywhere),
    },
    {
      statement: 'the same with the biases left as they are',
      expected: 'refuted',
      check: everyUnit(homogeneous, sameLoss(2, 'weights alone')),
    },
    {
      statement: 'the same with a negative α',
      expected: 'refuted',
      check: everyUnit(homogeneous, sameLoss(-2)),
    },
    {
      statement: 'the same with weight decay',
      expected: 'refuted',
      check: everyUnit(
        networks({ activations: ['relu', 'linear'], depth, l2: [1 / 16] }),
        allOf(sameLoss(2), movedToGradient),
      ),
    },
    {
      statement: 'the same for tanh',
      expected: 'refuted',
      check: everyUnit(
        networks({ activations: ['tanh'], depth, l2: [0] }),
        allOf(sameLoss(2), movedToGradient),
      ),
    },
  ],
})

/** What was compared, and how near to its error bound it comes. */
function inWords(check: Check): Check {
  return async (context) => {
    const verdict = await check(context)
    if (verdict.status !== 'holds') return verdict
    const worst = (verdict.worstRatio ?? 0).toPrecision(2)
    const summary =
      `in ${verdict.runs} random networks the loss changes by no bit; the direction of the scaling is a null direction of the Hessian ` +
      `where the gradient is 0 and has the predicted curvature elsewhere, with errors of at most ${worst} of their bounds`
    return { ...verdict, summary }
  }
}

type UnitCheck = (measured: Measured, unit: HiddenUnit) => Margin

function everyUnit(instances: typeof homogeneous, check: UnitCheck): Check {
  return forAll({
    instances,
    runs,
    check: async (recipe) => {
      const measured = await measure(recipe)
      return worst(hiddenUnits(recipe).map((unit) => check(measured, unit)))
    },
  })
}

/** A power of two scales without rounding: not a bit of the loss may change. */
function sameLoss(alpha: number, what: 'with the bias' | 'weights alone' = 'with the bias'): UnitCheck {
  return ({ theta, loss }, { incoming, bias, outgoing }) => {
    const scaled = theta.slice()
    for (const p of incoming) scaled[p]! *= alpha
    if (bias !== undefined && what === 'with the bias') scaled[bias]! *= alpha
    for (const p of outgoing) scaled[p]! /= alpha
    const [before, after] = [loss(theta), loss(scaled)]
    const change = after - before
    return {
      error: Math.abs(change),
      bound: 0,
      detail: `the loss ${rounded(before)} changes by ${rounded(change)}`,
    }
  }
}

/** Hv + Gg = 0 and vᵀHv + 2 θ_in·g_in = 0; the latter as ‖v‖ times the former and gᵀv = 0, which has the gradient's error. */
function movedToGradient({ theta, gradient, gradientError, hessian }: Measured, unit: HiddenUnit): Margin {
  const v = generated(unit, theta)
  const image = matrixOperator(hessian.matrix).apply(v)
  const target = generated(unit, gradient)
  const bound = productBound(hessian, v) + vectorBound(gradient, gradientError)
  const error = norm(image.map((x, p) => x + target[p]!))
  const identity = { error, bound, detail: exceeding('‖Hv + Gg‖', error, bound) }
  const into = unit.bias === undefined ? unit.incoming : [...unit.incoming, unit.bias]
  const along = into.reduce((sum, p) => sum + theta[p]! * gradient[p]!, 0)
  const curvature = dot(v, image)
  return worst([
    identity,
    {
      error: Math.abs(curvature + 2 * along),
      bound: 2 * norm(v) * bound,
      detail: `vᵀHv = ${rounded(curvature)}, −2 θ_in·g_in = ${rounded(-2 * along)}`,
    },
  ])
}

/** Outputs are exact (see `networks`), and so is the gradient of no error at all. */
function nullWhereFitted({ theta, fitted: { gradient, hessian } }: Measured, unit: HiddenUnit): Margin {
  const v = generated(unit, theta)
  const image = norm(matrixOperator(hessian.matrix).apply(v))
  const length = norm(gradient)
  return {
    error: length === 0 ? image : Number.NaN,
    bound: productBound(hessian, v),
    detail: `where the targets are the outputs: ‖g‖ = ${rounded(length)}, ‖Hv‖ = ${rounded(image)}`,
  }
}

function nullAnywhere({ theta, gradient, gradientError, hessian }: Measured, unit: HiddenUnit): Margin {
  const v = generated(unit, theta)
  const bound = productBound(hessian, v) + vectorBound(gradient, gradientError)
  const error = norm(matrixOperator(hessian.matrix).apply(v))
  return { error, bound, detail: exceeding('‖Hv‖', error, bound) }
}

function exceeding(what: string, error: number, bound: number): string {
  return `${what} = ${rounded(error)} where its error bound is ${rounded(bound)}`
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** Of ‖Hv‖: the assembly's error, and P + 4 roundings of sums of P products and of the norms; doubled, for they are first order. */
function productBound({ matrix, errorBound }: AssembledHessian, v: Float64Array): number {
  const roundings = 2 * (matrix.order + 4) * unitRoundoff * frobeniusNorm(matrix)
  return (errorBound + roundings) * norm(v) + matrix.order * Number.MIN_VALUE
}

/** Of ‖Gg‖ and of θ·g, in the same way. */
function vectorBound(gradient: Float64Array, error: number): number {
  const n = gradient.length
  return Math.sqrt(n) * error + 2 * (n + 4) * unitRoundoff * norm(gradient)
}

/** A point of a ReLU network that is not critical, and a saddle and a minimum that are. */
const examples: readonly { readonly name: string; readonly recipe: NetworkRecipe }[] = [
  {
    name: 'ReLU 1-2-1, not critical',
    recipe: {
      ...{ layers: [1, 2, 1], activation: 'relu', loss: 'squared-error', l2: 0, biases: true, offset: [0] },
      ...{ inputs: [[1], [-2]], targets: [[1], [0]], theta: [1, -1, 0.5, 0.25, 1, 2, 0] },
    },
  },
  { name: 'linear autoencoder 2-1-2, saddle', recipe: tinyAutoencoder([1, 0, 1, 0]) },
  { name: 'linear autoencoder 2-1-2, minimum', recipe: tinyAutoencoder([0, 1, 0, 1]) },
]

function withExamples(check: Check): Check {
  return async (context) => {
    const measured = await Promise.all(examples.map(({ recipe }) => measure(recipe)))
    const rows = measured.flatMap((at, k) =>
      hiddenUnits(at.recipe).map((unit, i) => {
        const v = generated(unit, at.theta)
        const image = matrixOperator(at.hessian.matrix).apply(v)
        const moved = norm(generated(unit, at.gradient))
        return [examples[k]!.name, i + 1, norm(at.gradient), moved, norm(image), dot(v, image)]
      }),
    )
    const title = 'A null direction where the gradient vanishes on the unit’s weights, and not elsewhere'
    const columns = ['network and point', 'unit', '‖∇f‖', '‖Gg‖', '‖Hv‖', 'vᵀHv']
    return { ...(await check(context)), tables: [{ title, columns, rows }] }
  }
}

function allOf(...checks: readonly UnitCheck[]): UnitCheck {
  return (measured, unit) => worst(checks.map((check) => check(measured, unit)))
}

/** The margin that is closest to contradicting, or furthest beyond. */
function worst(margins: readonly Margin[]): Margin {
  const ratio = ({ error, bound }: Margin): number =>
    error <= bound ? (error === 0 ? 0 : error / bound) : Infinity
  return margins.reduce((most, margin) => (ratio(margin) > ratio(most) ? margin : most))
}
