import { defineConfig } from 'vitest/config'
import { LongFirst } from './testing/long-first.ts'

/** Files that start and stop processes, or change the environment: each in a process of its own. */
const ALONE = ['platform/database/**/*.test.ts']

export default defineConfig({
  test: {
    exclude: ['node_modules/**', 'dist/**'],
    globalSetup: ['testing/global-setup.ts'],
    env: { TZ: 'UTC' },
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFirst },
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        // two processes for all others, which load the product's modules once in each: once a file was a third of the time
        extends: true,
        test: {
          name: 'shared',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: ['node_modules/**', 'dist/**', ...ALONE],
          isolate: false,
        },
      },
    ],
  },
})
