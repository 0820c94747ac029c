import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { dataFolder, presentFolder, requiredFolder } from './dataFolder.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-folder-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'inside'))
writeFileSync(join(folder, 'file'), '')

describe('dataFolder', () => {
  it('is what SADDLECHECK_DATA names, and none without it', () => {
    expect(dataFolder({ SADDLECHECK_DATA: folder })).toBe(folder)
    expect(dataFolder({})).toBeUndefined()
    expect(dataFolder({ SADDLECHECK_DATA: '' })).toBeUndefined()
  })

  it.each(['missing', 'file'])('refuses a name that leads to no folder: %s', (name) => {
    const act = () => dataFolder({ SADDLECHECK_DATA: join(folder, name) })
    expect(act).toThrow(DataError)
    expect(act).toThrow(`${name}: expected a folder, because SADDLECHECK_DATA names it, got none`)
  })
})

describe('presentFolder', () => {
  it('is a folder inside it, and none where it or the variable is missing', () => {
    const env = { SADDLECHECK_DATA: folder }
    expect(presentFolder('inside', env)).toBe(join(folder, 'inside'))
    expect(presentFolder('outside', env)).toBeUndefined()
    expect(presentFolder('file', env)).toBeUndefined()
    expect(presentFolder('inside', {})).toBeUndefined()
    expect(() => presentFolder('inside', { SADDLECHECK_DATA: join(folder, 'file') })).toThrow(DataError)
  })
})

describe('requiredFolder', () => {
  it('is a folder inside it', () => {
    expect(requiredFolder('inside', 'Get it', { SADDLECHECK_DATA: folder })).toBe(join(folder, 'inside'))
  })

  it('is asked for with a hint where the variable or the folder is missing', () => {
    expect(() => requiredFolder('inside', 'Get it', {})).toThrow(
      'SADDLECHECK_DATA: expected the folder that holds inside, got no such variable. Get it',
    )
    const act = () => requiredFolder('outside', 'Get it', { SADDLECHECK_DATA: folder })
    expect(act).toThrow(DataError)
    expect(act).toThrow(`${join(folder, 'outside')}: expected a folder, got none. Get it`)
  })
})
