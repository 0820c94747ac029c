import { type ClaimContext, type EvidenceTable, type Plot, specify } from '../../harness/index.ts'
import { criticalText } from './degenerateSaddle.ts'
import {
  constants,
  type Descent,
  design,
  designText,
  type Escape,
  escapeFrom,
  escapeTable,
  saddleText,
} from './escape.ts'
import { decideEscape, escapes, escapeText } from './escapeRule.ts'
import { trialsOf } from './experiment.ts'
import { knownDeparture, knownText } from './knownEscape.ts'
import { undecided } from './undecided.ts'
import { zeroCauses } from './zeroCauses.ts'

function remarks(plain: Escape, noisy: readonly Escape[]): readonly string[] {
  const { before, after, losses } = plain
  const ends = criticalText(noisy.map((one) => one.after.gradientNorm))
  return [
    `Measured at the saddle, ${saddleText}, where the hidden units are constant on all images and the inertia is known in closed form, and after the last ` +
      'step, over the full batch. Counts are certified, and the loss has a bound of its rounding error; so an escape cannot be rounding. Trials differ in ' +
      'the noise alone, for the start is one point.',
    'The paper did not run the method. Its sentence is read as: at a saddle with degenerate surroundings perturbed gradient descent stays, as gradient descent does. ' +
      'Sec. 4 speaks of perturbations to the gradient, Table 4 of noise on the parameters, which is what Jin et al. have and what is run here. Noise ξ on the ' +
      'gradient is the noise −ηξ on the parameters.',
    `Why it escapes: ${before.inertia.structural} of ${before.order} eigenvalues are zero, but ${before.inertia.negative} are negative. A random jump has a part along ` +
      'these, which every step of gradient descent makes longer by the factor 1 + η|λ|, however many directions are flat. A point without negative eigenvalues ' +
      'is another matter: sankar2017/plateauEscape.',
    `Gradient descent stays for these ${losses.length - 1} steps. In exact arithmetic it stays for ever, because the gradient is 0; here rounding takes the part of the noise: ` +
      `‖∇f‖ grows from ${before.gradientNorm.toExponential(1)} to ${after.gradientNorm.toExponential(1)}, the hidden units are no longer exactly alike, ` +
      `and ${before.inertia.structural - after.inertia.structural} of the zeros are no longer proved but have signs that are not certain.`,
    `Where perturbed gradient descent would converge to is not decided: as to the gradient where these runs end, ${ends}. Of the method that the paper did run, noisy SGD, ` +
      'sankar2017/noisySgd has where training ends.',
    'An earlier version of the rule asked whether the point after the last step is a degenerate saddle, and refuted the claim because it is not critical. ' +
      'That says nothing of the saddle at the start; the rule was changed, the verdict is the same.',
    `The constants η, r, γ and T of Algorithm 2 are ours: Jin et al. derive them from constants of the loss that nobody has for a network. One choice that escapes is enough against “do not help”.`,
  ]
}

/**
 * The start is a saddle point with a known inertia (constantUnits.ts): nearly every eigenvalue is proved to be zero, so
 * that it is far more degenerate than any point that the paper counted, and h(C − 1) are negative.
 */
