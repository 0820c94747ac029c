import { describe, expect, it } from 'vitest'
import { breather } from './runOptions.ts'

describe('breather', () => {
  it('does nothing between turns', async () => {
    const seen: number[] = []
    const rest = breather({ onProgress: (done) => seen.push(done) }, 1e9)
    for (let k = 0; k < 100; k++) await rest(k, 100)
    expect(seen).toEqual([])
  })

  it('reports and lets other work run when its time has come', async () => {
    const seen: string[] = []
    const rest = breather({ onProgress: (done, total) => seen.push(`${done} of ${total}`) }, 0)
    setImmediate(() => seen.push('other work'))
    await rest(1, 3)
    await rest(2, 3)
    expect(seen).toEqual(['1 of 3', 'other work', '2 of 3'])
  })

  it('stops on abort at every call, its time come or not', async () => {
    const controller = new AbortController()
    const rest = breather({ signal: controller.signal }, 1e9)
    await rest(1, 2)
    controller.abort('enough')
    await expect(rest(2, 2)).rejects.toBe('enough')
  })
})
