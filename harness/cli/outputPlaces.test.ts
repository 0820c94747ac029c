import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { ArgumentError, DataError } from '../errors.ts'
import { requireWritableFiles, requireWritableFolder } from './outputPlaces.ts'

const root = mkdtempSync(join(tmpdir(), 'saddlecheck-places-'))
let folder = root
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const at = (flag: string, ...names: string[]) => ({ flag, path: join(folder, ...names) })

describe('requireWritableFiles', () => {
  it('accepts new and existing files and leaves no trace', () => {
    writeFileSync(join(folder, 'old'), 'old')
    requireWritableFiles([at('--out', 'new'), at('--json', 'old')], [at('--theta', 'theta')])
    expect(readdirSync(folder)).toEqual(['old'])
  })

  it('refuses a folder that is not there, a folder as a file, a device, a path through a file', () => {
    writeFileSync(join(folder, 'file'), '')
    const refused = (path: string, got: string) => {
      const act = () => requireWritableFiles([{ flag: '--out', path }], [])
      expect(act).toThrow(DataError)
      expect(act).toThrow(`${path}: expected`)
      expect(act).toThrow(got)
    }
    refused(join(folder, 'missing', 'out'), 'got no such file or folder')
    refused(folder, 'got a directory')
    refused(`${folder}/new/`, 'got a directory')
    refused('/dev/null', 'got a pipe or device')
    refused(join(folder, 'file', 'out'), 'got a path that goes through a file')
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('refuses to write one file twice or over an input, by whatever name', () => {
    writeFileSync(join(folder, 'theta'), '')
    symlinkSync(join(folder, 'theta'), join(folder, 'link'))
    mkdirSync(join(folder, 'below'))
    const twice = () => requireWritableFiles([at('--out', 'a'), at('--json', 'below', '..', 'a')], [])
    expect(twice).toThrow(ArgumentError)
    expect(twice).toThrow('--json must be another file than --out')
    const over = () => requireWritableFiles([at('--out', 'link')], [at('--theta', 'theta')])
    expect(over).toThrow('--out must be another file than --theta')
  })
})

describe('requireWritableFolder', () => {
  it('makes the folder and leaves it empty', () => {
    const wanted = join(folder, 'a', 'b')
    requireWritableFolder(wanted)
    requireWritableFolder(wanted)
    expect(existsSync(wanted)).toBe(true)
    expect(readdirSync(wanted)).toEqual([])
  })

  it('refuses a file in its place or on the way', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => requireWritableFolder(join(folder, 'file'))).toThrow(/got a file\. Choose another place/)
    expect(() => requireWritableFolder(join(folder, 'file', 'below'))).toThrow(
      /got a path that goes through a file/,
    )
  })
})
