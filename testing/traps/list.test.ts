import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** The ways by which row rules of PostgreSQL are known to be stepped round, each found out by trying it. None may leave this list. */
const TRAPS = [
  'table owner',
  'superuser, BYPASSRLS',
  'view, definer function',
  'materialised view',
  'unique key',
  'ON CONFLICT DO NOTHING on a hidden id',
  'foreign key',
  'user function in WHERE, cheap',
  'statistics',
  'planned under one role, run under another',
  'pool leak',
  'statement cancelled between begin and context',
  'dump as a limited role',
  'restore with FORCE and a materialised view',
  'TRUNCATE, COPY, LOCK, logical replication',
  'EXPLAIN, error text, database log',
  'timing hidden against absent',
  'search, counts, sort order, suggestions',
  'row changed in sight by UPDATE … RETURNING',
]

const here = import.meta.dirname
const tests = new Map<string, string>()
for (const file of fs.readdirSync(here).filter((f) => f.endsWith('.test.ts')))
  for (const [, name = ''] of fs
    .readFileSync(path.join(here, file), 'utf8')
    .matchAll(/^test\('trap: ([^']+)'/gm))
    tests.set(name, `testing/traps/${file}`)
const paper = fs.readFileSync(path.join(here, '../../docs/security.md'), 'utf8')

/** What is wrong between the list, the tests and the table of docs/security.md, in sentences. */
function wrong(list: readonly string[], there: ReadonlyMap<string, string>, words: string): string[] {
  const rows = new Map(
    [...words.matchAll(/^\| trap: ([^|]+?) \|.*\| `([^`]+)` \|$/gm)].map(([, name = '', file = '']) => [
      name,
      file,
    ]),
  )
  return [
    ...list.filter((t) => !there.has(t)).map((t) => `${t}: has no test`),
    ...[...there.keys()].filter((t) => !list.includes(t)).map((t) => `${t}: a test of no trap on the list`),
    ...list.filter((t) => !rows.has(t)).map((t) => `${t}: is not in docs/security.md`),
    ...[...rows]
      .filter(([t, file]) => there.get(t) !== file)
      .map(([t, file]) => `${t}: no such test in ${file}`),
  ]
}

test('each trap has a test of its name, and docs/security.md says where', () => {
  expect(wrong(TRAPS, tests, paper)).toEqual([])
  // one that is taken away on any side is named
  const [first = ''] = TRAPS
  expect(wrong(TRAPS, new Map([...tests].filter(([t]) => t !== first)), paper)).toEqual([
    `${first}: has no test`,
    `${first}: no such test in testing/traps/catalogue.test.ts`,
  ])
  expect(wrong(TRAPS.slice(1), tests, paper)).toEqual([`${first}: a test of no trap on the list`])
  expect(wrong(TRAPS, tests, paper.replace(`| trap: ${first} `, '| trap: another '))).toEqual([
    `${first}: is not in docs/security.md`,
    'another: no such test in testing/traps/catalogue.test.ts',
  ])
})
