import { beforeAll, describe, expect, it } from 'vitest'
import { constantColumns, zeroColumns } from '../algebra/columnKinds.ts'
import { columnDependencies } from '../algebra/exactRank.ts'
import { seededRandom } from '../algebra/random.ts'
import { denseRows } from '../algebra/sparseRows.ts'
import { ArgumentError } from '../errors.ts'
import { type DataSet, takeSamples } from './dataSet.ts'
import { convolutionFeatures, loadMnistFeatures, randomKernels } from './mnistFeatures.ts'
import { mnistFolder, mnistImages, readMnistFiles } from './mnistFiles.ts'
import type { Images } from './pixelRows.ts'

/** The two formulas word by word, on one image; sums of integers, so that the order does not matter. */
function directFeatures(image: Uint8Array): number[] {
  const w = randomKernels()
  const response = (k: number, i: number, j: number) => {
    let sum = 0
    for (let u = 0; u < 5; u++) {
      for (let v = 0; v < 5; v++) sum += w[k * 25 + u * 5 + v]! * image[(i + u) * 28 + j + v]!
    }
    return Math.max(0, sum)
  }
  const feature = (k: number, rowCell: number, columnCell: number) => {
    let sum = 0
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) sum += response(k, 6 * rowCell + i, 6 * columnCell + j)
    }
    return sum / (36 * 254 * 255)
  }
  return Array.from({ length: 256 }, (_, f) => feature(Math.floor(f / 16), Math.floor((f % 16) / 4), f % 4))
}

const imagesOf = (bytes: Uint8Array): Images => ({
  count: bytes.length / 784,
  pixels: 784,
  image: (s) => bytes.subarray(s * 784, (s + 1) * 784),
})

const featuresOf = (bytes: Uint8Array) => [...denseRows(convolutionFeatures(imagesOf(bytes)))]

describe('convolutionFeatures', () => {
  it('are those of the formula, to the bit, on images of MNIST', () => {
    const images = mnistImages(readMnistFiles('test', mnistFolder()), 8)
    const features = denseRows(convolutionFeatures(images))
    const direct = Array.from({ length: 8 }, (_, s) => directFeatures(images.image(s))).flat()
    expect([...features]).toEqual(direct)
  })

  it('are those of the formula where the borders are dark and bright', () => {
    const random = seededRandom(3)
    const noise = Uint8Array.from({ length: 784 }, () => random.integer(256))
    const frame = Uint8Array.from({ length: 784 }, (_, a) =>
      a < 28 || a >= 756 || a % 28 === 0 || a % 28 === 27 ? 255 : 0,
    )
    const white = new Uint8Array(784).fill(255)
    for (const image of [noise, frame, white]) expect(featuresOf(image)).toEqual(directFeatures(image))
  })

  it('are zero of a black image, also after another one', () => {
    const bytes = new Uint8Array(2 * 784)
    bytes[400] = 255
    expect(featuresOf(bytes).slice(256)).toEqual(new Array(256).fill(0))
    expect(featuresOf(bytes).slice(0, 256)).toEqual(directFeatures(bytes.subarray(0, 784)))
  })

  it('rest on 400 weights that are whole numbers within ±127 and nearly balanced', () => {
    const weights = randomKernels()
    expect(weights).toHaveLength(16 * 25)
    expect(weights.every((w) => Math.abs(w) <= 127)).toBe(true)
    // Five standard deviations of a mean of 400 that are uniform on −127..127.
    const mean = weights.reduce((sum, w) => sum + w, 0) / 400
    expect(mean).toBeWithin(0, 5 * Math.sqrt((255 ** 2 - 1) / 12 / 400))
  })
})

describe('mnist-features', () => {
  let some: DataSet
  beforeAll(() => {
    some = loadMnistFeatures('train', { samples: 1000 })
  })

  it('has no feature that is always zero or constant, and all are independent of each other and of ones', () => {
    expect([some.inputs.rows, some.inputs.columns, some.classes]).toEqual([1000, 256, 10])
    expect(zeroColumns(some.inputs)).toHaveLength(0)
    expect(constantColumns(some.inputs)).toHaveLength(0)
    const rows = Int32Array.from({ length: 1000 }, (_, s) => s)
    const { independent, exact } = columnDependencies(some.inputs, rows, { ones: true })
    expect({ rank: independent.length, exact }).toEqual({ rank: 257, exact: true })
  })

  it('says what it is, and is the same on every machine', () => {
    expect(some.name).toBe('mnist-features train, first 1000 samples')
    expect(some.inputDescription).toBe(
      '256 features of a fixed random convolution (16 kernels 5 × 5, ReLU, means over 6 × 6)',
    )
    // Evidence is stored under this key: whoever changes it makes all that was measured be measured again.
    expect(some.checksum).toBe('f933e9bd0bf5307ad6eee93aa093271507f15de5a0af7395f47f3e047868f3f3')
  })

  it('has the first samples of the whole, whichever is computed first', () => {
    const before = loadMnistFeatures('test', { samples: 300 })
    const whole = loadMnistFeatures('test')
    const after = loadMnistFeatures('test', { samples: 300 })
    expect(whole.name).toBe('mnist-features test')
    expect([whole.inputs.rows, zeroColumns(whole.inputs).length]).toEqual([10_000, 0])
    for (const part of [before, after]) {
      expect(part.name).toBe('mnist-features test, first 300 samples')
      expect(part.checksum).toBe(takeSamples(whole, 300).checksum)
    }
  })

  it('is computed once a process', () => {
    expect(loadMnistFeatures('train', { samples: 1000 }) === some).toBe(true)
    const [first, again] = [1, 2].map(() => loadMnistFeatures('test'))
    expect(first === again).toBe(true)
  })

  it.each([0, 10_001, 1.5, Number.NaN])('refuses %d samples', (samples) => {
    const act = () => loadMnistFeatures('test', { samples })
    expect(act).toThrow(ArgumentError)
    expect(act).toThrow(`samples must be an integer in 1..10000, got ${samples}`)
  })
})
