/** Printed degeneracies beside their floor, and what each preprocessing makes of pixels that never change. */
import {
  constantColumns,
  type EvidenceTable,
  loadDataSet,
  type Plot,
  zeroColumns,
} from '../../harness/index.ts'
import { alwaysZeroPixels, mostOfSmallest, oneHidden, printedOfMnist } from './printedFloors.ts'
import { printedText } from './printedTables.ts'

export function floorTable(): EvidenceTable {
  const pixels = alwaysZeroPixels()
  return {
    title:
      `Printed degeneracies against what no trial can undercut: ${pixels} pixels are zero in all images; ` +
      'a softmax has null directions besides, which are no zero rows',
    columns: [
      'printed for',
      'layers',
      'printed',
      'least number of zero rows',
      'smallest trial at most',
      'possible',
      'printed beyond the zero rows',
      'softmax shift',
      'least number of zero eigenvalues',
      'printed beyond those',
    ],
    rows: printedOfMnist.map(({ name, layers, zero, unit }) => {
      const rows = pixels * layers[1]!
      const shift = layers.at(-2)! + 1
      const most = mostOfSmallest(zero, unit)
      return [
        name,
        layers.join('-'),
        printedText(zero),
        rows,
        most.toFixed(2),
        rows <= most ? 'yes' : 'no',
        zero.mean - rows,
        shift,
        rows + shift,
        zero.mean - rows - shift,
      ]
    }),
  }
}

interface Preprocessing {
  readonly name: string
  /** Pixels. */
  readonly zeros: number
  readonly constants: number
}

export type Preprocessings = Readonly<Record<'plain' | 'centered' | 'released', Preprocessing>>

export function preprocessings(): Preprocessings {
  const count = (data: string, name: string): Preprocessing => {
    const { inputs } = loadDataSet(data, 'train')
    return { name, zeros: zeroColumns(inputs).length, constants: constantColumns(inputs).length }
  }
  return {
    plain: count('mnist', 'as they are'),
    centered: count('mnist-centered', 'minus the mean of the 60,000 training images (text reading)'),
    released: count('mnist-centered-70k', 'minus the mean of all 70,000 images (code reading)'),
  }
}

/** What each preprocessing makes of the pixels that never change in its training images. */
export function preprocessingTable(): EvidenceTable {
  const units = oneHidden[1]!
  return {
    title: `Pixels that are the same in all 60,000 training images, and what they come to in ${oneHidden.join('-')}`,
    columns: ['pixels', 'always zero', 'constant, not zero', 'zero rows', 'null directions'],
    rows: Object.values(preprocessings()).map(({ name, zeros, constants }) => [
      name,
      zeros,
      constants,
      zeros * units,
      (zeros + constants) * units,
    ]),
  }
}

export function floorPlot(): Plot {
  const floor = alwaysZeroPixels() * oneHidden[1]!
  const kernel = floor + oneHidden.at(-2)! + 1
  return {
    name: 'floor',
    title: 'Degeneracies printed for MNIST (mean ± standard deviation) and the least that is possible',
    x: { label: 'printed for', names: printedOfMnist.map(({ name }) => name) },
    y: { label: 'zero eigenvalues' },
    series: [
      {
        name: 'printed',
        shape: 'points',
        points: printedOfMnist.map(({ zero: { mean, deviation = 0 } }, x) => ({
          x,
          y: mean,
          low: mean - deviation,
          high: mean + deviation,
        })),
      },
    ],
    marks: [
      { axis: 'y', at: floor, label: `${floor} zero rows in every trial` },
      { axis: 'y', at: kernel, label: `${kernel} with the softmax shift of one hidden layer` },
    ],
  }
}
