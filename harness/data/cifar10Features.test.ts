import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'npyjs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { zeroColumns } from '../algebra/columnKinds.ts'
import { columnDependencies } from '../algebra/exactRank.ts'
import { denseRows } from '../algebra/sparseRows.ts'
import { ArgumentError, DataError } from '../errors.ts'
import { featureNetworks, featureSplits, loadCifar10Features } from './cifar10Features.ts'
import { cifarFeatures } from './cifarFeatures.ts'
import { loadMnistFeatures } from './mnistFeatures.ts'

const root = mkdtempSync(join(tmpdir(), 'saddlecheck-features-'))
let home = ''
let folder = ''
beforeEach(() => {
  home = mkdtempSync(join(root, 'case-'))
  folder = join(home, 'cifar10-features')
  mkdirSync(folder)
})
afterAll(() => rmSync(root, { recursive: true }))

type Numbers = Float64Array | Float32Array | Uint8Array | BigInt64Array

function store(name: string, array: Numbers, shape: number[]): void {
  writeFileSync(join(folder, `${name}.npy`), new Uint8Array(dump(array, shape)))
}

/** Three samples of two features under these names, the first feature telling them apart. */
function storeSplit(stem: string, first = 1): void {
  store(`${stem}features`, Float32Array.of(first, 0, 2, 0.5, 3, 0.25), [3, 2])
  store(`${stem}labels`, Uint8Array.of(9, 0, 4), [3])
}

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    expect((error as DataError).message).toMatch(/^[^\n]+$/)
    return (error as DataError).message
  }
  return 'nothing was refused'
}

describe('loadCifar10Features', () => {
  it('reads float32 and float64, and labels of several types', () => {
    storeSplit('train.')
    store('test.features', Float64Array.of(0.1, -2, 0, 4), [2, 2])
    store('test.labels', BigInt64Array.of(1n, 9n), [2])
    const train = loadCifar10Features('train', { folder })
    expect([...denseRows(train.inputs)]).toEqual([1, 0, 2, 0.5, 3, 0.25])
    expect([...train.labels]).toEqual([9, 0, 4])
    expect([train.name, train.classes]).toEqual(['cifar10-features train', 10])
    expect(train.inputDescription).toBe('the 2 features of the file as they are')
    const test = loadCifar10Features('test', { folder })
    expect([...denseRows(test.inputs)]).toEqual([0.1, -2, 0, 4])
    expect([...test.labels]).toEqual([1, 9])
  })

  it('takes features.npy and labels.npy for a training split, unless there is train.features.npy', () => {
    storeSplit('', 7)
    expect(denseRows(loadCifar10Features('train', { folder }).inputs)[0]).toBe(7)
    expect(featureSplits('', folder)).toEqual(['train'])
    expect(refusal(() => loadCifar10Features('test', { folder }))).toContain('test.features.npy: expected')
    const other = join(home, 'both')
    mkdirSync(other)
    folder = other
    storeSplit('', 7)
    storeSplit('train.', 8)
    expect(denseRows(loadCifar10Features('train', { folder }).inputs)[0]).toBe(8)
  })

  it('takes the first network by name, one without a name before all others, or the one asked for', () => {
    for (const [name, first] of [
      ['wrn.28-10', 1],
      ['resnet20', 2],
    ] as const) {
      storeSplit(`${name}.train.`, first)
      storeSplit(`${name}.test.`, first + 10)
    }
    expect(featureNetworks(folder)).toEqual(['resnet20', 'wrn.28-10'])
    expect(featureSplits('wrn.28-10', folder)).toEqual(['train', 'test'])
    const chosen = loadCifar10Features('test', { folder })
    expect([chosen.name, denseRows(chosen.inputs)[0]]).toEqual(['cifar10-features of resnet20 test', 12])
    const asked = loadCifar10Features('train', { folder, network: 'wrn.28-10' })
    expect([asked.name, denseRows(asked.inputs)[0]]).toEqual(['cifar10-features of wrn.28-10 train', 1])
    storeSplit('train.', 3)
    expect(denseRows(loadCifar10Features('train', { folder }).inputs)[0]).toBe(3)
    const act = () => loadCifar10Features('train', { folder, network: 'vgg' })
    expect(act).toThrow(ArgumentError)
    expect(act).toThrow('network must be one of "", "resnet20", "wrn.28-10", got "vgg"')
  })

  it('is loaded once a process', () => {
    storeSplit('train.')
    const [first, again] = [1, 2].map(() => loadCifar10Features('train', { folder }))
    expect(first === again).toBe(true)
  })

  it('refuses a folder without features and says how to make them', () => {
    store('mine.features', Float64Array.of(1), [1, 1])
    expect(refusal(() => loadCifar10Features('train', { folder }))).toMatch(
      /cifar10-features: expected train\.features\.npy, got no such file\. Save them with numpy\.save in /,
    )
  })

  it.each([
    ['one dimension', Float64Array.of(1, 2, 3), [3], 'inputs of shape [samples, features], got shape [3]'],
    ['NaN', Float64Array.of(1, 2, Number.NaN), [3, 1], 'finite values, got NaN at row 2, column 0'],
    ['another number of rows', Float64Array.of(1, 2), [2, 1], 'labels of shape [2], got shape [3]'],
    ['no rows', new Float64Array(0), [0, 4], 'got shape [0, 4]'],
  ] as const)('refuses features of %s', (_, features, shape, text) => {
    storeSplit('train.')
    store('train.features', features, [...shape])
    expect(refusal(() => loadCifar10Features('train', { folder }))).toContain(text)
  })

  it.each([
    ['a class too many', Uint8Array.of(0, 10, 1), [3], 'whole numbers in 0..9, got 10 at [1]'],
    ['a negative one', BigInt64Array.of(0n, 1n, -1n), [3], 'whole numbers in 0..9, got -1 at [2]'],
    ['broken ones', Float64Array.of(0.5, 1, 2), [3], 'whole numbers in 0..9, got 0.5 at [0]'],
    ['two columns', new Uint8Array(6), [3, 2], 'of shape [3, 10], got shape [3, 2]'],
    ['another number', new Uint8Array(4), [4], 'labels of shape [3], got shape [4]'],
  ] as const)('refuses labels with %s', (_, labels, shape, text) => {
    storeSplit('train.')
    store('train.labels', labels, [...shape])
    expect(refusal(() => loadCifar10Features('train', { folder }))).toContain(text)
  })

  it('refuses features without labels', () => {
    storeSplit('train.')
    rmSync(join(folder, 'train.labels.npy'))
    expect(refusal(() => loadCifar10Features('train', { folder }))).toMatch(
      /train\.labels\.npy: .*no such file/,
    )
  })
})

