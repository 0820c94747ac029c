import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { readIdx } from './idx.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-idx-'))
afterAll(() => rmSync(folder, { recursive: true }))

// shape [2, 3]
const header = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3]
const whole = [...header, 1, 2, 3, 4, 5, 255]

function fileOf(bytes: Uint8Array | number[]): string {
  const file = join(folder, 'some-idx')
  writeFileSync(file, Uint8Array.from(bytes))
  return file
}

function refusal(file: string): string {
  try {
    readIdx(file)
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    return (error as DataError).message
  }
  return 'nothing was refused'
}

describe('readIdx', () => {
  it('reads the shape, big endian, and the values in order', () => {
    const { shape, values } = readIdx(fileOf(whole))
    expect(shape).toEqual([2, 3])
    expect([...values]).toEqual([1, 2, 3, 4, 5, 255])
    expect(readIdx(fileOf([0, 0, 8, 1, 0, 0, 1, 2, ...new Uint8Array(258)])).shape).toEqual([258])
  })

  it('reads an array without values', () => {
    expect(readIdx(fileOf([0, 0, 8, 1, 0, 0, 0, 0]))).toEqual({ shape: [0], values: new Uint8Array(0) })
  })

  const cases: [string, Uint8Array | number[], RegExp][] = [
    ['an empty file', [], /got an empty file.*cut off/],
    ['a cut magic', [0, 0, 8], /got 3 bytes/],
    ['a cut header', header.slice(0, 11), /header of 12 bytes for 2 dimensions, got 11 bytes in all/],
    ['missing values', whole.slice(0, -1), /expected 6 values for the shape \[2, 3\].*got 5\. .*cut off/],
    ['no values', header, /expected 6 values.*got 0\./],
    ['values left over', [...whole, 9], /expected 6 values.*got 7\. .*damaged/],
    ['another format', [0x89, 0x50, 8, 2], /got magic 89 50 08 02\. This is another format/],
    ['a second magic byte', [0, 1, 8, 2], /got magic 00 01 08 02/],
    ['float32 values', [0, 0, 0x0d, 2, 0, 0, 0, 0], /type 08\), got float32 \(magic 00 00 0d 02\)/],
    ['an unknown type', [0, 0, 0x77, 1], /got an unknown type/],
    ['a gzip file', gzipSync(Uint8Array.from(whole)), /got a gzip-compressed file\. .*gunzip/],
    ['a shape beyond all files', [0, 0, 8, 3, ...new Uint8Array(12).fill(255)], /values for the shape/],
  ]
  it.each(cases)('refuses %s in one line that names the file', (_, bytes, text) => {
    const file = fileOf(bytes)
    const message = refusal(file)
    expect(message).toMatch(text)
    expect(message).toMatch(/^[^\n]+$/)
    expect(message).toContain(file)
  })

  it('refuses a missing file and a directory', () => {
    expect(refusal(join(folder, 'nowhere'))).toMatch(/nowhere: .*unsigned bytes, got no such file/)
    expect(refusal(folder)).toMatch(/got a directory\. Name a regular file/)
  })
})
