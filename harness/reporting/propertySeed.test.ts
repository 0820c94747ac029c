import { expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { propertySeed } from './propertySeed.ts'

it('is SADDLECHECK_SEED, and 1 without it', () => {
  expect(propertySeed({ SADDLECHECK_SEED: '4294967295' })).toBe(4_294_967_295)
  expect(propertySeed({ SADDLECHECK_SEED: '7', CI: 'true' })).toBe(7)
  expect(propertySeed({})).toBe(1)
})

it('must be said in continuous integration', () => {
  expect(() => propertySeed({ CI: 'true' })).toThrow(ArgumentError)
  expect(() => propertySeed({ CI: 'true', SADDLECHECK_SEED: '' })).toThrow(/SADDLECHECK_SEED must be set/)
})

it.each(['x', '-1', '1.5', '4294967296'])('is not %s', (text) => {
  expect(() => propertySeed({ SADDLECHECK_SEED: text })).toThrow(ArgumentError)
})
