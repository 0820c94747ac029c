import { describe, expect, test } from 'vitest'
import { codeVersion } from './codeVersion.ts'

describe('codeVersion', () => {
  test('names the rooms, not their order', () => {
    expect(codeVersion(['spectra', 'algebra'])).toBe(codeVersion(['algebra', 'spectra']))
    expect(codeVersion(['algebra'])).not.toBe(codeVersion(['spectra']))
    expect(codeVersion(['algebra'])).toMatch(/^[0-9a-f]{16}$/)
  })

  test('a room that is not there is an error, never an empty digest', () => {
    expect(() => codeVersion(['nowhere'])).toThrow(/ENOENT/)
  })
})
