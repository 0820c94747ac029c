/** What a reader of the relation of error and index has to know, with the numbers of the run. */
import { architecture } from '../../harness/index.ts'
import { criticalText } from './degenerateSaddle.ts'
import type { Curve, Point } from './errorIndexCurves.ts'
import { boundOf, figure2, largestDifference, mean, rangeText, theirBound } from './errorIndexTables.ts'
import { familyName } from './experiment.ts'
import { lossNames, runSets } from './trajectories.ts'

/** @param curves on true labels @param relation what the median of the deciding ones comes to */
export function remarksOf(curves: readonly Curve[], relation: string): readonly string[] {
  return [
    'Measured along training, at the weights after the epochs of the third table, whatever the stop rule says: the share of images that ' +
      `are misclassified, and the signs of the Hessian of the loss over all training samples of the run. As to the gradient, ${criticalText(curves.flatMap(({ points }) => points.map(({ gradientNorm }) => gradientNorm)))}.`,
    'An eigenvalue counts as negative when it is so within the error bounds of assembly and factorisation; what is left open has a ' +
      'column of its own. The rank correlation is taken along each trajectory, and its range over trials is the interval of the median: points of one ' +
      'trajectory depend on each other, trials do not.',
    `The median over the cross-entropy runs is ${relation}. The claim speaks of cross-entropy, so that these runs alone decide the relation; the squared-error runs ` +
      'stand beside them. An earlier version of the rule took the median over both losses.',
    ...firstEpochRemarks(curves),
    `${figure2.place} of the paper has ${figure2.negative.least} to ${figure2.negative.most} negative eigenvalues of ${figure2.layers.join('-')}, read off its axis, and speaks of critical points; ` +
      'that they are has not been measured there, nor is the tolerance given by which an eigenvalue is negative.',
    `Under the cross-entropy that the text names at most h(C − 1) = ${theirBound} eigenvalues of this network are negative, at any point ` +
      '(sankar2017/indexBound). So the printed range can be that of the squared error on softmax outputs which the released code trains, where ' +
      `the bound does not hold, or of rounding in single precision, or of both; sankar2017/negativeCounts has either. ${startText(curves)}`,
    sizeText(curves),
  ]
}

/** Where points lie within the first epoch. */
function firstEpochRemarks(curves: readonly Curve[]): string[] {
  const within = curves.filter(({ points }) => points.some(({ epoch }) => !Number.isInteger(epoch)))
  if (within.length === 0) return []
  const later = within.map((curve) => ({ ...curve, points: curve.points.filter(({ epoch }) => epoch >= 1) }))
  const at = (of: (curve: Curve) => Point, value: (point: Point) => number, digits: number) =>
    mean(within.map((curve) => value(of(curve)))).toFixed(digits)
  const start = ({ points }: Curve): Point => points[0]!
  const first = ({ points }: Curve): Point => points.find(({ epoch }) => epoch === 1)!
  const error = ({ testError }: Point): number => 100 * testError
  return [
    `The test error falls from ${at(start, error, 1)} to ${at(first, error, 1)} % within the first epoch (means over both losses), and the later points of one trial differ by ` +
      `${largestDifference(later).toFixed(1)} percentage points at most: their order is mostly noise. The weights within the first epoch were added after a first run at paper scale ` +
      'had shown this; the last table has both parts apart. Negative eigenvalues before training, after the first epoch, and at the end: ' +
      `${runSets(within)
        .filter(({ members }) => members.length > 0)
        .map(({ reading, members }) => `${lossNames[reading]} ${wayText(members)}`)
        .join(
          '; ',
        )} (means). In our runs only the first epoch spans errors like those of ${figure2.place}, ${rangeText([figure2.error.least, figure2.error.most])} %.`,
  ]
}

function wayText(curves: readonly Curve[]): string {
  const places = [
    ({ points }: Curve) => points[0]!,
    ({ points }: Curve) => points.find(({ epoch }) => epoch === 1)!,
    ({ points }: Curve) => points.at(-1)!,
  ]
  return places.map((of) => mean(curves.map((curve) => of(curve).negative)).toFixed(0)).join(', ')
}

/** How much of what is possible is there before the first step. */
function startText(curves: readonly Curve[]): string {
  const text = curves.filter(({ reading }) => reading === 'text')
  const starts = rangeText(text.map(({ points }) => points[0]!.negative))
  return `In our cross-entropy runs ${starts} of the ${boundOf(text)} that are possible are negative before the first step.`
}

/** Why ours differ: another size, other features. */
function sizeText(curves: readonly Curve[]): string {
  const { layers, data } = curves[0]!.plan
  const theirs = architecture(figure2.layers, 'relu').dimension
  const ours = architecture(layers, 'relu').dimension
  const size =
    `Why our numbers differ from the printed ones: ours is ${layers.join('-')} (P = ${ours}), theirs ${figure2.layers.join('-')} (P = ${theirs}), ` +
    `and ours sees ${data.inputs.rows} training images; counts compare with the bound of their own size, in the first table.`
  if (familyName('CIFAR-10') !== 'CIFAR-10') {
    return `${size} Its features are no features of CIFAR-10 but a stand-in, so that errors are others too.`
  }
  const errors = curves.map(({ points }) => points.find(({ epoch }) => epoch === 1)!)
  const percent = (of: (point: Point) => number) => (100 * mean(errors.map(of))).toFixed(1)
  return (
    `${size} Our features come from a trained network that has seen the same training images: after one epoch the training error is ` +
    `${percent(({ trainError }) => trainError)} % where the test error is ${percent(({ testError }) => testError)} %. The paper’s come from a Wide ResNet, of which it says no more.`
  )
}
