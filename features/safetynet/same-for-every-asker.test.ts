import { afterAll, beforeAll, expect, test } from 'vitest'
import { registry } from '#apps/product.ts'
import { ALL_RIGHTS } from '#core/people/rights.ts'
import { type HistoryOptions, runHistory } from '#testing/histories.ts'
import { aHistoryTemplate, aStage, CAST, rowsOf, type Stage } from '#testing/history-world.ts'

/**
 * The safety net must not depend on who asks: a worker who sees one row of a person and a worker who sees everything leave
 * the same obligations behind. The same histories run in three databases that differ only in what askers hold.
 */
const LONG = process.env.LONG === '1'
const HISTORIES = Number(process.env.COUNT ?? (LONG ? 1000 : 5))
/** In the short run from 5024: history 5026 once stepped support down over a gap that its worker did not see. */
const FIRST_SEED = Number(process.env.FIRST ?? (LONG ? 5001 : 5024))
const COMMANDS = 25
const PER_DATABASE = 50

type Holding = 'everything' | 'what the rules open' | 'no more than the command needs'
const HOLDINGS: readonly Holding[] = ['everything', 'what the rules open', 'no more than the command needs']

/** Access rows as the rules give them, and beside them one that opens everything of everybody to every post. */
const EVERYTHING = `select * from acl.rows_for_by_the_rules(p_people)
  union all select p, o.id, 511, null::uuid, '-infinity'::timestamptz, null::timestamptz, 'registered', o.id, null::timestamptz from unnest(p_people) p cross join tc.post o`
/**
 * Nothing of what other teams wrote: identity, core, one's own team's rows and the right to add to them. Core is needed: planning
 * asks whether the person is back in hospital.
 */
const THE_LEAST = `select person_id, grantee_id, classes & (1 | 2 | 8 | 256), agreement_id, from_at, until_at, basis, source_id, in_care_from_at from acl.rows_for_by_the_rules(p_people)
  where classes & (1 | 2 | 8 | 256) <> 0`

/**
 * What a command asks of its asker beside its own right: said in so many words, and no matter of what they see. They have it in each
 * database or in none, as their post does.
 */
const ASKED_BESIDE: Readonly<Record<string, string>> = { 'stay.supports-in-place': 'supports.override' }

/**
 * What histories also have sent by somebody who has nothing to do with the person, which is refused before anything is decided: here
 * it is sent only by who holds core and may write by the rules, or, of a plan, by its own team. The same rows in all three databases.
 */
const BY_ANYBODY: readonly string[] = ['death.report', 'lead.offer', 'plan.write', 'plan.open']
const HAS_TO_DO = `select exists (select from acl.access a where a.person_id = $1 and a.classes & 258 = 258 and a.basis <> 'asked to lead'
      and (a.grantee_id in ($2, $3) or a.grantee_id in (select s.id from tc.service s where s.team_id = $3))
      and a.from_at <= ctx.clock() and (a.until_at is null or a.until_at > ctx.clock()))
  and not exists (select from tc.plan p where p.plan_id = $4 and p.team_id <> $3) as so`

let template: Awaited<ReturnType<typeof aHistoryTemplate>>
beforeAll(async () => {
  template = await aHistoryTemplate()
})
const stages: Stage[] = []
afterAll(async () => {
  for (const stage of stages) await stage.product.stop()
})

async function aStageWhereAskersHold(holding: Holding): Promise<Stage> {
  const stage = await aStage(template)
  stages.push(stage)
  if (holding === 'what the rules open') return stage
  const db = stage.product.superuser
  await db.query('alter function acl.rows_for(uuid[]) rename to rows_for_by_the_rules')
  await db.query(`create function acl.rows_for(p_people uuid[])
    returns table (person_id uuid, grantee_id uuid, classes int, agreement_id uuid, from_at timestamptz, until_at timestamptz, basis text, source_id uuid, in_care_from_at timestamptz)
    language sql stable set search_path = pg_catalog, pg_temp as $$ ${holding === 'everything' ? EVERYTHING : THE_LEAST} $$`)
  await db.query('grant select on tc.post to tc_access')
  await db.query('create policy wide on tc.post for select to tc_access using (true)')
  return stage
}

/** Obligations and transitions of these people; ids that the product makes up are replaced by what they stand for. */
const LEFT = `with named as (
    select id, concat_ws(' ', 'contact', episode_id, slot_key, window_from_at, planned_at) as name from tc.contact where person_id = any ($1)
    union all select id, concat_ws(' ', 'task', person_id, kind, what, since_at) from tc.task where person_id = any ($1)
  )
  select jsonb_build_array(
    (select jsonb_agg(to_jsonb(o) - 'about_id' - 'key' || jsonb_build_object('key', split_part(o.key, ':', 1) || ' ' || split_part(o.key, ':', 2) || ' ' || coalesce(n.name, split_part(o.key, ':', 3)))
              order by o.person_id, split_part(o.key, ':', 2), coalesce(n.name, o.key), o.gap_from)
       from net.obligation o left join named n on n.id = o.about_id and n.id::text = split_part(o.key, ':', 3) where o.person_id = any ($1)),
    (select jsonb_agg(to_jsonb(t) order by t.person_id, t.id) from tc.transition t where t.person_id = any ($1)))::text as left`

