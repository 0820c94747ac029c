import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { InternalError } from '../../errors.ts'
import { kernelTeam, sharedKernelHeap, smallWork } from './kernelTeam.ts'

/** Work that wakes the threads, whatever it is. */
const large = 1e9

function counter(): { at: number; value: () => number } {
  const array = sharedKernelHeap().allocateIntegers(1)
  return { at: sharedKernelHeap().addressOf(array), value: () => Atomics.load(array, 0) }
}

describe.each([1, 2, 3])('a team of %i', (threads) => {
  const team = kernelTeam(threads)

  it('runs every share, and no thread passes a barrier before the others have come', async () => {
    const { at, value } = counter()
    expect(await team.run('countRounds', [at, 300], { total: large })).toBe(300)
    expect(value()).toBe((300 * threads * (threads + 1)) / 2)
  })

  it('is asked again and again, also before it has answered', async () => {
    const counters = Array.from({ length: 5 }, counter)
    const rounds = await Promise.all(
      counters.map(({ at }, k) => team.run('countRounds', [at, 10 * k], { total: large })),
    )
    expect(rounds).toEqual([0, 10, 20, 30, 40])
  })

  it('does small work at once, alone', async () => {
    const { at, value } = counter()
    expect(team.runNow('countRounds', [at, 7])).toBe(7)
    expect(value()).toBe(7)
    expect(await team.run('countRounds', [at, 0], { total: smallWork / 2 })).toBe(0)
  })

  it('stops when aborted, tells its progress until then, and can go on', async () => {
    const { at, value } = counter()
    const stop = new AbortController()
    const told: number[] = []
    const onProgress = (done: number, total: number) => {
      expect(total).toBe(large)
      told.push(done)
      if (told.length === 3) stop.abort(new InternalError('test', 'enough'))
    }
    const running = team.run('countRounds', [at, 2 ** 30], { total: large, signal: stop.signal, onProgress })
    await expect(running).rejects.toThrow('enough')
    expect(told).toEqual(told.toSorted((x, y) => x - y))
    expect(told[0]).toBe(0)
    expect(told[2]).toBeGreaterThan(0)
    // All threads have returned, so nothing is counted any more.
    const after = value()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(value()).toBe(after)
    expect(await team.run('countRounds', [counter().at, 5], { total: large })).toBe(5)
  })

  it('does not start when aborted before', async () => {
    const { at, value } = counter()
    const signal = AbortSignal.abort(new InternalError('test', 'no'))
    await expect(team.run('countRounds', [at, 5], { total: large, signal })).rejects.toThrow('no')
    await expect(team.run('countRounds', [at, 5], { total: 1, signal })).rejects.toThrow('no')
    expect(value()).toBe(0)
  })

  it('passes on what its listener throws', async () => {
    const onProgress = (done: number) => {
      if (done > 0) throw new InternalError('test', 'the display broke')
    }
    const running = team.run('countRounds', [counter().at, 2 ** 30], { total: large, onProgress })
    await expect(running).rejects.toThrow('the display broke')
  })

  it('says so when a thread dies while others wait for it, and starts anew', async () => {
    const dying = team.run('trapLast', [], { total: large })
    const waiting = team.run('countRounds', [counter().at, 5], { total: large })
    await expect(dying).rejects.toThrow(InternalError)
    await expect(dying).rejects.toThrow('kernel trapLast: a thread died: unreachable')
    expect(await waiting).toBe(5)
  })

  it('knows its functions', async () => {
    await expect(team.run('nothing', [], { total: large })).rejects.toThrow(InternalError)
    expect(() => team.runNow('nothing', [])).toThrow(InternalError)
  })
})

it('leaves a program free to end', () => {
  const module = new URL('kernelTeam.ts', import.meta.url).href
  const program = `
    const { kernelTeam, sharedKernelHeap } = await import('${module}')
    const at = sharedKernelHeap().addressOf(sharedKernelHeap().allocateIntegers(1))
    console.log(await kernelTeam(2).run('countRounds', [at, 9], { total: ${large} }))
  `
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const options = ['--import', 'tsx', '--input-type=module', '--eval', program]
  expect(execFileSync(process.execPath, options, { cwd: root, timeout: 30_000, encoding: 'utf8' })).toBe(
    '9\n',
  )
})
