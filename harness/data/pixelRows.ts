/**
 * Images of one byte a pixel as sparse rows of pixels / 255, and their mean, exact before its one rounding.
 *
 * From bytes to sparse rows without the dense float64 matrix, which takes eight times the bytes.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'

/** N images wherever their bytes lie. */
export interface Images {
  /** N */
  readonly count: number
  /** d */
  readonly pixels: number
  /** @param s in 0..N-1 @returns [d] a view */
  image(s: number): Uint8Array
}

export interface PixelTotals {
  /** N */
  readonly images: number
  readonly nonzeros: number
  /** [d] sums of the raw pixels, integers below 2^53 */
  readonly sums: Float64Array
}

/** [256] pixel / 255 by pixel; looking up is quicker than dividing. */
const shades = Float64Array.from({ length: 256 }, (_, pixel) => pixel / 255)

export function pixelTotals(images: Images): PixelTotals {
  const sums = new Float64Array(images.pixels)
  let nonzeros = 0
  for (let s = 0; s < images.count; s++) {
    const image = images.image(s)
    for (let a = 0; a < image.length; a++) {
      const pixel = image[a]!
      if (pixel === 0) continue
      nonzeros++
      sums[a]! += pixel
    }
  }
  return { images: images.count, nonzeros, sums }
}

/** The mean image of all counted: (integer sum) / (255 N). @returns [d] */
export function meanImage(counted: readonly PixelTotals[]): Float64Array {
  const images = counted.reduce((sum, totals) => sum + totals.images, 0)
  return counted[0]!.sums.map((_, a) => counted.reduce((sum, { sums }) => sum + sums[a]!, 0) / (255 * images))
}

/** @param nonzeros how many pixels of all images are not zero @returns [N, d] no offset */
export function sparsePixels(images: Images, nonzeros: number): SparseRows {
  const inputs: SparseRows = {
    rows: images.count,
    columns: images.pixels,
    rowStart: new Int32Array(images.count + 1),
    columnIndex: new Int32Array(nonzeros),
    values: new Float64Array(nonzeros),
    offset: new Float64Array(images.pixels),
  }
  for (let s = 0; s < images.count; s++) {
    inputs.rowStart[s + 1] = appendImage(images.image(s), inputs, inputs.rowStart[s]!)
  }
  return inputs
}

/** Stores the image's non-zero pixels from `start` on. @returns the first position left free */
function appendImage(image: Uint8Array, inputs: SparseRows, start: number): number {
  let position = start
  for (let a = 0; a < image.length; a++) {
    const pixel = image[a]!
    if (pixel === 0) continue
    inputs.columnIndex[position] = a
    inputs.values[position++] = shades[pixel]!
  }
  return position
}
