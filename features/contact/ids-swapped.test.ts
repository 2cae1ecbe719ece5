import { afterAll, beforeAll, expect, it } from 'vitest'
import { registry } from '#apps/product.ts'
import { ALL_RIGHTS } from '#core/people/rights.ts'
import type { Step } from '#testing/histories.ts'
import { runHistory } from '#testing/histories.ts'
import { aHistoryTemplate, aStage, rowsOf, type Stage } from '#testing/history-world.ts'
import { freshId } from '#testing/product.ts'

/**
 * Every command that a history does, sent again by the same staff member with one id at a time changed for one of the same kind
 * that is another person's, whom they may see as well: refused, and not a row of either person has changed.
 */
let stage: Stage
const done: Step[] = []
const TABLES = [
  'stay',
  'referral',
  'episode',
  'contact',
  'note',
  'worry',
  'task',
  'step_down_proposal',
  'schedule_pause',
  'medicine',
  'sharing_decision',
  'schedule_decision',
  'dose_record',
  'referral_message',
  'contact_correction',
  'chain_step_done',
  'unmet_need',
] as const
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

beforeAll(async () => {
  stage = await aStage(await aHistoryTemplate())
  for (let seed = 901; seed < 905; seed += 1) {
    const { steps } = await runHistory(stage, { seed, commands: 60, strangers: false })
    done.push(...steps.filter((s) => s.result.ok))
  }
}, 180_000)
afterAll(() => stage?.product.stop())

interface Owned {
  readonly id: string
  readonly person_id: string
  readonly table: string
}

it('is refused and changes nothing', { timeout: 120_000 }, async () => {
  const db = stage.product.superuser
  const owned = await rowsOf<Owned>(
    db,
    TABLES.map(
      (t) => `select id, person_id, '${t}' as "table" from tc.${t} where person_id is not null`,
    ).join(' union all '),
  )
  const ownerOf = new Map(owned.map((o) => [o.id, o]))
  await db.query("update identity.session set expires_at = 'infinity', last_seen_at = 'infinity'")
  // one asker to whom both people are open in every way, so that no row rule stands in for a missing check
  const all = {
    ...(
      await rowsOf<{ id: string; team_id: string }>(
        db,
        `select s.id, p.team_id from tc.staff s join tc.post_holder h on h.staff_id = s.id join tc.post p on p.id = h.post_id limit 1`,
      )
    )[0],
  }
  expect(all.id).toBeDefined()
  await db.query('update tc.post set rights = $1', [ALL_RIGHTS])
  const teams = await rowsOf<{ id: string }>(db, 'select id from tc.team')
  await db.query(
    `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id)
     select p.id, t.id, 511, '2020-01-01', 'registered', gen_random_uuid() from tc.person p, unnest($1::uuid[]) t (id)`,
    [teams.map((t) => t.id)],
  )
  await db.query(
    'create or replace function acl.refresh(p_people uuid[]) returns int language sql volatile security definer set search_path = pg_catalog, pg_temp as $$ select 0 $$',
  )
  const tokenOf = new Map<string, string>()
  const seen = async () =>
    JSON.stringify(
      await rowsOf(
        db,
        TABLES.map(
          (t) => `select '${t}' as t, md5(string_agg(x::text, '' order by x.id)) as h from tc.${t} x`,
        ).join(' union all '),
      ),
    )
  let sent = 0
  const names = new Set<string>()
  const wrong: string[] = []
  const before = await seen()
  for (const command of new Set(done.map((s) => s.sent.command))) {
    for (const step of done.filter((s) => s.sent.command === command).slice(-3)) {
      const input = step.sent.input as Record<string, unknown>
      const personId = input.personId
      if (typeof personId !== 'string' || !registry.commands.get(command)) continue
      const team = (
        await rowsOf<{ t: string }>(
          db,
          `select team_id as t from audit.event e join tc.post_holder h on h.staff_id = e.actor_id join tc.post p on p.id = h.post_id where e.action = $1 and e.outcome = 'done' and $2 = any (e.person_ids) limit 1`,
          [command, personId],
        )
      )[0]?.t
      if (!team) continue
      if (!tokenOf.has(team)) tokenOf.set(team, await inTeam(team))
      for (const key of Object.keys(input)) {
        const value = input[key]
        if (typeof value !== 'string' || !UUID.test(value)) continue
        const row = ownerOf.get(value)
        // a first row about somebody (a note, a referral) names nothing else that is theirs: the other person is then who is meant
        if (
          key === 'personId' &&
          !Object.entries(input).some(
            ([k, v]) => k !== key && typeof v === 'string' && ownerOf.has(v) && !made(step, v),
          )
        )
          continue
        const others =
          key === 'personId'
            ? [[...new Set(owned.map((o) => o.person_id))].find((id) => id !== personId)]
            : row
              ? owned
                  .filter((o) => o.table === row.table && o.person_id !== personId)
                  .slice(0, 3)
                  .map((o) => o.id)
              : []
        for (const other of others) {
          // what the command makes gets a new id, unless that is the very id that is swapped
          const fresh = Object.fromEntries(
            Object.entries(input).map(([k, v]) => [
              k,
              k !== key && typeof v === 'string' && made(step, v) ? freshId() : v,
            ]),
          )
          const result = await stage.product.act(tokenOf.get(team) ?? '', command, { ...fresh, [key]: other })
          sent += 1
          names.add(command)
          // the stay is here already: its own id is answered, and nothing is done
          if (result.ok && result.value.made.effect !== 'none') wrong.push(`${command} with another ${key}`)
          if (!result.ok && ['SURPRISE', 'INPUT_NOT_UNDERSTOOD'].includes(result.refusal.code))
            wrong.push(
              `${command} ${key}: ${result.refusal.code} ${result.refusal.field ?? ''} ${JSON.stringify({ ...fresh, [key]: other })}`,
            )
        }
      }
    }
  }
  console.info(`${sent} commands of ${names.size} kinds sent with one id swapped`)
  expect([...new Set(wrong)]).toEqual([])
  expect(await seen()).toBe(before)
  expect(sent).toBeGreaterThan(100)
  expect(names.size).toBeGreaterThan(20)
})

const made = (step: Step, id: string): boolean =>
  step.result.ok &&
  id !== step.sent.input.personId &&
  step.sent.command !== 'stay.end' &&
  Object.values(step.result.value.made).includes(id)

async function inTeam(team: string): Promise<string> {
  const db = stage.product.superuser
  const staff = (
    await rowsOf<{ email: string }>(
      db,
      `select s.email from tc.staff s join tc.post_holder h on h.staff_id = s.id join tc.post p on p.id = h.post_id where p.team_id = $1 and s.left_at is null limit 1`,
      [team],
    )
  )[0]
  const token = await stage.product.signIn(staff?.email ?? '')
  await db.query("update identity.session set expires_at = 'infinity', last_seen_at = 'infinity'")
  return token
}
