import { fork, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ownerName, type ProcessOwner, thisProcess } from '../data/processOwner.ts'
import { EvidenceBusy, type EvidenceKey, evidenceStore } from './evidenceStore.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'saddlecheck-evidence-')), 'store')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const key: EvidenceKey = { kind: 'number', config: { seed: 1 }, code: 'v1' }
const files = (): string[] => readdirSync(folder).sort()

function counted<T>(value: T): { work: () => Promise<T>; calls: () => number } {
  let calls = 0
  const work = async () => {
    calls++
    return value
  }
  return { work, calls: () => calls }
}

describe('evidenceStore', () => {
  test('computes once, and another store of the same folder finds the result bit by bit', async () => {
    const { work, calls } = counted({ theta: Float64Array.of(-0, Number.NaN, 1 / 3) })
    await evidenceStore({ folder, fresh: false }).compute(key, work)
    const again = await evidenceStore({ folder, fresh: false }).compute(key, work)
    expect(calls()).toBe(1)
    expect(Object.is(again.theta[0], -0)).toBe(true)
    expect(again.theta).toEqual(Float64Array.of(-0, Number.NaN, 1 / 3))
    expect(files()).toHaveLength(1)
  })

  test('any change of kind, configuration or code is another computation', async () => {
    const store = evidenceStore({ folder, fresh: false })
    const { work, calls } = counted(1)
    await store.compute(key, work)
    await store.compute({ ...key, kind: 'other' }, work)
    await store.compute({ ...key, config: { seed: 2 } }, work)
    await store.compute({ ...key, code: 'v2' }, work)
    expect(calls()).toBe(4)
  })

  test('fresh replaces what is stored, once a run', async () => {
    await evidenceStore({ folder, fresh: false }).compute(key, async () => 'old')
    const store = evidenceStore({ folder, fresh: true })
    const { work, calls } = counted('new')
    expect(await store.compute(key, work)).toBe('new')
    expect(await store.compute(key, work)).toBe('new')
    expect(calls()).toBe(1)
    expect(await evidenceStore({ folder, fresh: false }).compute(key, async () => 'x')).toBe('new')
  })

  test('a truncated file counts as absent and is replaced', async () => {
    await evidenceStore({ folder, fresh: false }).compute(key, async () => 'whole')
    const file = join(folder, files()[0]!)
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5))
    expect(await evidenceStore({ folder, fresh: false }).compute(key, async () => 'again')).toBe('again')
    expect(await evidenceStore({ folder, fresh: false }).compute(key, async () => 'x')).toBe('again')
  })

  test('a failed computation stores nothing and frees the lock', async () => {
    const store = evidenceStore({ folder, fresh: false })
    await expect(store.compute(key, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(files()).toEqual([])
    expect(await store.compute(key, async () => 'yes')).toBe('yes')
  })

  test('two that need the same result at once compute it once', async () => {
    const { work, calls } = counted('shared')
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return work()
    }
    const stores = [1, 2].map(() => evidenceStore({ folder, fresh: false }))
    const both = Promise.all(stores.map((store) => store.compute(key, slow)))
    await expect(stores[0]!.withoutWaiting().compute(key, work)).rejects.toThrow(EvidenceBusy)
    expect(await both).toEqual(['shared', 'shared'])
    expect(calls()).toBe(1)
    expect(await stores[0]!.withoutWaiting().compute(key, work)).toBe('shared')
  })

  test('a folder that cannot be made costs a warning, not the result', async () => {
    mkdirSync(join(folder, '..'), { recursive: true })
    writeFileSync(folder, 'a file where the folder should be')
    const warnings: string[] = []
    const store = evidenceStore({ folder, fresh: false, onWarning: (message) => warnings.push(message) })
    expect(await store.compute(key, async () => 'kept')).toBe('kept')
    expect(warnings.join('\n')).toMatch(/not stored/)
    chmodSync(folder, 0o644)
  })

  test('after SIGKILL in the middle of a computation the next run takes over, and finished results stand', async () => {
    const program = fileURLToPath(new URL('./evidenceVictim.fixture.ts', import.meta.url))
    const child = fork(program, [folder], { execArgv: ['--import', 'tsx'] })
    await once(child, 'message') // the first result is stored, the second computation has begun
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(files().filter((file) => file.endsWith('.lock'))).toHaveLength(1)
    const store = evidenceStore({ folder, fresh: false })
    const finished = counted('recomputed')
    expect(await store.compute({ ...key, kind: 'finished' }, finished.work)).toBe('of the victim')
    expect(files().filter((file) => file.endsWith('.lock'))).toEqual([])
    expect(await store.compute({ ...key, kind: 'inflight' }, async () => 'of the next run')).toBe(
      'of the next run',
    )
    expect(finished.calls()).toBe(0)
    expect(files().every((file) => file.endsWith('.json'))).toBe(true)
  })

  test('the first use removes locks and half-written files of processes that have ended, and no other', async () => {
    mkdirSync(folder, { recursive: true })
    const ended = { pid: spawnSync(process.execPath, ['-e', '']).pid, start: '1', host: hostname() }
    const partial = (owner: ProcessOwner) => `.saddlecheck-${randomUUID()}-${ownerName(owner)}.partial`
    const kept = [
      partial(thisProcess()),
      partial({ ...ended, host: 'elsewhere' }),
      'live.json.lock',
      'notes.txt',
    ]
    for (const name of [partial(ended), ...kept]) writeFileSync(join(folder, name), '')
    writeFileSync(join(folder, 'live.json.lock'), JSON.stringify(thisProcess()))
    writeFileSync(join(folder, 'left.json.lock'), JSON.stringify(ended))
    await evidenceStore({ folder, fresh: false }).compute(key, async () => 'new')
    expect(
      files()
        .filter((file) => !/^number-.*json$/.test(file))
        .sort(),
    ).toEqual(kept.sort())
  })
})
