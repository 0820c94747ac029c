import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { constantColumns, zeroColumns } from '../algebra/columnKinds.ts'
import { columnMeans } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { DataError } from '../errors.ts'
import { type DataSet, takeSamples } from './dataSet.ts'
import { loadMnist } from './mnist.ts'
import { mnistFolder } from './mnistFiles.ts'

// Expected numbers: computed once from the same files by NumPy.

let train: DataSet
let test: DataSet
beforeAll(() => {
  train = loadMnist('mnist', 'train')
  test = loadMnist('mnist', 'test')
})

const zeros = (data: DataSet): number => zeroColumns(data.inputs).length

function classCounts({ labels, classes }: DataSet): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) counts[label]!++
  return counts
}

describe('mnist', () => {
  it('has the known numbers of samples and classes', () => {
    expect([train.inputs.rows, train.inputs.columns]).toEqual([60_000, 784])
    expect([test.inputs.rows, test.inputs.columns]).toEqual([10_000, 784])
    expect(classCounts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(test.labels).toHaveLength(10_000)
  })

  it('has the known mean, standard deviation and number of non-zero pixels', () => {
    const count = 60_000 * 784
    const { values } = train.inputs
    const mean = values.reduce((sum, x) => sum + x, 0) / count
    const meanSquare = values.reduce((sum, x) => sum + x * x, 0) / count
    // The references are rounded to seven digits after the point, the last of them to one.
    expect(mean).toBeWithin(0.1306605, 5e-8)
    expect(Math.sqrt(meanSquare - mean * mean)).toBeWithin(0.3081078, 5e-8)
    expect(values.length / 60_000).toBeWithin(149.9, 0.05)
  })

  it('stores exactly pixel / 255, non-zero, ascending within each row', () => {
    const bytes = readFileSync(join(mnistFolder(), 't10k-images-idx3-ubyte')).subarray(16)
    const { rowStart, columnIndex, values } = test.inputs
    for (const s of [0, 1, 4_999, 9_999]) {
      const image = bytes.subarray(s * 784, (s + 1) * 784)
      const shown = [...image.keys()].filter((a) => image[a] !== 0)
      expect([...columnIndex.subarray(rowStart[s], rowStart[s + 1])]).toEqual(shown)
      expect([...values.subarray(rowStart[s], rowStart[s + 1])]).toEqual(shown.map((a) => image[a]! / 255))
    }
  })

  it('has the known numbers of always-zero pixels', () => {
    expect(zeros(train)).toBe(67)
    expect(zeros(test)).toBe(116)
    const inTest = zeroColumns(test.inputs)
    expect(zeroColumns(train.inputs).filter((a) => inTest.includes(a))).toHaveLength(65)
  })

  it('has no always-zero pixel inside the centre crop of 20 × 20', () => {
    const inside = zeroColumns(train.inputs).filter((a) => {
      const [row, column] = [Math.floor(a / 28), a % 28]
      return row >= 4 && row < 24 && column >= 4 && column < 24
    })
    expect(inside).toHaveLength(0)
  })

  it.each([
    [1, 618],
    [10, 414],
    [100, 283],
    [1000, 175],
    [10_000, 111],
  ])('has, in the first %d training images, %d always-zero pixels', (n, expected) => {
    expect(zeros(takeSamples(train, n))).toBe(expected)
  })

  it('is loaded once a process', () => {
    expect(loadMnist('mnist', 'train')).toBe(train)
  })
})

describe('mnist-centered', () => {
  it('has mean zero on the training images and keeps always-zero pixels exactly zero', () => {
    const centered = loadMnist('mnist-centered', 'train')
    // Recursive summation of 60,000 terms up to 1, divided by 60,000 (Higham 2002, eq. 4.4).
    expect(columnMeans(centered.inputs)).toBeWithin(new Float64Array(784), 60_000 * unitRoundoff)
    expect(zeros(centered)).toBe(67)
    expect(constantColumns(centered.inputs)).toHaveLength(0)
  })

  it('rounds the mean once: offset · 255 · N is the integer sum of the pixels', () => {
    const { offset } = loadMnist('mnist-centered', 'train').inputs
    const sums = new Array<number>(784).fill(0)
    const bytes = readFileSync(join(mnistFolder(), 'train-images-idx3-ubyte')).subarray(16)
    for (let p = 0; p < bytes.length; p++) sums[p % 784]! += bytes[p]!
    expect([...offset]).toEqual(sums.map((sum) => sum / (255 * 60_000)))
  })

  it('subtracts the training mean from the test images too', () => {
    const centered = loadMnist('mnist-centered', 'test')
    expect(centered.inputs.offset).toEqual(loadMnist('mnist-centered', 'train').inputs.offset)
    expect(centered.inputs.values).toBe(test.inputs.values)
    expect(zeros(centered)).toBe(65)
    expect(constantColumns(centered.inputs)).toHaveLength(116 - 65)
  })
})

describe('mnist-centered-70k', () => {
  it('turns two always-zero pixels of the training images into constant columns', () => {
    const centered = loadMnist('mnist-centered-70k', 'train')
    expect(zeros(centered)).toBe(65)
    expect(constantColumns(centered.inputs)).toHaveLength(2)
  })

  it('subtracts the mean of both splits together', () => {
    const { offset } = loadMnist('mnist-centered-70k', 'test').inputs
    const [means, others] = [columnMeans(train.inputs), columnMeans(test.inputs)]
    const pooled = means.map((mean, a) => (60_000 * mean + 10_000 * others[a]!) / 70_000)
    expect(offset).toBeWithin(pooled, 70_000 * unitRoundoff)
  })
})

describe('the variants', () => {
  it('tell themselves apart by name, description and checksum', () => {
    const variants = ['mnist', 'mnist-centered', 'mnist-centered-70k'] as const
    const loaded = variants.map((variant) => loadMnist(variant, 'train'))
    expect(loaded.map(({ name }) => name)).toEqual(variants.map((variant) => `${variant} train`))
    expect(new Set(loaded.map(({ inputDescription }) => inputDescription)).size).toBe(3)
    expect(new Set(loaded.map(({ checksum }) => checksum)).size).toBe(3)
    // Evidence is stored under this key: whoever changes it makes all that was measured be measured again.
    expect(train.checksum).toBe('2a654adbaafd766e07354f0a7b53e0b8cc2517093c1d66dded09d9c9c64e2b9a')
  })
})

describe('a copy of the files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-mnist-'))
  const images = join(folder, 't10k-images-idx3-ubyte')
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is refused when it is not there, and when one bit differs', () => {
    copyFileSync(join(mnistFolder(), 't10k-labels-idx1-ubyte'), join(folder, 't10k-labels-idx1-ubyte'))
    expect(() => loadMnist('mnist', 'test', folder)).toThrow(/t10k-images-idx3-ubyte: .*got no such file/)
    const bytes = readFileSync(join(mnistFolder(), 't10k-images-idx3-ubyte'))
    bytes[5_000]! ^= 1
    writeFileSync(images, bytes)
    const act = () => loadMnist('mnist', 'test', folder)
    expect(act).toThrow(DataError)
    expect(act).toThrow(/ubyte: expected sha256 0fa7898d[0-9a-f]{56}, got sha256 [0-9a-f]{64}\. .*npm ci$/)
  })

  it('is as good as the original when it is whole', () => {
    copyFileSync(join(mnistFolder(), 't10k-images-idx3-ubyte'), images)
    const copy = loadMnist('mnist', 'test', folder)
    // Not `not.toBe`: it compares the arrays, entry by entry, to word a hint.
    expect(copy === test).toBe(false)
    expect(copy.checksum).toBe(test.checksum)
  })
})
