import { describe, expect, it } from 'vitest'
import { denseRows } from '../algebra/sparseRows.ts'
import { type Images, meanImage, pixelTotals, sparsePixels } from './pixelRows.ts'

const imagesOf = (...rows: number[][]): Images => ({
  count: rows.length,
  pixels: rows[0]!.length,
  image: (s) => Uint8Array.from(rows[s]!),
})

const two = imagesOf([0, 51, 255], [102, 0, 1])

describe('pixelTotals', () => {
  it('counts and sums', () => {
    expect(pixelTotals(two)).toEqual({ images: 2, nonzeros: 4, sums: Float64Array.of(102, 51, 256) })
  })
})

describe('meanImage', () => {
  it('is that of all images together, rounded once', () => {
    const counted = [two, imagesOf([1, 0, 0])].map(pixelTotals)
    expect([...meanImage(counted)]).toEqual([103 / 765, 51 / 765, 256 / 765])
  })
})

describe('sparsePixels', () => {
  it('stores pixels / 255 and leaves zeros out', () => {
    const inputs = sparsePixels(two, 4)
    expect([...denseRows(inputs)]).toEqual([0, 51 / 255, 1, 102 / 255, 0, 1 / 255])
    expect([...inputs.rowStart]).toEqual([0, 2, 4])
    expect([...inputs.columnIndex]).toEqual([1, 2, 0, 2])
  })
})
