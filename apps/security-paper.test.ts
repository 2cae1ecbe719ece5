import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const paper = fs.readFileSync(path.join(root, 'docs/security.md'), 'utf8')
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const testFiles = fs
  .readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.test\.tsx?$/.test(f) && !/^(node_modules|dist)\//.test(f))

test('docs/security.md names tests, scripts and decisions that are there, and every promise from 13 to 40', () => {
  const files = [...paper.matchAll(/\b(?:[\w.-]+\/)+[\w.-]+\.(?:test\.tsx?|ts|yaml)\b/g)].map(
    ([file]) => file,
  )
  expect(files.length).toBeGreaterThan(30)
  expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([])
  const named = [...paper.matchAll(/npm run (?!-s )([\w:-]+)/g)].map(([, name]) => name ?? '')
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  const long = [...paper.matchAll(/npm run test:long ([\w-]+)/g)].map(([, name]) => name ?? '')
  const knows = (file: string) => fs.readFileSync(path.join(root, file), 'utf8').includes('LONG')
  expect(long.filter((name) => !testFiles.some((file) => file.includes(name) && knows(file)))).toEqual([])
  const quoted = [...paper.matchAll(/([\w./-]+\.test\.tsx?)` \("([^"]+)"\)/g)]
  expect(quoted.length).toBeGreaterThan(3)
  for (const [, file = '', words = ''] of quoted)
    expect(fs.readFileSync(path.join(root, file), 'utf8'), words).toContain(words)
  const promises = [...paper.matchAll(/^### (\d+)\. /gm)].map(([, n]) => Number(n))
  expect(promises).toEqual(Array.from({ length: 28 }, (_, i) => i + 13))
  const links = [...paper.matchAll(/\]\(([^)#]+)\)/g)].map(([, to]) => path.join(root, 'docs', to ?? ''))
  expect(links.filter((to) => !fs.existsSync(to))).toEqual([])
  expect(paper).not.toMatch(/FIGURE_/)
})
