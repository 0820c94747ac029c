import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { writeNpy } from '../data/npy.ts'
import { describeCifar10Features, describeCifar10Images } from './describeCifar10.ts'

const root = mkdtempSync(join(tmpdir(), 'saddlecheck-cifar10-'))
let home = ''
let env: NodeJS.ProcessEnv = {}
beforeEach(() => {
  home = mkdtempSync(join(root, 'case-'))
  env = { SADDLECHECK_DATA: home }
})
afterAll(() => rmSync(root, { recursive: true }))

describe('describeCifar10Images', () => {
  it('asks for the archive where there is no folder and where it is empty', () => {
    const wanted =
      /^not there\. Unpack cifar-10-binary\.tar\.gz \(md5 c32a1d4a[0-9a-f]{24}\) of https:\/\/www\.cs\.toronto\.edu\/~kriz\/cifar\.html into the folder that SADDLECHECK_DATA names$/
    expect(describeCifar10Images(env)).toMatch(wanted)
    mkdirSync(join(home, 'cifar-10-batches-bin'))
    expect(describeCifar10Images(env)).toMatch(wanted)
  })

  it('names a file that is not the official one', () => {
    mkdirSync(join(home, 'cifar-10-batches-bin'))
    writeFileSync(join(home, 'cifar-10-batches-bin', 'data_batch_3.bin'), 'something else')
    expect(describeCifar10Images(env)).toMatch(/data_batch_3\.bin: expected md5 942cd6a4/)
  })

  const official = join(process.env.SADDLECHECK_DATA ?? '', 'cifar-10-batches-bin', 'test_batch.bin')
  const present = Boolean(process.env.SADDLECHECK_DATA) && existsSync(official)
  const title = present
    ? 'counts what is there and names what is missing'
    : 'counts what is there: skipped, SADDLECHECK_DATA names no folder with cifar-10-batches-bin/test_batch.bin'

  it.skipIf(!present)(title, () => {
    mkdirSync(join(home, 'cifar-10-batches-bin'))
    symlinkSync(official, join(home, 'cifar-10-batches-bin', 'test_batch.bin'))
    expect(describeCifar10Images(env)).toMatch(
      /^1 of 6 files, their checksums ok; --data cifar10, cifar10-centered; without data_batch_1\.bin, .*data_batch_5\.bin\. Unpack /,
    )
  })
})

describe('describeCifar10Features', () => {
  const store = (stem: string, shape: [number, number]): void => {
    const folder = join(home, 'cifar10-features')
    mkdirSync(folder, { recursive: true })
    writeNpy(join(folder, `${stem}features.npy`), new Float64Array(shape[0] * shape[1]).fill(1), shape)
    writeNpy(join(folder, `${stem}labels.npy`), new Float64Array(shape[0]), [shape[0]])
  }

  it('says how to make them where there is no folder and where it holds none', () => {
    expect(describeCifar10Features(env)).toMatch(
      /^not there: features of MNIST images stand in and say so\. Save them with numpy\.save in cifar10-features /,
    )
    mkdirSync(join(home, 'cifar10-features'))
    expect(describeCifar10Features(env)).toMatch(
      /expected train\.features\.npy, got no such file\. Save them/,
    )
  })

  it('gives the shapes, network by network, and says which is taken', () => {
    store('wide.train.', [4, 5])
    expect(describeCifar10Features(env)).toBe('wide: train [4, 5], no test; --data cifar10-features')
    store('wide.test.', [2, 5])
    store('deep.train.', [3, 7])
    expect(describeCifar10Features(env)).toBe(
      'deep: train [3, 7], no test; wide: train [4, 5], test [2, 5]; --data cifar10-features, the first of them',
    )
  })

  it('gives the shapes of files without a network', () => {
    store('', [3, 2])
    expect(describeCifar10Features(env)).toBe('train [3, 2], no test; --data cifar10-features')
  })

  it('names a file that cannot be used', () => {
    store('train.', [3, 2])
    writeNpy(join(home, 'cifar10-features', 'train.labels.npy'), Float64Array.of(0, 1), [2])
    expect(describeCifar10Features(env)).toMatch(
      /train\.labels\.npy: expected labels of shape \[3\], got shape \[2\]/,
    )
  })
})
