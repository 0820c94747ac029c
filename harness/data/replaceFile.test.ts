import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataError } from '../errors.ts'
import { replaceFile } from './replaceFile.ts'

// A system that takes three bytes a call, as one may that is short of room.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const writeSync = (descriptor: number, bytes: Uint8Array, at = 0): number =>
    fs.writeSync(descriptor, bytes, at, Math.min(3, bytes.length - at))
  return { ...fs, writeSync }
})

const root = mkdtempSync(join(tmpdir(), 'saddlecheck-replace-'))
let folder = root
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  file = join(folder, 'out')
})
afterAll(() => rmSync(root, { recursive: true }))

const bytes = (text: string): Uint8Array => Buffer.from(text)

function* interrupted(seen: (names: string[]) => void, error: Error): Generator<Uint8Array> {
  yield bytes('half')
  seen(readdirSync(folder))
  throw error
}

describe('replaceFile', () => {
  it('writes all chunks in order and leaves only the final name', () => {
    replaceFile(file, [bytes('one '), bytes(''), bytes('two')])
    expect(readFileSync(file, 'utf8')).toBe('one two')
    expect(readdirSync(folder)).toEqual(['out'])
  })

  it('writes while the old file still has the name, and keeps it when writing fails', () => {
    writeFileSync(file, 'old')
    let names: string[] = []
    const failure = new Error('stop here')
    const chunks = interrupted((seen) => {
      names = seen
      expect(readFileSync(file, 'utf8')).toBe('old')
    }, failure)
    expect(() => replaceFile(file, chunks)).toThrow(failure)
    expect(names).toHaveLength(2)
    expect(names.find((name) => name !== 'out')).toMatch(/^\.saddlecheck-.*\.partial$/)
    expect(readdirSync(folder)).toEqual(['out'])
    expect(readFileSync(file, 'utf8')).toBe('old')
  })

  it('leaves no name at all when there was none and writing fails', () => {
    expect(() =>
      replaceFile(
        file,
        interrupted(() => {}, new Error('stop here')),
      ),
    ).toThrow('stop here')
    expect(readdirSync(folder)).toEqual([])
  })

  it('reports a full disk as a DataError with its cause', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const act = () =>
      replaceFile(
        file,
        interrupted(() => {}, full),
      )
    expect(act).toThrow(DataError)
    expect(act).toThrow(/out: expected a file that can be written, got a full disk\. Free some space/)
    expect(act).toThrow(expect.objectContaining({ cause: full }))
    expect(readdirSync(folder)).toEqual([])
  })

  it('follows a link instead of replacing it', () => {
    mkdirSync(join(folder, 'elsewhere'))
    const target = join(folder, 'elsewhere', 'real')
    writeFileSync(target, 'old')
    symlinkSync(target, file)
    replaceFile(file, [bytes('new')])
    expect(readlinkSync(file)).toBe(target)
    expect(readFileSync(target, 'utf8')).toBe('new')
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['real'])
  })

  it('refuses a directory, a device and a path through a file before it makes any bytes', () => {
    const never = interrupted(() => {}, new Error('was asked for bytes'))
    writeFileSync(file, 'old')
    expect(() => replaceFile(folder, never)).toThrow(/got a directory/)
    expect(() => replaceFile('/dev/null', never)).toThrow(/got a pipe or device/)
    expect(() => replaceFile(join(file, 'below'), never)).toThrow(/got a path that goes through a file/)
    expect(readdirSync(folder)).toEqual(['out'])
  })
})
