import { describe, expect, test } from 'vitest'
import { decodeMessages, encodeMessage, isWorkerMessage } from './workerMessages.ts'

describe('worker messages', () => {
  test('every message of a log with several lines comes back, other lines do not', () => {
    const first = { label: 'training "a"\nb', done: 1, total: 3 }
    const second = { label: 'c', done: 2, total: 3 }
    const log = [encodeMessage(first), 'somebody else', encodeMessage(second), ''].join('\n')
    expect(decodeMessages(log)).toEqual([first, second])
  })

  test('only messages are kept from being printed', () => {
    expect(isWorkerMessage(encodeMessage({ label: '', done: 0, total: 1 }))).toBe(true)
    expect(isWorkerMessage('a claim speaks')).toBe(false)
  })
})
