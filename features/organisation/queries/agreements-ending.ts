import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { GRACE_DAYS, graceEnd, WARNED_AT } from '#core/sharing/grace.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { READS_AGREEMENTS } from './agreements.ts'

/** An agreement within thirty days of its end, or one that ended within the fourteen days and has no successor. */
export interface EndingAgreement {
  readonly agreementId: string
  readonly organisation: string
  readonly untilAt: Instant
  readonly over: boolean
  /** Until when who is in care by the end stays visible. */
  readonly visibleUntilAt: Instant
  /** Who supports how many, for whoever answers for agreements; empty for anybody else. */
  readonly teams: readonly TeamInCare[]
  /** Who was told, when, at which level; for whoever answers for agreements. */
  readonly told: readonly {
    readonly level: number
    readonly at: Instant
    readonly organisation: string
    readonly names: readonly string[]
  }[]
}
export interface TeamInCare {
  readonly team: string
  readonly organisation: string
  readonly telephone: string | null
  readonly people: number
}

/** Somebody in care between the two, whom the asker may read. */
export interface InCare {
  readonly agreementId: string
  readonly personId: string
  readonly name: string
  readonly service: string
  readonly team: string
  readonly telephone: string | null
  readonly sentBy: string
  readonly since: Instant
  /** Null: taken on, and support has not begun. */
  readonly begun: Instant | null
  readonly owner: string | null
}

export interface AgreementsEnding {
  readonly asOf: Instant
  readonly agreements: readonly EndingAgreement[]
  readonly people: readonly InCare[]
  /** More people than are shown. */
  readonly more: boolean
}

/** People shown at most; whoever has more of them works by agreement, not by one list. */
export const PEOPLE_SHOWN = 300

const FIRST_TOLD = Math.max(...WARNED_AT)

// those in force with an end near, and those of the fourteen days: the end that the context of this request goes by
const ENDING = `with own as (select (select ctx.organisation()) as id, (select ctx.now()) as now), ending as (
    select g.id, g.organisation_a, g.organisation_b, g.until_at, false as over from tc.sharing_agreement g, own
     where own.id in (g.organisation_a, g.organisation_b) and g.from_at <= own.now and g.until_at > own.now
       and ((g.until_at - interval '1 millisecond') at time zone 'Europe/London')::date - (own.now at time zone 'Europe/London')::date <= $1
    union all
    select g.id, g.organisation_a, g.organisation_b, g.until_at, true
      from unnest((select ctx.grace())::uuid[], (select ctx.grace_ends())::timestamptz[]) x(pair_id, ended_at)
      join tc.sharing_agreement f on f.id = x.pair_id
      join tc.sharing_agreement g on g.organisation_a = f.organisation_a and g.organisation_b = f.organisation_b and g.until_at = x.ended_at and g.from_at < g.until_at
  )`
const AGREEMENTS = `${ENDING}
  select e.id as "agreementId", o.name as organisation, e.until_at as "untilAt", e.over,
    coalesce((select jsonb_agg(jsonb_build_object('team', t.name, 'organisation', w.name, 'telephone', t.telephone, 'people', c.people) order by w.name, t.name)
       from acl.in_care_between(o.id, e.until_at) c join tc.team t on t.id = c.team_id join tc.organisation w on w.id = t.organisation_id), '[]') as teams,
    coalesce((select jsonb_agg(jsonb_build_object('level', a.level, 'at', to_char(a.told_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'organisation', w.name,
         'names', (select coalesce(jsonb_agg(s.name order by s.name), '[]') from tc.staff s where s.id = any (a.staff_ids))) order by a.told_at, w.name)
       from tc.agreement_warning a join tc.organisation w on w.id = a.organisation_id where a.agreement_id = e.id and a.ends_at = e.until_at), '[]') as told
  from ending e, own join tc.organisation o on true
 where o.id = case when e.organisation_a = own.id then e.organisation_b else e.organisation_a end
 order by e.over desc, e.until_at, o.name`
// each read by the asker's own row rules: nobody is named here who is not open to them
const PEOPLE = `${ENDING}
  select e.id as "agreementId", p.id as "personId", p.display_name as name, s.name as service, t.name as team, t.telephone, f.name as "sentBy",
    least(r.answered_at, v.started_at) as since, v.started_at as begun, k.name as owner
  from ending e
  join tc.referral r on r.from_organisation_id in (e.organisation_a, e.organisation_b) and r.word in ('taken on', 'started')
  join tc.service s on s.id = r.service_id
  join tc.team t on t.id = s.team_id and t.organisation_id in (e.organisation_a, e.organisation_b) and t.organisation_id <> r.from_organisation_id
  join tc.team f on f.id = r.from_team_id
  join tc.person p on p.id = r.person_id
  left join tc.episode v on v.referral_id = r.id and v.state = 'open'
  left join tc.staff k on k.id = v.key_worker_staff_id
 where (r.word = 'taken on' or v.id is not null) and least(r.answered_at, v.started_at) <= e.until_at
 order by e.over desc, e.until_at, t.name, p.family_key, p.given_key, p.id limit $2`

/** Agreements near their end or within the fourteen days after it, with who is in care between the two and who owns that. */
export const agreementsEnding = defineQuery<Record<string, never>, AgreementsEnding>({
  name: 'agreement.ending',
  title: `Agreements that end within ${FIRST_TOLD} days or ended within ${GRACE_DAYS}, with people and owners`,
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: READS_AGREEMENTS,
  async run(tx) {
    const [found, people, asker] = await Promise.all([
      tx.rows<Omit<EndingAgreement, 'visibleUntilAt'>>(AGREEMENTS, [FIRST_TOLD]),
      tx.rows<InCare>(PEOPLE, [FIRST_TOLD, PEOPLE_SHOWN + 1]),
      tx.asker,
    ])
    return {
      asOf: asker.now,
      agreements: found.map((a) => ({ ...a, visibleUntilAt: graceEnd(a.untilAt) })),
      people: people.slice(0, PEOPLE_SHOWN),
      more: people.length > PEOPLE_SHOWN,
    }
  },
  shows: (found) => [...new Set(found.people.map((p) => p.personId))],
})
