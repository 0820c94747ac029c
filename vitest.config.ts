import { defineConfig } from 'vitest/config'
import { isWorkerMessage } from './harness/reporting/workerMessages.ts'

/** A file for the machine-readable result, which continuous integration counts tests from. */
const resultFile = process.env.SADDLECHECK_TEST_RESULT

/** `specs` checks somebody's claims and takes minutes; `harness` checks our code. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'specs',
          include: ['specs/**/*.spec.ts'],
          globalSetup: ['scripts/freshKernels.ts', 'harness/reporting/checkEnvironment.ts'],
          setupFiles: ['harness/reporting/vitestRunner.ts'],
          testTimeout: 0,
          hookTimeout: 0,
        },
      },
      {
        test: {
          name: 'harness',
          include: ['harness/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
          globalSetup: ['harness/reporting/checkSeed.ts', 'scripts/freshKernels.ts'],
          setupFiles: ['harness/reporting/matchers.ts', 'harness/reporting/seedProperties.ts'],
          testTimeout: 60_000,
        },
      },
    ],
    // The default leaves one core of two idle.
    maxWorkers: '100%',
    // As many native threads as workers, not their product; SADDLECHECK_THREADS overrides it.
    env: {
      OPENBLAS_NUM_THREADS: '1',
      MKL_NUM_THREADS: '1',
      VECLIB_MAXIMUM_THREADS: '1',
      SADDLECHECK_EMBEDDED_THREADS: '1',
    },
    reporters: [
      './harness/reporting/verdictReporter.ts',
      ['default', { summary: false }],
      ...(resultFile ? [['json', { outputFile: resultFile }] as const] : []),
    ] as never,
    onConsoleLog: (log) => !isWorkerMessage(log),
    coverage: {
      provider: 'v8',
      include: ['harness/**/*.ts'],
      exclude: ['**/*.test.ts', 'harness/providers/wasm/assembly/**'],
      reporter: ['text', 'json-summary'],
    },
  },
})
