import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../../errors.ts'
import { embeddedThreads } from './embeddedThreads.ts'

describe('embeddedThreads', () => {
  it('is what is asked for, of every provider or of this one', () => {
    expect(embeddedThreads({ SADDLECHECK_THREADS: '3' })).toBe(3)
    expect(embeddedThreads({ SADDLECHECK_EMBEDDED_THREADS: '5' })).toBe(5)
    expect(embeddedThreads({ SADDLECHECK_THREADS: '3', SADDLECHECK_EMBEDDED_THREADS: '5' })).toBe(3)
    expect(embeddedThreads({ SADDLECHECK_THREADS: '', SADDLECHECK_EMBEDDED_THREADS: '5' })).toBe(5)
  })

  it('is else one for each core, up to 8', () => {
    expect(embeddedThreads({})).toBe(Math.min(availableParallelism(), 8))
  })

  it.each(['0', '-1', '1.5', 'two', ' '])('refuses %j', (threads) => {
    expect(() => embeddedThreads({ SADDLECHECK_EMBEDDED_THREADS: threads })).toThrow(ArgumentError)
    expect(() => embeddedThreads({ SADDLECHECK_EMBEDDED_THREADS: threads })).toThrow(
      'EMBEDDED_THREADS must be',
    )
  })
})
