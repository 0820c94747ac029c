import { afterEach, describe, expect, it, vi } from 'vitest'
import { Interrupted, interruptible, orAborted } from './interruption.ts'

afterEach(() => {
  vi.useRealTimers()
})

const never = new Promise<never>(() => {})

describe('orAborted', () => {
  it('is the work where nothing aborts', async () => {
    const { signal } = new AbortController()
    await expect(orAborted(Promise.resolve(7), signal)).resolves.toBe(7)
    await expect(orAborted(Promise.reject(new Error('of the work')), signal)).rejects.toThrow('of the work')
  })

  it('lets work end by itself for a moment after the abort', async () => {
    const controller = new AbortController()
    const reason = new Interrupted('SIGINT')
    const work = new Promise<number>((resolve) => setTimeout(resolve, 30, 7))
    const outcome = orAborted(work, controller.signal)
    controller.abort(reason)
    await expect(outcome).resolves.toBe(7)
    expect(reason.leavesWorkBehind).toBe(false)
  })

  it('leaves work behind that goes on, whether the abort came before or after it began', async () => {
    const outcomes = [false, true].map(async (before) => {
      const controller = new AbortController()
      const reason = new Interrupted('SIGINT')
      if (before) controller.abort(reason)
      const outcome = orAborted(never, controller.signal)
      if (!before) controller.abort(reason)
      await expect(outcome).rejects.toBe(reason)
      expect(reason.leavesWorkBehind).toBe(true)
    })
    const started = performance.now()
    await Promise.all(outcomes)
    expect(performance.now() - started).toBeGreaterThan(1500)
  })
})

describe('interruptible', () => {
  it('aborts on a signal, takes its echo for nothing, and listens no longer than the work', async () => {
    const before = process.listenerCount('SIGINT')
    const outcome = interruptible(async (signal) => {
      expect(process.listenerCount('SIGINT')).toBe(before + 1)
      process.emit('SIGINT')
      process.emit('SIGINT')
      expect(signal.reason).toMatchObject({ signalName: 'SIGINT', message: 'interrupted by SIGINT' })
      return signal.aborted
    })
    await expect(outcome).resolves.toBe(true)
    expect(process.listenerCount('SIGINT')).toBe(before)
  })

  it('leaves a second signal to the system', async () => {
    vi.useFakeTimers()
    const before = process.listenerCount('SIGTERM')
    await interruptible(async () => {
      process.emit('SIGTERM')
      expect(process.listenerCount('SIGTERM')).toBe(before + 1)
      vi.advanceTimersByTime(1_001)
      expect(process.listenerCount('SIGTERM')).toBe(before)
    })
  })
})
