/** The vitest test that is running: its file, relative to the package, and its full name. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { InternalError } from '../errors.ts'
import type { TestPlace } from './brokenText.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export function runningTest(): TestPlace {
  const { testPath, currentTestName } = expect.getState()
  if (testPath === undefined || currentTestName === undefined) {
    throw new InternalError('runningTest', 'no vitest test is running')
  }
  return { file: relative(root, testPath), testName: currentTestName }
}
