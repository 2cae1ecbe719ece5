import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { DeathDecision, DeathState } from '#core/people/death.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** All that is said of a person's death, as far as the asker may see it. */
export interface DeathOfPerson {
  readonly personId: string
  readonly name: string | null
  readonly now: Instant
  readonly state: DeathState
  /** Of the newest report or decision that the asker may see; 0 when there is none. */
  readonly version: number
  readonly reports: readonly {
    readonly id: string
    readonly version: number
    readonly at: Instant
    readonly source: 'by hand' | 'message'
    readonly by: string | null
    readonly team: string | null
    readonly said: string
    readonly happenedOn: Day | null
  }[]
  readonly decisions: readonly {
    readonly id: string
    readonly version: number
    readonly what: DeathDecision
    readonly why: string
    readonly at: Instant
    readonly by: string | null
  }[]
  /** The confirmation after which the asker's own team still has to write what it did. */
  readonly owes: string | null
  readonly after: readonly {
    readonly team: string | null
    readonly did: string
    readonly at: Instant
    readonly by: string | null
  }[]
}

const PERSON = 'select display_name as name, net.death_state(id) as state from tc.person where id = $1'
const REPORTS = `select r.id, r.version, r.reported_at as at, r.source, 
    case when tc.may_name(r.team_id, r.person_id) then w.name end as by, case when tc.may_name(r.team_id, r.person_id) then t.name end as team, r.said, r.happened_on as "happenedOn"
  from tc.death_report r left join tc.staff w on w.id = r.by_id left join tc.team t on t.id = r.team_id
  where r.person_id = $1 order by r.version desc limit 20`
const DECISIONS = `select d.id, d.version, d.what, d.why, d.decided_at as at, case when tc.may_name(d.team_id, d.person_id) then w.name end as by from tc.death_decision d left join tc.staff w on w.id = d.decided_by
  where d.person_id = $1 order by d.version desc limit 40`
const OWES = `select o.about_id as id from net.obligation o where o.person_id = $1 and o.team_id = (select ctx.team())
  and starts_with(o.key, 'N11:after-death:') limit 1`
const AFTER = `select case when tc.may_name(a.team_id, a.person_id) then t.name end as team, a.did, a.at, case when tc.may_name(a.team_id, a.person_id) then w.name end as by
  from tc.death_after a left join tc.team t on t.id = a.team_id left join tc.staff w on w.id = a.by_staff_id
  where a.person_id = $1 order by a.at desc limit 40`

export const deathOfPerson = defineQuery<{ personId: string }, DeathOfPerson | null>({
  name: 'death.of-person',
  title: 'What is said of a person’s death',
  input: z.strictObject({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [person, reports, decisions, owes, after, asker] = await Promise.all([
      tx.row<{ name: string | null; state: DeathState }>(PERSON, [personId]),
      tx.rows<DeathOfPerson['reports'][number]>(REPORTS, [personId]),
      tx.rows<DeathOfPerson['decisions'][number]>(DECISIONS, [personId]),
      tx.row<{ id: string }>(OWES, [personId]),
      tx.rows<DeathOfPerson['after'][number]>(AFTER, [personId]),
      tx.asker,
    ])
    if (!person) return null
    return {
      personId,
      ...person,
      now: asker.now,
      version: Math.max(0, ...reports.map((r) => r.version), ...decisions.map((d) => d.version)),
      reports,
      decisions,
      owes: owes?.id ?? null,
      after,
    }
  },
  shows: (found) => (found ? [found.personId] : []),
})
