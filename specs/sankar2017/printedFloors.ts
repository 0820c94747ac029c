/** The degeneracies that the paper prints for MNIST, and what no trial can undercut. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { loadDataSet, zeroColumns } from '../../harness/index.ts'
import { type PrintedNumber, printedLayers } from './printedTables.ts'

/**
 * A pixel that is zero in all 70,000 images is constant in every part of them, after every map of pixels one by one.
 * Each of its weights into the first hidden layer has a zero row in the Hessian, or, where the constant is not zero, a
 * null direction together with the bias: at every theta, for every loss and every optimizer. So no trial has fewer
 * zero eigenvalues than pixels × units. A softmax adds (width of the last hidden layer + 1) null directions of its
 * own, which a count of exact zeros misses; what is decided does not lean on them.
 */
export interface Degeneracy {
  readonly name: string
  readonly layers: readonly number[]
  readonly zero: PrintedNumber
  /** Of the last digit that is printed: the mean and the deviation may each be off by half of it. */
  readonly unit: number
}

export const oneHidden = printedLayers.MNIST
/** Sec. 3: "We ran 8 separate trials for all the experiments". */
export const printedTrials = 8
const isMnist = ({ data }: { readonly data: string }): boolean => data === 'MNIST'
const wholeNumbers = 1

/** All degeneracies of MNIST in the paper's tables of networks that classify, the lowest first. */
export const printedOfMnist: readonly Degeneracy[] = [
  ...tables.methods
    .filter(isMnist)
    .map(({ place, method, zero }) => row(`${method}, ${place}`, oneHidden, zero)),
  ...tables.initializations
    .filter(isMnist)
    .map(({ place, initializer, zero }) => row(`${initializer}, ${place}`, oneHidden, zero)),
  ...tables.depths
    .filter(isMnist)
    .map(({ place, layers, zero }) => row(`${layers.join('-')}, ${place}`, layers, zero)),
].sort((a, b) => a.zero.mean - b.zero.mean)

/** Zero in every image, train and test: nothing is stored and the mean of all 70,000 is 0. */
export function alwaysZeroPixels(): number {
  return zeroColumns(loadDataSet('mnist-centered-70k', 'train').inputs).length
}

/** How far the smallest trial stays below the floor at least. */
export function shortBy({ layers, zero, unit }: Degeneracy): number {
  return alwaysZeroPixels() * layers[1]! - mostOfSmallest(zero, unit)
}

/**
 * With D = mean − smallest and d_i = x_i − smallest ≥ 0: Σ(x_i − mean)² = Σd_i² − nD² ≤ (nD)² − nD² = n(n − 1)D². So the
 * deviation is at most √n·D with n − 1 in its denominator, and less with n.
 */
export function mostOfSmallest({ mean, deviation = 0 }: PrintedNumber, unit: number): number {
  return mean + unit / 2 - Math.max(0, deviation - unit / 2) / Math.sqrt(printedTrials)
}

function row(name: string, layers: readonly number[], zero: PrintedNumber): Degeneracy {
  return { name, layers, zero, unit: wholeNumbers }
}
