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
  'transition',
  'leaving_plan',
  'leaving_blocker',
  'sooner_contact',
  'sooner_contact_end',
  'unplanned_leaving',
  'stay_leave',
  'stay_end_undone',
  'supports_in_place',
  'lead_named',
  'lead_handover',
  'transition_closing',
  'death_report',
  'death_decision',
  'death_after',
  'plan',
  'plan_receipt',
  'safety_plan',
  'what_matters',
  'goal',
  'goal_step',
  'appointment',
  'review',
  'incident',
  'incident_version',
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

/** What histories do not do: goals, appointments, words and incidents, of two people who are alive, by medication support. */
async function beside(people: readonly [string, string]): Promise<Step[]> {
  const token = await inTeam(stage.world.teams.medication)
  const steps: Step[] = []
  const send = async (command: string, input: Record<string, unknown>) => {
    const result = await stage.product.act(token, command, input)
    expect([command, result.ok ? 'done' : result.refusal]).toEqual([command, 'done'])
    steps.push({ at: 0, sent: { by: 'ann', command, input }, result, people, clock: null })
    return input
  }
  const now =
    (await rowsOf<{ now: Date }>(stage.product.superuser, 'select ctx.clock() as now'))[0]?.now ?? new Date()
  const days = (n: number) => new Date(now.getTime() + n * 86_400_000).toISOString()
  const step = { step: 'Ring', byWhom: 'They', byOn: days(5).slice(0, 10) }
  const said = {
    kind: 'fall',
    harm: 'none',
    happenedAt: days(-1),
    what: 'Fell.',
    done: 'Rang.',
    told: null,
  }
  for (const personId of people) {
    for (let n = 0; n < 2; n += 1) {
      await send('goal.set', {
        personId,
        goalId: freshId(),
        stepId: freshId(),
        words: 'A job',
        topic: 'benefits',
        ...step,
      })
      const appointment = {
        personId,
        appointmentId: freshId(),
        what: 'Housing',
        place: '',
        withWhom: '',
        topic: 'housing',
        startsAt: days(4 + n),
        goesStaffId: null,
      }
      await send('appointment.make', appointment)
      await send('incident.record', { personId, incidentId: freshId(), said, share: true })
    }
    await send('what-matters.write', { personId, wordsId: freshId(), version: 0, words: 'My dog' })
    await send('safety-plan.write', {
      personId,
      safetyPlanId: freshId(),
      version: 0,
      helps: 'Walking',
      signs: 'Not sleeping',
      setsOff: '',
      ring: [{ name: 'Sister', number: '07700 900001' }],
      madeWith: 'Together',
      madeOn: days(0).slice(0, 10),
    })
  }
  const [personId] = people
  const first = (command: string, key: string): string =>
    String(
      steps.find((s) => s.sent.command === command && s.sent.input.personId === personId)?.sent.input[key],
    )
  const appointmentId = first('appointment.make', 'appointmentId')
  await send('appointment.goes-along', { personId, appointmentId, version: 1, goesStaffId: null })
  await send('appointment.tell', {
    personId,
    appointmentId,
    movedToId: freshId(),
    version: 2,
    told: { kind: 'moved', to: days(9), words: '' },
  })
  await send('goal.tell-step', {
    personId,
    goalId: first('goal.set', 'goalId'),
    stepId: first('goal.set', 'stepId'),
    nextStepId: freshId(),
    outcome: 'done',
    howItWent: 'Well',
    goal: 'goes on',
    next: step,
  })
  await send('incident.correct', {
    rowId: freshId(),
    incidentId: first('incident.record', 'incidentId'),
    personId,
    version: 1,
    said: { ...said, what: 'Fell on the stairs.' },
    why: 'The day',
  })
  return steps
}

it('is refused and changes nothing', { timeout: 120_000 }, async () => {
  const db = stage.product.superuser
  await db.query("update identity.session set expires_at = 'infinity', last_seen_at = 'infinity'")
  // one asker to whom both people are open in every way, so that no row rule stands in for a missing check
  await db.query('update tc.post set rights = $1', [ALL_RIGHTS])
  const teams = await rowsOf<{ id: string }>(db, 'select id from tc.team')
  await db.query(
    `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id)
     select p.id, t.id, 511, '2020-01-01', 'registered', gen_random_uuid() from tc.person p, unnest($1::uuid[]) t (id)`,
    [teams.map((t) => t.id)],
  )
  await db.query('delete from acl.closed')
  await db.query(
    'create or replace function acl.refresh(p_people uuid[]) returns int language sql volatile security definer set search_path = pg_catalog, pg_temp as $$ select 0 $$',
  )
  const alive = await rowsOf<{ id: string }>(
    db,
    "select id from tc.person where net.death_state(id) = 'none' order by id limit 2",
  )
  expect(alive).toHaveLength(2)
  done.push(...(await beside([alive[0]?.id ?? '', alive[1]?.id ?? ''])))
  const owned = await rowsOf<Owned>(
    db,
    TABLES.map(
      (t) => `select id, person_id, '${t}' as "table" from tc.${t} where person_id is not null`,
    ).join(' union all '),
  )
  const ownerOf = new Map(owned.map((o) => [o.id, o]))
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