interface Told {
  readonly what: string
  readonly left: string
}

async function told(stage: Stage, holding: Holding, seed: number): Promise<Told[]> {
  const db = stage.product.superuser
  const steps: Told[] = []
  const options: HistoryOptions = {
    seed,
    commands: COMMANDS,
    sharing: 'not asked',
    strangers: false,
    async instead(sent, cast) {
      if (!BY_ANYBODY.includes(sent.command)) return sent
      const { id, teamId } = cast[sent.by]
      const { personId, planId = null } = sent.input
      const [row] = await rowsOf<{ so: boolean }>(db, HAS_TO_DO, [personId, id, teamId, planId])
      return row?.so ? sent : null
    },
    async before({ by, command }, cast) {
      if (holding === 'what the rules open') return
      const { right } = registry.commands.get(command)!
      const beside = ASKED_BESIDE[command]
      const theirs = beside !== undefined && (CAST[by][1] as readonly string[]).includes(beside)
      const rights =
        holding === 'everything'
          ? ALL_RIGHTS.filter((r) => r !== beside || theirs)
          : [typeof right === 'string' ? right : right[0], ...(theirs ? [beside] : [])]
      // somebody else's rights are facts that a command may ask about: only the asker's own are the question here
      await db.query(
        "update tc.post set rights = case when id = $1 then $2::text[] else array(select unnest(rights) union select 'schedule.step-down') end",
        [cast[by].postId, rights],
      )
    },
    async after({ at, sent, result, people }) {
      const [row] = await rowsOf<{ left: string }>(db, LEFT, [people])
      steps.push({
        what: `${new Date(at).toISOString()} ${sent.by} ${sent.command} ${result.ok ? 'done' : result.refusal.code}`,
        left: row?.left ?? '',
      })
    },
  }
  await runHistory(stage, options)
  return steps
}

test(
  `${HISTORIES} histories leave the same obligations whether askers hold everything or only what each command needs`,
  async () => {
    let commands = 0
    let done = 0
    let gaps = 0
    const parted: string[] = []
    for (let first = 0; first < HISTORIES; first += PER_DATABASE) {
      const three = await Promise.all(HOLDINGS.map((h) => aStageWhereAskersHold(h)))
      for (
        let seed = FIRST_SEED + first;
        seed < FIRST_SEED + Math.min(HISTORIES, first + PER_DATABASE);
        seed += 1
      ) {
        const [wide = [], ...others] = await Promise.all(
          three.map((stage, i) => told(stage, HOLDINGS[i]!, seed)),
        )
        for (const [i, other] of others.entries())
          for (const [n, step] of wide.entries()) {
            const said = `history ${seed}, command ${n + 1}, askers hold ${HOLDINGS[i + 1]}`
            // the rules do not give this asker the rows that the command needs: a refusal in so many words. Where the other was
            // refused too, nothing was done by either; where it was done, the histories part here. Who leads is core: whoever lacks
            // that is told that it is not theirs, or that nothing is open
            const lacks = / (NOT_FOUND_OR_NOT_YOURS|CONTACT_READ_ONLY|LEAD_NOT_YOURS|CLOSE_NOT_OPEN)$/.test(
              other[n]?.what ?? '',
            )
            if (lacks && step.what.endsWith(' done')) {
              parted.push(`${said}: ${other[n]?.what}`)
              break
            }
            if (!lacks) expect(other[n]?.what, said).toBe(step.what)
            expect(other[n]?.left, `${said}: ${step.what}`).toBe(step.left)
          }
        commands += wide.length
        done += wide.filter((s) => s.what.endsWith(' done')).length
        gaps += wide.filter((s) => s.left.includes('gap_from')).length
      }
      for (const stage of three) await stage.product.stop()
      stages.length = 0
    }
    console.log(
      `same for every asker: ${HISTORIES} histories, seeds from ${FIRST_SEED}, ${commands} commands of which ${done} done, each in three databases; after ${gaps} of them something was owed; ${parted.length} ended early because an asker lacked the rows:\n${parted.join('\n')}`,
    )
    expect(done).toBeGreaterThan(commands / 2)
    // once for each of the two narrower holdings
    expect(parted.length).toBeLessThanOrEqual(Math.max(2, HISTORIES / 25))
  },
  LONG ? 7_200_000 : 240_000,
)
