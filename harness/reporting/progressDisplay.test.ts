import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { describeSeconds, progressDisplay } from './progressDisplay.ts'

let now = 0
beforeEach(() => {
  now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => vi.restoreAllMocks())

function collected(interactive: boolean): {
  display: ReturnType<typeof progressDisplay>
  text: () => string
} {
  const stream = Object.assign(new PassThrough(), { isTTY: interactive, columns: 80 })
  let text = ''
  stream.on('data', (chunk) => {
    text += String(chunk)
  })
  return { display: progressDisplay({ interactive, stream }), text: () => text }
}

describe('progressDisplay without a terminal', () => {
  test('says nothing of work that is done within two seconds', () => {
    const { display, text } = collected(false)
    display.update('short', 0, 10)
    now = 1900
    display.update('short', 9, 10)
    display.update('short', 10, 10)
    expect(text()).toBe('')
  })

  test('then a line every ten seconds, with the remaining time at the rate so far', () => {
    const { display, text } = collected(false)
    display.update('long', 0, 100)
    for (now = 1000; now <= 25_000; now += 1000) display.update('long', now / 1000, 100)
    expect(text().trim().split('\n')).toEqual([
      'long: 2 %, 1 min 38 s remaining',
      'long: 12 %, 1 min 28 s remaining',
      'long: 22 %, 1 min 18 s remaining',
    ])
  })

  test('work that resumes in the middle is timed by what this run did', () => {
    const { display, text } = collected(false)
    display.update('resumed', 50, 100)
    now = 10_000
    display.update('resumed', 60, 100)
    expect(text()).toBe('resumed: 60 %, 40 s remaining\n')
  })

  test('work that cannot tell how far it is shows the time it has taken', () => {
    const { display, text } = collected(false)
    for (now = 0; now <= 12_000; now += 1000) display.update('native call', 0, 1)
    expect(text()).toBe('native call: 0 %, 2 s so far\nnative call: 0 %, 12 s so far\n')
  })

  test('ended work starts anew under the same label', () => {
    const { display, text } = collected(false)
    display.update('work', 0, 2)
    display.update('work', 2, 2)
    now = 5000
    display.update('work', 0, 2)
    now = 6000
    display.update('work', 1, 2)
    expect(text()).toBe('')
  })
})

describe('progressDisplay on a terminal', () => {
  test('draws a bar with label and percentage', async () => {
    const { display, text } = collected(true)
    display.update('long', 0, 100)
    now = 4000
    display.update('long', 25, 100)
    await vi.waitFor(() => expect(text()).toContain('25 % long, 12 s remaining'))
    display.stop()
  })
})

test.each([
  [0.2, '1 s'],
  [59.5, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d seconds read %s', (seconds, text) => {
  expect(describeSeconds(seconds)).toBe(text)
})
