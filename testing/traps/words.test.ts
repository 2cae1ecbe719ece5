import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registry } from '#apps/product.ts'
import { ALL_RIGHTS } from '#core/people/rights.ts'
import { packageRoot } from '#platform/database/root.ts'
import { describe as describeFault } from '#platform/http/fault.ts'
import { addressOf } from '#testing/matrix/call.ts'
import { DOORS } from '#testing/matrix/doors/index.ts'
import { leastInput } from '#testing/matrix/input.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aScene, type Scene } from './scene.ts'

/** A hundred words that stand nowhere else go through every door; what is written down and what refuses holds none of them. */
const LONG = process.env.LONG === '1'
const WORDS = Array.from({ length: 100 }, (_, i) => `Qzx${(i + 41).toString(36)}wv${i}`)
const HEADERS = { host: 'localhost:4310', origin: 'http://localhost:4310' }

let s: Scene
let site: Site
beforeAll(async () => {
  s = await aScene()
  site = await aSite(s.product)
  await s.db.query('update tc.post set rights = $2 where id = $1', [s.world.staff.sam.postId, ALL_RIGHTS])
})
afterAll(async () => {
  await site?.stop()
  await s?.product.stop()
})

let next = 0
/** One door in so many of each kind; each with LONG. */
const chosen = (_: unknown, i: number): boolean => LONG || i % 15 === 0
const word = (): string => WORDS[next++ % WORDS.length] ?? ''
const wordsIn = (text: string): string[] => WORDS.filter((w) => text.includes(w))

/** The same input with words in place of what one types; `all`: in place of ids, days and choices too, where nothing is understood. */
function withWords(value: unknown, all: boolean): unknown {
  if (Array.isArray(value)) return value.map((v) => withWords(v, all))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withWords(v, all)]))
  if (typeof value !== 'string') return value
  return all || /^a few words|^Somebody/.test(value) ? `${word()} ${word()}` : value
}

/** What the server of this run has written to its log since `from`; its first bytes tell where it stands. */
async function databaseLog(): Promise<{ file: string; size: number }> {
  const folder = (await s.db.query('show data_directory')).rows[0].data_directory
  const file = `${folder}.log`
  return { file, size: fs.statSync(file).size }
}
const since = ({ file, size }: { file: string; size: number }): string =>
  fs.readFileSync(file).subarray(size).toString('utf8')

