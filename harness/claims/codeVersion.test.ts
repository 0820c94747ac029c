import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { codeVersion } from './codeVersion.ts'

const harness = fileURLToPath(new URL('..', import.meta.url))

/** Files of a folder inside harness/, which is removed afterwards; each call of codeVersion reads them anew. */
function withFiles<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const path = mkdtempSync(join(harness, 'claims', 'codeVersion-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    return use(path.slice(harness.length))
  } finally {
    rmSync(path, { recursive: true })
  }
}

const first = { 'a.ts': "import { b } from './b.ts'\nexport const a = b\n", 'b.ts': 'export const b = 1\n' }

/** File names are part of the digest: folders of random names are compared by what changes within one. */
function changes(change: Readonly<Record<string, string>>, source = 'a'): boolean {
  return withFiles({ ...first, 'unused.ts': '' }, (folder) => {
    const before = codeVersion([join(folder, source), join(folder, source)])
    for (const [name, text] of Object.entries(change)) writeFileSync(join(harness, folder, name), text)
    // Another key, the same files.
    return codeVersion([join(folder, source)]) !== before
  })
}

describe('codeVersion', () => {
  test('names the sources, not their order', () => {
    expect(codeVersion(['spectra', 'algebra'])).toBe(codeVersion(['algebra', 'spectra']))
    expect(codeVersion(['algebra'])).not.toBe(codeVersion(['spectra']))
    expect(codeVersion(['algebra'])).toMatch(/^[0-9a-f]{16}$/)
  })

  test('a source that is not there is an error, never an empty digest', () => {
    expect(() => codeVersion(['nowhere'])).toThrow(/ENOENT/)
  })

  test('covers what a file imports, and nothing else', () => {
    expect(changes({ 'a.ts': `${first['a.ts']}\n` })).toBe(true)
    expect(changes({ 'b.ts': 'export const b = 2\n' })).toBe(true)
    expect(changes({ 'unused.ts': 'export const unused = 1\n' })).toBe(false)
  })

  test.each([
    ["import './b.ts'", true],
    ["export { b } from './b.ts'", true],
    ["export const later = () => import('./b.ts')", true],
    ["import {\n  type B,\n  b,\n} from './b.ts'", true],
    ["import type { B } from './b.ts'", false],
    ["export type { B } from './b.ts'", false],
  ])('%s: covered %s', (line, covered) => {
    withFiles({ 'a.ts': line, 'b.ts': '1' }, (folder) => {
      const before = codeVersion([join(folder, 'a'), join(folder, 'a')])
      writeFileSync(join(harness, folder, 'b.ts'), '2')
      expect(codeVersion([join(folder, 'a')]) !== before).toBe(covered)
    })
  })
})
