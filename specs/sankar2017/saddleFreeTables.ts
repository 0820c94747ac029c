/** Where saddle-free Newton stops, and where the number that the paper prints could come from. */
import printed from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { type EvidenceTable, loadDataSet, type Plot, takeSamples, zeroColumns } from '../../harness/index.ts'
import { withEnds } from './figurePoints.ts'
import { trialsText } from './printedTables.ts'
import {
  alwaysZero,
  autoencoder,
  type Measured,
  paperHidden,
  paperProportion,
  readingNames,
} from './saddleFreeRuns.ts'

/** Where the paper's number could come from: products of pixels and units that come near it, whatever training does. */
export function originTable(): EvidenceTable {
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
    columns: ['always zero in', 'pixels', 'hidden units', 'zero rows', 'printed for the autoencoder'],
    rows: [
      row('all 70,000 images, the autoencoder', all, paperHidden),
      row('60,000 images, the autoencoder', split, paperHidden),
      row('all 70,000 images, the classifier of Table 1', all, classifierHidden),
      row(
        `the first ${few.images} images, the autoencoder: as many images as would give about ${autoencoder.zero}; the paper names no subset`,
        few.pixels,
        paperHidden,
      ),
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

export function runTable(runs: readonly Measured[]): EvidenceTable {
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
      'proved before training',
      'zero rows at the stop',
      'of these outgoing weights',
      'all proved at the stop',
      'all proved, % of P',
      'sign not certain',
      'certified negative',
      'certified positive',
      'dead units',
    ],
    rows: runs.map(({ reading, trial, plan, proved, run }) => {
      const { inertia, structure, loss, gradientNorm, order } = run.stop
      return [
        readingNames[reading],
        trial,
        plan.layers.join('-'),
        plan.data.inputs.rows,
        run.steps,
        run.products,
        shortened(run.because),
        run.losses[0]!,
        loss,
        gradientNorm,
        order,
        proved,
        structure.silent,
        structure.silent - zeroColumns(plan.data.inputs).length * plan.layers[1]!,
        inertia.structural,
        ((100 * inertia.structural) / order).toFixed(1),
        inertia.undecided,
        inertia.negative,
        inertia.positive,
        structure.deadUnits.reduce((sum, count) => sum + count, 0),
      ]
    }),
  }
}

/** Why a run ended, with its numbers to three digits. */
function shortened(text: string): string {
  return text.replaceAll(/\d+\.\d{4,}(e[-+]\d+)?/g, (number) => String(Number(Number(number).toPrecision(3))))
}

export function curveTable(runs: readonly Measured[]): EvidenceTable {
  const taus = runs[0]?.run.stop.curve.map(({ tolerance }) => `τ = ${tolerance.toExponential(0)}`) ?? []
  return {
    title: 'How many eigenvalues are zero as a function of the tolerance: #{|λ| ≤ τ}, proved zeros included',
    columns: ['pixels', 'trial', ...taus],
    rows: runs.map(({ reading, trial, run }) => [
      readingNames[reading],
      trial,
      ...run.stop.curve.map(({ zeros }) => zeros),
    ]),
  }
}

export function curvePlot(runs: readonly Measured[]): Plot {
  const [first] = runs
  return {
    name: 'degeneracy-curve',
    title: 'Zero eigenvalues of the autoencoder’s Hessian where saddle-free Newton stops',
    x: { label: 'tolerance τ', scale: 'log' },
    y: { label: 'eigenvalues with |λ| ≤ τ' },
    series: [...new Set(runs.map(({ reading }) => reading))].map((reading) => {
      const curves = runs.filter((one) => one.reading === reading).map(({ run }) => run.stop.curve)
      return {
        name: `pixels ${readingNames[reading]}, ${trialsText(curves.length)}`,
        shape: curves[0]!.length > 1 ? ('line' as const) : ('points' as const),
        points: curves[0]!.map(({ tolerance }, k) => ({
          x: tolerance,
          ...withEnds(curves.map((curve) => curve[k]!.zeros)),
        })),
      }
    }),
    marks:
      first === undefined
        ? []
        : [
            { axis: 'y', at: first.proved, label: 'proved before training' },
            { axis: 'y', at: paperProportion() * first.proved, label: 'the paper’s, in proportion' },
          ],
  }
}