test('trap: EXPLAIN, error text, database log', { timeout: 300_000 }, async () => {
  const log = await databaseLog()
  const written: string[] = []
  const kept = { err: process.stderr.write, out: process.stdout.write }
  const listen = (text: string | Uint8Array) => written.push(String(text)) > 0
  process.stderr.write = listen as typeof process.stderr.write
  process.stdout.write = listen as typeof process.stdout.write
  const told: string[] = []
  const refused = new Map<number, number>()
  let doors = 0
  /** A page says its own address again, for the way back after Lock: what stands in the address bar anyway. */
  const without = (body: string, url: string): string =>
    [url, url.split('?')[0] ?? url].reduce(
      (b, u) => b.replaceAll(u.replaceAll('&', '&amp;'), '').replaceAll(encodeURIComponent(u), ''),
      body,
    )
  const judge = (name: string, status: number, body: string) => {
    refused.set(status, (refused.get(status) ?? 0) + 1)
    if (status < 400) return
    // a form that is shown again has in it what its sender typed; it is theirs
    if (name.startsWith('POST /') && [409, 422].includes(status)) return
    for (const one of wordsIn(body)) told.push(`${name} ${status}: ${one}`)
  }
  const ids = { personId: s.hers.id, freshId: freshId(), teamId: s.world.teams.medication }
  try {
    for (const [kind, list] of [
      ['commands', registry.commands],
      ['queries', registry.queries],
    ] as const)
      for (const [name, one] of [...list].filter(chosen)) {
        doors += 1
        const least = leastInput(one.input, ids)
        for (const [input, token] of [
          [withWords(least, false), s.sam],
          [withWords(least, true), s.sam],
          [withWords(least, false), s.vic],
          [{ [word()]: word() }, s.sam],
        ] as const) {
          const answer = await site.app.inject({
            method: 'POST',
            url: `/api/${kind}/${name}`,
            headers: { ...HEADERS, authorization: `Bearer ${token}` },
            payload: { id: freshId(), input },
          })
          judge(`${kind} ${name}`, answer.statusCode, answer.body)
        }
      }
    for (const name of Object.keys(DOORS)
      .filter((d) => /^(GET|POST) /.test(d))
      .filter(chosen)) {
      doors += 1
      const [method, where = ''] = name.split(' ') as ['GET' | 'POST', string]
      // a name where an id belongs, and in what stands after the question mark
      const url = `${addressOf(where.replace(/:\w+/, `${word()}`), ids)}?typed=${word()}&person=${word()}`
      const answer = await site.app.inject({
        method,
        url: method === 'POST' ? addressOf(where, ids) : url,
        cookies: { throughcare: s.sam },
        headers: { ...HEADERS, 'content-type': 'application/x-www-form-urlencoded' },
        ...(method === 'POST'
          ? {
              payload: new URLSearchParams(
                ['commandId', 'version', 'text', 'name', 'reason', 'what', 'on', 'at'].map((f) => [
                  f,
                  word(),
                ]),
              ).toString(),
            }
          : {}),
      })
      judge(name, answer.statusCode, without(answer.body, url))
    }
    // a fault of ours in the middle: the audit cannot be written, and what was sent is full of words
    await s.db.query(
      'revoke insert (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome) on audit.event from tc_app; revoke insert on audit.event from tc_app',
    )
    for (const [name, input] of [
      ['queries/people.search', { typed: `${word()} ${word()}` }],
      ['commands/note.write', { personId: s.ours.id, noteId: freshId(), text: word() }],
    ] as const) {
      const answer = await site.app.inject({
        method: 'POST',
        url: `/api/${name}`,
        headers: { ...HEADERS, authorization: `Bearer ${s.sam}` },
        payload: { id: freshId(), input },
      })
      judge(name, answer.statusCode, answer.body)
      expect(answer.statusCode).toBe(500)
    }
  } finally {
    process.stderr.write = kept.err
    process.stdout.write = kept.out
  }
  const [process_, database] = [written.join(''), since(log)]
  console.info(
    `${WORDS.length} words, ${next} times, ${doors} doors; refused ${[...refused].filter(([c]) => c >= 400).reduce((n, [, c]) => n + c, 0)} times: ` +
      `${told.length} in refusals, ${wordsIn(process_).length} in the process log, ${wordsIn(database).length} in the database log`,
  )
  expect(next).toBeGreaterThan(LONG ? 4_000 : 200)
  expect([...refused.keys()]).toEqual(expect.arrayContaining([403, 404, 422, 500]))
  expect(process_, 'the two faults are written down').toMatch(/42501/)
  expect([told, wordsIn(process_), wordsIn(database)]).toEqual([[], [], []])

  // where a log says more, or a fault says its message, the words are found
  const loud = new pg.Client(s.product.appConfig(s.db.user ?? 'postgres'))
  await loud.connect()
  await loud.query("set log_min_messages = 'error'; set log_min_error_statement = 'error'")
  await loud.query(`select '${WORDS[7]}'::int`).catch(() => {})
  await loud.end()
  expect(wordsIn(since(log))).toEqual([WORDS[7]])
  const fault = new Error(`invalid input syntax: "${WORDS[8]}"`)
  expect(wordsIn(describeFault(fault))).toEqual([])
  process.env.THROUGHCARE_SHOW_ERRORS = '1'
  expect(wordsIn(describeFault(fault))).toEqual([WORDS[8]])
  delete process.env.THROUGHCARE_SHOW_ERRORS

  // a plan tells how many rows a rule took away: nothing of ours ever asks for one
  const explains = ['core', 'platform', 'features', 'apps', 'database'].flatMap((folder) =>
    fs
      .readdirSync(path.join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
      .filter((f) => /\.(tsx?|sql)$/.test(f) && !/\.test\.tsx?$/.test(f))
      .filter((f) => EXPLAIN.test(fs.readFileSync(path.join(packageRoot(), folder, f), 'utf8'))),
  )
  expect(explains).toEqual([])
  expect(EXPLAIN.test('client.query("explain (analyze) select 1")')).toBe(true)
})
const EXPLAIN = /\bexplain\s*(\(|analyze\b|verbose\b|select\b|insert\b|update\b|delete\b|with\b)/i