export default specify({
  id: 'sankar2017/perturbedGradientDescent',
  statement:
    'Where the region around a saddle is degenerate, perturbations do not help: perturbed gradient descent stays there',
  source: {
    work: 'Sankar and Balasubramanian 2017',
    item: 'Sec. 4, before Hypothesis 2; Table 4, of Jin et al. 2017',
    page: 7,
  },
  reported:
    '“When the critical point is a saddle, variants of the basic gradient descent algorithms attempt to go to a lower cost critical point by adding ' +
    'momentum or perturbations to the gradient. However, when the the [sic] region around the saddle is degenerate or flat (especially when this region of ' +
    'flatness around the critical point is rather large), even such perturbations do not help, thereby letting the network converge.” Table 4, of ' +
    'perturbed gradient descent: “Adds noise sampled from a unit ball to the parameters before performing gradient descent in certain iterations”; it was not run',
  terms: [
    {
      name: 'perturbed gradient descent',
      meaning:
        'Algorithm 2 of Jin et al. 2017: gradient descent with learning rate η that jumps to a random point of the ball of radius r where ' +
        '‖∇f‖ ≤ γ and T steps have passed since the last jump',
    },
  ],
  rule:
    `${designText}; full batch, cross-entropy, η = ${constants.learningRate}, r = ${constants.radius}, γ = ${constants.gradientThreshold}, ` +
    `T = ${constants.waitingSteps}; started at a degenerate saddle that is known in closed form, ${saddleText}; ${escapeText}`,
  pinned: 'refuted',
  check: async (context) => {
    const results = await everyTrial(context)
    const plain = await escapeFrom(context, 'gradient descent', 1)
    const failures = [plain, ...results].filter((result) => typeof result === 'string')
    const noisy = results.filter((result) => typeof result !== 'string')
    if (failures.length > 0 || typeof plain === 'string') return undecided(failures, noisy.length)
    const decided = decideEscape(noisy)
    return {
      ...decided,
      summary: `${decided.summary}; gradient descent ${escapes(plain) ? 'escapes too' : 'stays'}`,
      seed: context.seed,
      remarks: remarks(plain, noisy),
      tables: [escapeTable([plain, ...noisy]), zerosTable([plain, ...noisy])],
      plots: [lossPlot([plain, ...noisy])],
    }
  },
  controls: [
    {
      statement: 'gradient descent without perturbation stays at the same saddle point',
      expected: 'holds',
      check: async (context) => {
        const plain = await escapeFrom(context, 'gradient descent', 1)
        return typeof plain === 'string' ? undecided([plain], 1) : decideEscape([plain])
      },
    },
    {
      statement:
        `perturbed gradient descent stays at the degenerate saddle (0, 0, 0) of ${knownText}, a function of three variables with the eigenvalues ` +
        '−1, 1 and 0 there, and none that is zero at its minima',
      expected: 'refuted',
      check: async (context) => {
        const known = await knownDeparture(context, constants, design.quick.steps)
        return typeof known === 'string' ? undecided([known], 1) : decideEscape([known])
      },
    },
  ],
})

async function everyTrial(context: ClaimContext): Promise<(Escape | string)[]> {
  const { quick, paper } = design
  const trials = trialsOf(context, { quick: quick.trials, paper: paper.trials })
  const by: Descent = 'perturbed gradient descent'
  const all: (Escape | string)[] = []
  for (let trial = 1; trial <= trials; trial++) all.push(await escapeFrom(context, by, trial))
  return all
}

function zerosTable(all: readonly Escape[]): EvidenceTable {
  const causes = zeroCauses
  return {
    title:
      'Proved zero eigenvalues by cause: zero rows, constant inputs and the softmax shift come with data and layers, and no step ' +
      'changes them while every unit is on for some image; the others depend on which ReLUs are on, and on weights that coincide',
    columns: ['by', 'trial', 'at', ...causes.map(({ name }) => name)],
    rows: all.flatMap(({ by, trial, before, after, losses }) =>
      [
        { at: 'the saddle', point: before },
        { at: `step ${losses.length - 1}`, point: after },
      ].map(({ at, point }) => [by, trial, at, ...causes.map(({ of }) => of(point))]),
    ),
  }
}

function lossPlot(all: readonly Escape[]): Plot {
  const { before } = all[0]!
  return {
    name: 'loss-from-the-saddle',
    title: `From a saddle point with ${before.inertia.structural} of ${before.order} eigenvalues proved zero: the loss by step`,
    x: { label: 'step' },
    y: { label: 'loss' },
    series: all.map(({ by, trial, losses }) => ({
      name: by === 'gradient descent' ? by : `${by}, trial ${trial}`,
      shape: 'line',
      points: Array.from(losses, (y, x) => ({ x, y })),
    })),
    marks: [{ axis: 'y', at: before.loss, label: 'at the saddle point' }],
  }
}
