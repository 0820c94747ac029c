/**
 * fc.assert for test files, with a memory: saved counterexamples of the running test are tried first, a new one is
 * saved, and the failure ends with the one command that shows it again.
 *
 * SADDLECHECK_SEED and SADDLECHECK_PATH decide what is drawn, unless the parameters do.
 */
import fc from 'fast-check'
import { expect } from 'vitest'
import { replayCommand, type TestPlace } from './brokenText.ts'
import { drawing } from './drawing.ts'
import { drawnCase } from './property.ts'
import { runningTest } from './runningTest.ts'
import { saveCounterexample, savedCounterexamples } from './savedCounterexamples.ts'

/** @throws an assertion error with the shrunk counterexample */
export function assertProperty<Ts>(
  property: fc.IAsyncProperty<Ts>,
  parameters?: fc.Parameters<Ts>,
): Promise<void>
export function assertProperty<Ts>(property: fc.IProperty<Ts>, parameters?: fc.Parameters<Ts>): void
export function assertProperty<Ts>(
  property: fc.IAsyncProperty<Ts> | fc.IProperty<Ts>,
  parameters: fc.Parameters<Ts> = {},
): Promise<void> | undefined {
  const test = runningTest()
  const { path } = drawing()
  const runs =
    path === undefined ? [...savedRuns(test, parameters), parameters] : [{ ...parameters, path, numRuns: 1 }]
  const check = (run: fc.Parameters<Ts>) => fc.check(property as fc.IRawProperty<Ts>, run)
  if (property.isAsync()) return allKept(runs, check, test)
  for (const run of runs) requireKept(check(run) as fc.RunDetails<Ts>, run, test)
  return undefined
}

async function allKept<Ts>(
  runs: readonly fc.Parameters<Ts>[],
  check: (run: fc.Parameters<Ts>) => Promise<fc.RunDetails<Ts>> | fc.RunDetails<Ts>,
  test: TestPlace,
): Promise<void> {
  for (const run of runs) requireKept(await check(run), run, test)
}

/** One run for each saved counterexample. */
function savedRuns<Ts>(test: TestPlace, parameters: fc.Parameters<Ts>): fc.Parameters<Ts>[] {
  const saved = savedCounterexamples({ owner: test.file, name: test.testName })
  return saved.map(({ seed, path, instance }) =>
    instance === undefined && path !== undefined
      ? { ...parameters, seed, path, numRuns: 1 }
      : { ...parameters, numRuns: 1, examples: [instance as Ts] },
  )
}

function requireKept<Ts>(details: fc.RunDetails<Ts>, run: fc.Parameters<Ts>, test: TestPlace): void {
  if (!details.failed) return
  const { seed, counterexample, counterexamplePath, errorInstance } = details
  const text = [fc.defaultReportMessage(details)]
  if (counterexample !== null && counterexamplePath !== null) {
    const why = errorInstance instanceof Error ? errorInstance.message : 'the property returned false'
    text.push(why)
    const path = run.examples === undefined ? drawnCase(counterexamplePath) : undefined
    const found = { seed, ...(path !== undefined && { path }), why, instance: counterexample }
    text.push(`Replay: ${replayCommand(test, seed, path)}`)
    text.push(`Saved: ${saveCounterexample({ owner: test.file, name: test.testName }, found)}`)
  }
  expect.fail(text.join('\n'))
}
