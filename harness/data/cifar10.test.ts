import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { columnMeans, denseRows } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, DataError } from '../errors.ts'
import { cifar10DataSet, loadCifar10 } from './cifar10.ts'
import { takeSamples } from './dataSet.ts'

/** Records as the files hold them: image s of label l has the pixels (a + 7 l) mod 256 of value. */
function batch(...labels: number[]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((l) => [l, ...Array.from({ length: 3072 }, (_, a) => (a + 7 * l) % 256)]),
  )
}

const one = { numbers: [1], records: [batch(3, 9)] }
const some = { numbers: [1, 4], records: [batch(3, 9), batch(0, 5)] }
const all = { numbers: [1, 2, 3, 4, 5], records: [1, 2, 3, 4, 5].map((l) => batch(l, 0)) }
const test = { numbers: [], records: [batch(8)] }

describe('the data set of some batches', () => {
  it('has the records of all batches in their order', () => {
    const data = cifar10DataSet('cifar10', 'train', some, some)
    expect([...data.labels]).toEqual([3, 9, 0, 5])
    expect([data.inputs.rows, data.inputs.columns, data.classes]).toEqual([4, 3072, 10])
    const expected = [3, 9, 0, 5].flatMap((l) =>
      Array.from({ length: 3072 }, (_, a) => ((a + 7 * l) % 256) / 255),
    )
    expect([...denseRows(data.inputs)]).toEqual(expected)
  })

  it('says in its name which batches there were, unless all', () => {
    const names = [all, some, one].map((there) => cifar10DataSet('cifar10', 'train', there, there).name)
    expect(names).toEqual([
      'cifar10 train',
      'cifar10 train, batches 1, 4 of 5 only',
      'cifar10 train, batch 1 of 5 only',
    ])
    expect(cifar10DataSet('cifar10', 'test', test, test).name).toBe('cifar10 test')
  })

  it('is rid of the mean of the training images that there are, and says so for the test images too', () => {
    const centered = cifar10DataSet('cifar10-centered', 'train', some, some)
    const mean = Array.from(
      { length: 3072 },
      (_, a) => [3, 9, 0, 5].reduce((sum, l) => sum + ((a + 7 * l) % 256), 0) / (4 * 255),
    )
    expect([...centered.inputs.offset]).toEqual(mean)
    expect(centered.inputDescription).toBe(
      'pixels / 255 minus the mean of the 4 training images of batches 1, 4 of 5',
    )
    const other = cifar10DataSet('cifar10-centered', 'test', test, some)
    expect([...other.inputs.offset]).toEqual(mean)
    expect(other.name).toBe('cifar10-centered test, mean of batches 1, 4 of 5 only')
    const whole = cifar10DataSet('cifar10-centered', 'test', test, all)
    expect(whole.name).toBe('cifar10-centered test')
    expect(whole.inputDescription).toBe('pixels / 255 minus the mean of the 10 training images')
  })

  it('has the first samples by themselves, with the mean of all', () => {
    const whole = cifar10DataSet('cifar10-centered', 'train', some, some)
    const first = cifar10DataSet('cifar10-centered', 'train', some, some, 3)
    expect(first.name).toBe('cifar10-centered train, batches 1, 4 of 5 only, first 3 samples')
    expect(first).toEqual(takeSamples(whole, 3))
  })

  it.each([0, 5, 1.5, Number.NaN])('refuses %d of four samples', (samples) => {
    const act = () => cifar10DataSet('cifar10', 'train', some, some, samples)
    expect(act).toThrow(ArgumentError)
    expect(act).toThrow(`samples must be an integer in 1..4, got ${samples}`)
  })
})

describe('files', () => {
  const root = mkdtempSync(join(tmpdir(), 'saddlecheck-cifar10-'))
  const folder = join(root, 'cifar-10-batches-bin')
  mkdirSync(folder)
  afterAll(() => rmSync(root, { recursive: true }))

  it('that are missing are asked for with the place to get them', () => {
    const noTest = () => loadCifar10('cifar10', 'test', { folder })
    expect(noTest).toThrow(DataError)
    expect(noTest).toThrow(
      /: expected test_batch\.bin, got none\. Unpack cifar-10-binary\.tar\.gz \(md5 c32a.*www\.cs\.toronto\.edu\/~kriz\/cifar\.html/,
    )
    expect(() => loadCifar10('cifar10', 'train', { folder })).toThrow(/at least one of data_batch_1\.bin/)
  })

  it('that are not the official ones are refused, though others are there', () => {
    writeFileSync(join(folder, 'data_batch_2.bin'), batch(1, 2))
    const act = () => loadCifar10('cifar10', 'train', { folder })
    expect(act).toThrow(DataError)
    expect(act).toThrow(/data_batch_2\.bin: expected md5 5ea93a67[0-9a-f]{24}, got md5 [0-9a-f]{32}\. Unpack/)
  })
})

const official = join(process.env.SADDLECHECK_DATA ?? '', 'cifar-10-batches-bin')
const present = ['data_batch_1.bin', 'test_batch.bin'].every((name) => existsSync(join(official, name)))
const title = present
  ? 'the official files'
  : 'the official files: skipped, SADDLECHECK_DATA names no folder with cifar-10-batches-bin/'

describe.skipIf(!present || !process.env.SADDLECHECK_DATA)(title, () => {
  const samples = 1000

  it('hold the known labels', () => {
    // The labels alone: the pixels of all test images would take 360 MB.
    const bytes = readFileSync(join(official, 'test_batch.bin'))
    const counts = new Array<number>(10).fill(0)
    for (let s = 0; s < 10_000; s++) counts[bytes[3073 * s]!]!++
    expect(counts).toEqual(new Array(10).fill(1000))
    const first = loadCifar10('cifar10', 'train', { samples })
    expect(first.name).toMatch(/^cifar10 train(, batch(es)? 1[, \d]* of 5 only)?, first 1000 samples$/)
    expect([...first.labels.subarray(0, 10)]).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3])
  })

  it('become pixels / 255, minus the mean of the training images where asked', () => {
    const bytes = readFileSync(join(official, 'test_batch.bin'))
    const raw = loadCifar10('cifar10', 'test', { samples })
    const last = samples - 1
    const image = [...bytes.subarray(3073 * last + 1, 3073 * (last + 1))]
    expect([...denseRows(raw.inputs).subarray(3072 * last)]).toEqual(image.map((pixel) => pixel / 255))
    const centered = loadCifar10('cifar10-centered', 'test', { samples })
    const training = loadCifar10('cifar10-centered', 'train', { samples })
    expect(centered.inputs.offset).toEqual(training.inputs.offset)
    // Means of other images of the same kind: 1,000 of pixels within 0..1 spread by at most 1/2 each, 10 deviations.
    expect(columnMeans(centered.inputs)).toBeWithin(
      new Float64Array(3072),
      10 * (0.5 / Math.sqrt(samples)) + unitRoundoff,
    )
  })

  it('are loaded once a process', () => {
    const [first, again] = [1, 2].map(() => loadCifar10('cifar10', 'test', { samples }))
    expect(first === again).toBe(true)
  })
})
