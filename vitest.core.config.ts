import { defineConfig } from 'vitest/config'

/** The pure rules alone, without a database: what mutation testing runs. Generated histories are left out (examples only). */
export default defineConfig({
  test: {
    include: ['core/**/*.test.ts', 'content/pathways/**/*.test.ts'],
    exclude: ['**/properties.test.ts', 'node_modules/**'],
    env: { TZ: 'UTC', MUTATION: '1' },
  },
})