describe('cifarFeatures', () => {
  it('are real where there are files', () => {
    storeSplit('net.train.')
    const { data, standIn, description } = cifarFeatures('train', 2, { SADDLECHECK_DATA: home })
    expect(standIn).toBe(false)
    expect(data.name).toBe('cifar10-features of net train, first 2 samples')
    expect(description).toBe(
      '2 features of CIFAR-10 images in a trained network (cifar10-features of net train)',
    )
    expect(cifarFeatures('train', undefined, { SADDLECHECK_DATA: home }).data.labels).toHaveLength(3)
  })

  it('are a stand-in that says so without SADDLECHECK_DATA, and where it has no folder for them', () => {
    rmSync(folder, { recursive: true })
    for (const env of [{}, { SADDLECHECK_DATA: home }]) {
      const { data, standIn, description } = cifarFeatures('train', 50, env)
      expect(standIn).toBe(true)
      expect(data === loadMnistFeatures('train', { samples: 50 })).toBe(true)
      expect(description).toMatch(/^no features of CIFAR-10 here: a stand-in, 256 features of a fixed random/)
      expect(description).toMatch(/ of MNIST images$/)
    }
  })

  it('are an error where the variable, the folder or one split is wrong: nothing takes their place', () => {
    const env = { SADDLECHECK_DATA: home }
    expect(refusal(() => cifarFeatures('train', 50, { SADDLECHECK_DATA: join(home, 'no') }))).toContain(
      '/no: ',
    )
    expect(refusal(() => cifarFeatures('train', 50, env))).toContain('expected train.features.npy')
    storeSplit('train.')
    expect(cifarFeatures('train', 1, env).standIn).toBe(false)
    expect(refusal(() => cifarFeatures('test', 1, env))).toContain('test.features.npy: ')
  })
})

const official = join(process.env.SADDLECHECK_DATA ?? '', 'cifar10-features')
const present =
  Boolean(process.env.SADDLECHECK_DATA) && existsSync(join(official, 'resnet20.train.features.npy'))
const title = present
  ? 'features of a ResNet-20'
  : 'features of a ResNet-20: skipped, SADDLECHECK_DATA names no folder with cifar10-features/resnet20.*'

describe.skipIf(!present)(title, () => {
  it.each([
    ['train', 50_000],
    ['test', 10_000],
  ] as const)('%s: %d images, as many of each class, 64 independent features', (split, count) => {
    const { inputs, labels } = loadCifar10Features(split, { folder: official, network: 'resnet20' })
    expect([inputs.rows, inputs.columns]).toEqual([count, 64])
    const counts = new Array<number>(10).fill(0)
    for (const label of labels) counts[label]!++
    expect(counts).toEqual(new Array(10).fill(count / 10))
    expect(zeroColumns(inputs)).toHaveLength(0)
    const rows = Int32Array.from({ length: 2000 }, (_, s) => s)
    expect(columnDependencies(inputs, rows, { ones: false })).toMatchObject({ exact: true })
    expect(columnDependencies(inputs, rows, { ones: false }).independent).toHaveLength(64)
  })
})
