import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { acquireLock } from './processLock.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saddlecheck-lock-'))
  file = join(folder, 'x.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

function acquired(): { release(): void } {
  const lock = acquireLock(file)
  if (lock === 'busy') throw new Error('the lock is busy')
  return lock
}

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

describe('acquireLock', () => {
  test('one holder at a time, and the file is gone after release', () => {
    const lock = acquired()
    expect(acquireLock(file)).toBe('busy')
    lock.release()
    expect(existsSync(file)).toBe(false)
    acquired().release()
  })

  test('the lock of a process that has ended is taken over', () => {
    writeFileSync(file, JSON.stringify({ pid: endedProcess(), start: '1', host: hostname() }))
    acquired()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid })
  })

  test.runIf(process.platform === 'linux')('a number given out again does not look alive', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'another start', host: hostname() }))
    acquired()
  })

  test('a file without a readable owner is busy for the grace, then abandoned', () => {
    writeFileSync(file, '')
    expect(acquireLock(file)).toBe('busy')
    utimesSync(file, 1, 1)
    acquired()
  })

  test('a missing folder is an error, not a wait for ever', () => {
    expect(() => acquireLock(join(folder, 'missing', 'x.lock'))).toThrow(/ENOENT/)
  })
})
