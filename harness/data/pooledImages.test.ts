import { describe, expect, it } from 'vitest'
import { denseRows, sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { ArgumentError } from '../errors.ts'
import { dataSet } from './dataSet.ts'
import { pooledImages } from './pooledImages.ts'

/** Two images of 4 × 4 pixels, of which the lower right quarter is always zero. */
const pixels = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1, 2, 0, 0],
  [4, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0],
]
const images = dataSet({
  name: 'two images',
  inputs: sparseRows(pixels.flat(), 2, 16),
  labels: Uint8Array.of(0, 1),
  classes: 2,
})

describe('pooledImages', () => {
  it('averages blocks, and keeps labels and what is always zero', () => {
    const small = pooledImages(images, 2)
    // Quarters and sums of small integers: exact.
    expect(denseRows(small.inputs)).toEqual(Float64Array.of(10 / 4, 18 / 4, 20 / 4, 0, 1, 2, 0, 0))
    expect(small.inputs.rowStart).toEqual(Int32Array.of(0, 3, 5))
    expect(small.labels).toEqual(images.labels)
    expect(small.name).toBe('two images, means of 2 × 2 pixels')
    expect(small.checksum).not.toBe(images.checksum)
  })

  it('averages a subtracted mean with the pixels', () => {
    const mean = Float64Array.from({ length: 16 }, (_, a) => a)
    const centred = dataSet({ ...images, inputs: subtractRow(images.inputs, mean) })
    const pooled = pooledImages(centred, 2).inputs
    expect(pooled.offset).toEqual(Float64Array.of(10 / 4, 18 / 4, 42 / 4, 50 / 4))
    expect(denseRows(pooled)[3]).toBe(-50 / 4)
  })

  it('a factor of 1 changes nothing, one that does not divide the side is refused', () => {
    expect(pooledImages(images, 1)).toBe(images)
    for (const factor of [3, 0, 0.5, Number.NaN])
      expect(() => pooledImages(images, factor)).toThrow(ArgumentError)
    const flat = dataSet({ ...images, inputs: sparseRows([1, 2, 3], 1, 3), labels: Uint8Array.of(0) })
    expect(() => pooledImages(flat, 1)).toThrow('square')
  })
})
