import { defineConfig } from 'vitest/config'

/** `specs` checks somebody's claims and takes minutes; `harness` checks our code. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'specs',
          include: ['specs/**/*.spec.ts'],
          testTimeout: 0,
          hookTimeout: 0,
        },
      },
      {
        test: {
          name: 'harness',
          include: ['harness/**/*.test.ts'],
          setupFiles: ['harness/reporting/matchers.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})
