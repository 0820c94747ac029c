import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { claimContext, contextOptionsFromEnvironment } from './context.ts'

describe('contextOptionsFromEnvironment', () => {
  test('reads every variable', () => {
    expect(
      contextOptionsFromEnvironment({
        SADDLECHECK_SCALE: 'paper',
        SADDLECHECK_SEED: '7',
        SADDLECHECK_PATH: '1:2',
        SADDLECHECK_TRIALS: '3',
        SADDLECHECK_EVIDENCE: '/somewhere',
        SADDLECHECK_FRESH: '1',
      }),
    ).toEqual({ scale: 'paper', seed: 7, path: '1:2', trials: 3, evidenceFolder: '/somewhere', fresh: true })
  })

  test('an empty environment leaves the defaults', async () => {
    const context = await claimContext(contextOptionsFromEnvironment({}))
    expect(context).toMatchObject({ scale: 'quick', seed: 1 })
    expect(context.path).toBeUndefined()
    expect(context.trials).toBeUndefined()
  })
})

describe('claimContext', () => {
  test.each([
    [{ scale: 'large' }, /scale must be one of quick, paper, got 'large'/],
    [{ seed: Number('x') }, /seed must be an integer/],
    [{ seed: -1 }, /seed must be an integer/],
    [{ trials: 0 }, /trials must be a positive integer/],
    [{ trials: 1.5 }, /trials must be a positive integer/],
  ])('%o is refused', async (options, message) => {
    await expect(claimContext(options)).rejects.toThrow(ArgumentError)
    await expect(claimContext(options)).rejects.toThrow(message)
  })

  test('progress carries the label', async () => {
    const seen: unknown[] = []
    const context = await claimContext({ onProgress: (...update) => seen.push(update) })
    context.progress('work')(3, 4)
    expect(seen).toEqual([['work', 3, 4]])
  })
})
