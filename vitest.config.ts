import { defineConfig } from 'vitest/config'

const EVERY = ['**/*.test.ts', '**/*.test.tsx']
/**
 * Files that run for long: each in a process of its own, begun first, so that the last of them does not run alone at the end.
 * All others share two processes and load the product's modules once in each instead of once a file, which was a third of the time.
 */
const LONG_FILES = [
  'e2e/**/*.test.ts',
  'apps/{audited,hostile-text,telling}.test.ts',
  'apps/practice/*.test.ts',
  'features/safetynet/{histories,recompute,races,same-for-every-asker}.test.ts',
  'features/duty/{week,folding}.test.ts',
  'features/episode/nobody-agrees.test.ts',
  'features/stay/hl7-after.test.ts',
  'database/access/matrix.test.ts',
  'platform/database/**/*.test.ts',
  'platform/identity/sign-in.test.ts',
  'platform/ui/gallery.test.tsx',
  'testing/safetynet-agree.test.ts',
]

export default defineConfig({
  test: {
    exclude: ['node_modules/**', 'dist/**'],
    globalSetup: ['testing/global-setup.ts'],
    env: { TZ: 'UTC' },
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'long', include: LONG_FILES } },
      {
        extends: true,
        test: {
          name: 'short',
          include: EVERY,
          exclude: ['node_modules/**', 'dist/**', ...LONG_FILES],
          isolate: false,
        },
      },
    ],
  },
})
