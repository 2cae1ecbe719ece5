import { afterAll, beforeAll, expect, it } from 'vitest'
import { type History, runHistory } from '#testing/histories.ts'
import { aHistoryTemplate, aStage, type Stage } from '#testing/history-world.ts'
import { freshId } from '#testing/product.ts'
import { dice } from '#testing/random-rows.ts'
import { aSite, type Site } from '#testing/site.ts'

/**
 * Every page that can be reached by its links for each who worked on a history, with a name of its own on each person: what the answer
 * names, its audit names, once; and where the audit cannot be written nothing is answered and nothing is done.
 */
const LONG = process.env.LONG === '1'
const [READS, OF_A_KIND] = LONG ? [1_000, 2] : [60, 1]
const ASKERS = ['jan', 'liz', 'ann', 'nat'] as const

let stage: Stage
let site: Site
const histories: History[] = []
/** A word that stands nowhere else, by person. */
const canaries = new Map<string, string>()
const addresses: { url: string; token: string; kind: string }[] = []

beforeAll(async () => {
  stage = await aStage(await aHistoryTemplate())
  site = await aSite(stage.product)
  for (let seed = 91; seed < (LONG ? 93 : 92); seed += 1)
    histories.push(await runHistory(stage, { seed, commands: 60, strangers: false }))
  const db = stage.product.superuser
  const people = (await db.query<{ id: string }>('select id from tc.person order by id')).rows
  for (const [i, { id }] of people.entries()) {
    const canary = `Qzx${'bcdfghjkm'[i % 9]}${'aeiou'[Math.floor(i / 9) % 5]}${i}wv`
    canaries.set(id, canary)
    await db.query('update tc.person set display_name = $2 where id = $1', [id, canary])
  }
  for (const { cast } of histories)
    for (const who of ASKERS) {
      const seen = new Set<string>()
      const queue = [
        '/app',
        '/app/leaving',
        '/app/people',
        '/app/referrals',
        '/app/visits',
        '/app/gaps',
        '/app/tasks',
        '/app/team',
        '/app/needs-you',
      ]
      const kinds = new Map<string, number>()
      while (queue.length > 0) {
        const url = queue.shift() ?? ''
        const kind = url.replaceAll(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '')
        if (seen.has(url) || (kinds.get(kind) ?? 0) >= OF_A_KIND) continue
        seen.add(url)
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        const answer = await site.get(url, cast[who].token)
        if (answer.to) queue.push(answer.to)
        if (answer.status === 200) addresses.push({ url, token: cast[who].token, kind })
        for (const [, href = ''] of answer.body.matchAll(/href="(\/app[^"]*)"/g))
          queue.push(href.replaceAll('&amp;', '&'))
      }
    }
}, 240_000)
afterAll(() => site?.stop())

const shownIn = (body: string): string[] =>
  [...canaries].filter(([, word]) => body.includes(word)).map(([id]) => id)

it(`${READS} random reads: each person whom an answer names is named in exactly one event of it`, {
  timeout: 400_000,
}, async () => {
  const db = stage.product.superuser
  const d = dice(4)
  const wrong = new Set<string>()
  let named = 0
  const newest = async () =>
    Number((await db.query('select coalesce(max(id), 0) as id from audit.event')).rows[0].id)
  let last = await newest()
  for (let i = 0; i < READS; i += 1) {
    const { url, token, kind } = addresses[i < addresses.length ? i : d.upTo(addresses.length)]!
    const { body } = await site.get(url, token)
    const events = (
      await db.query<{ id: string; person_ids: string[] }>(
        'select id, person_ids from audit.event where id > $1 order by id',
        [last],
      )
    ).rows
    last = Number(events.at(-1)?.id ?? last)
    for (const id of shownIn(body)) {
      named += 1
      const times = events.filter((e) => e.person_ids.includes(id)).length
      if (times !== 1) wrong.add(`${kind}: ${times} events name somebody whom it shows`)
    }
  }
  console.info(
    `${READS} reads of ${new Set(addresses.map((a) => a.kind)).size} kinds of page, ${named} times somebody was named`,
  )
  expect(named).toBeGreaterThan(READS / 4)
  expect([...wrong]).toEqual([])
})

/** In the short form one of each kind: each that fails costs its connection. */
const some = <T>(all: readonly T[], kindOf: (one: T) => string): readonly T[] =>
  LONG ? all : [...Map.groupBy(all, kindOf).values()].flatMap((ones) => ones.slice(0, 1))

it('where the audit cannot be written nothing is answered and nothing is done', {
  timeout: 240_000,
}, async () => {
  const db = stage.product.superuser
  const state = async () =>
    (
      await db.query(
        `select (select count(*) from tc.timeline) as timeline, (select count(*) from audit.command) as commands,
           (select count(*) from tc.task) as tasks, (select count(*) from audit.event) as events`,
      )
    ).rows[0]
  const before = await state()
  await db.query('revoke insert on audit.event from tc_app')
  await db.query(
    'revoke insert (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome) on audit.event from tc_app',
  )
  const leaks: string[] = []
  let asked = 0
  const commands = new Set<string>()
  try {
    for (const { url, token, kind } of some(addresses, (a) => a.kind)) {
      const { body, status } = await site.get(url, token)
      asked += 1
      if (shownIn(body).length > 0) leaks.push(`${kind} answers ${status} with a name`)
    }
    const all = histories.flatMap(({ cast, steps }) =>
      steps.map(({ sent }) => ({ sent, token: cast[sent.by].token })),
    )
    for (const { sent, token } of some(all, (a) => a.sent.command)) {
      const done = await stage.product
        .act(token, sent.command, sent.input, freshId())
        .catch(() => 'no answer' as const)
      if (done !== 'no answer' && done.ok) leaks.push(`${sent.command} was done`)
      if (done === 'no answer') commands.add(sent.command)
    }
  } finally {
    await db.query(
      'grant insert (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome) on audit.event to tc_app',
    )
  }
  console.info(`${asked} pages and ${commands.size} kinds of command failed whole`)
  expect([...new Set(leaks)]).toEqual([])
  expect(commands.size).toBeGreaterThan(15)
  expect(await state()).toEqual(before)
})
