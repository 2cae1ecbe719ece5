import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runHistory } from '#testing/histories.ts'
import { aHistoryTemplate, aStage, rowsOf, type Stage } from '#testing/history-world.ts'

/**
 * Who stands on the leaving board is worked out a set at a time by a function that reads past the row rules. It must give each asker
 * what the rules give them, row by row: held here against the same question asked of the tables by the serving login, for every
 * staff member, in generated histories with referrals, refusals to share, drug-and-alcohol teams, deaths and closings.
 */
const HISTORIES = 4
let stage: Stage
const tokens: [name: string, token: string][] = []
/** What was compared, so that a comparison of nothing with nothing is not taken for agreement. */
const seen = { rows: 0, gaps: 0, ways: 0, plans: 0, stopped: 0, deaths: 0 }

beforeAll(async () => {
  stage = await aStage(await aHistoryTemplate())
  const db = stage.product.superuser
  for (let seed = 1501; seed < 1501 + HISTORIES; seed += 1)
    await runHistory(stage, { seed, commands: 60, strangers: false })
  // chance may have stopped nobody, and said no day
  await db.query(
    `insert into tc.leaving_blocker (id, stay_id, person_id, organisation_id, team_id, code, who_acts, since_on, recorded_at, recorded_by)
     select gen_random_uuid(), id, person_id, organisation_id, team_id, '18', 'Housing', '2026-03-01', recorded_at, recorded_by
       from tc.stay where ended_at is null`,
  )
  // whoever ever had anything to do with somebody, and the world's own staff
  await stage.setClock(await lastly())
  const staff = await rowsOf<{ name: string; email: string }>(
    db,
    `select s.name, s.email from tc.staff s where (s.left_at is null or s.left_at > ctx.clock()) and exists (
       select from tc.post_holder h where h.staff_id = s.id and h.from_at <= ctx.clock() and (h.until_at is null or h.until_at > ctx.clock())) order by s.id`,
  )
  for (const one of staff) tokens.push([one.name, await stage.product.signIn(one.email)])
  await db.query("update identity.session set expires_at = 'infinity', last_seen_at = 'infinity'")
}, 180_000)
afterAll(() => stage?.product.stop())

/** When the last thing happened in any history. */
const lastly = async (days = 0) => {
  const [last] = await rowsOf<{ at: Date }>(
    stage.product.superuser,
    'select max(recorded_at) as at from tc.stay where isfinite(recorded_at)',
  )
  return (last?.at.getTime() ?? 0) + days * 86_400_000 + 1000
}

/** The same rows by the row rules alone: every table is read as itself. */
const BY_THE_RULES = `with held as (
    select a.person_id, bool_or(a.grantee_id = (select ctx.actor())) as mine from acl.access a where (a.classes & 1) <> 0 group by a.person_id
  ), everyone as (
    select h.person_id, h.mine or exists (select from tc.episode e where e.person_id = h.person_id and e.key_worker_staff_id = (select ctx.actor()) and e.state = 'open') as mine,
           tr.state, tr.opened_at, s.id as stay_id, s.unit_id, s.admitted_at, s.ended_at, s.ours
      from held h
      left join tc.transition tr on tr.person_id = h.person_id and tr.state <> 'closed'
      left join lateral (
        select st.id, st.unit_id, st.admitted_at, st.ended_at, st.team_id = any ((select ctx.grantees())::uuid[]) as ours
          from tc.stay st where st.person_id = h.person_id and (st.ended_at is null or st.id = tr.stay_id)
         order by st.ended_at is not null, st.team_id <> (select ctx.team()), st.admitted_at desc limit 1) s on true
     where tr.id is not null or (s.ended_at is null and s.ours))
  select n.*, g.since, g.n, g.urgent,
         case when n.ended_at is null then (select lp.planned_on from tc.leaving_plan lp where lp.stay_id = n.stay_id order by lp.version desc limit 1) end as planned_on,
         n.stay_id is not null and n.ended_at is null and exists (select from tc.leaving_blocker lb where lb.stay_id = n.stay_id and lb.ended_on is null) as stopped
    from everyone n
    left join (
      select o.person_id, min(o.gap_from) as since, count(*) as n,
             min(o.gap_from) filter (where o.kind in ('N1a', 'N4') or starts_with(o.key, 'N11:worry:') or starts_with(o.key, 'N11:death:')) as urgent
        from net.obligation o where o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now()) group by o.person_id) g on g.person_id = n.person_id
   order by n.person_id`
const SETS = 'select * from net.on_the_way() order by person_id'
const DEATHS_ONE_BY_ONE =
  "select id as person_id, net.death_state(id) as state from unnest($1::uuid[]) id where net.death_state(id) <> 'none' order by id"
const DEATHS = 'select * from net.death_states($1::uuid[]) order by person_id'

async function as<T>(token: string | null, work: (ask: typeof rowsOf) => Promise<T>): Promise<T> {
  const client = await stage.product.appPool.connect()
  try {
    await client.query('begin')
    if (token !== null) await client.query('select ctx.begin($1)', [token])
    return await work(((_: unknown, text: string, values: unknown[] = []) =>
      client.query(text, values).then((r) => r.rows)) as typeof rowsOf)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

describe('who stands on the leaving board', () => {
  it('is for every asker what the row rules say, on three days', async () => {
    const db = stage.product.superuser
    const people = (await rowsOf<{ id: string }>(db, 'select id from tc.person order by id')).map((p) => p.id)
    for (const days of [-3, 0, 4]) {
      await stage.setClock(await lastly(days))
      for (const [name, token] of tokens)
        await as(token, async (ask) => {
          const sets = await ask<Record<string, unknown>>(db, SETS)
          expect(sets, name).toEqual(await ask(db, BY_THE_RULES))
          const deaths = await ask<object>(db, DEATHS, [people])
          expect(deaths, name).toEqual(await ask(db, DEATHS_ONE_BY_ONE, [people]))
          seen.rows += sets.length
          seen.gaps += sets.filter((r) => r.since !== null).length
          seen.ways += sets.filter((r) => r.state !== null).length
          seen.plans += sets.filter((r) => r.planned_on !== null).length
          seen.stopped += sets.filter((r) => r.stopped === true).length
          seen.deaths += deaths.length
        })
    }
    for (const [what, n] of Object.entries(seen)) expect([what, n > 0]).toEqual([what, true])
  }, 120_000)

  it('is nobody without a signed context', async () => {
    await as(null, async (ask) => expect(await ask(stage.product.superuser, SETS)).toEqual([]))
  })
})
