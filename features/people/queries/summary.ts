import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { LeaveKind } from '#core/place/stay-leave.ts'
import type { JourneyFacts } from '#core/report/journey.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Held } from './safeguarding.ts'

export interface NextContact {
  readonly onDay: Day
  readonly fromAt: Instant
  readonly mode: string
  readonly worker: string | null
  readonly team: string
}

export interface Summary {
  readonly personId: string
  readonly stay: {
    readonly unit: string
    readonly organisation: string
    readonly admittedAt: Instant
    readonly endedAt: Instant | null
  } | null
  /** On leave, or away without it, inside the open stay; null where they are on the ward or it is closed to the asker. */
  readonly away: {
    readonly kind: LeaveKind
    readonly fromAt: Instant
    readonly expectedBackAt: Instant | null
  } | null
  readonly journey: JourneyFacts
  readonly next: NextContact | null
  /** Safeguarding records of which the asker may know that they are held, and whom to ring: no word more. */
  readonly held: readonly Held[]
}

const STAYS = `select u.name as unit, o.name as organisation, s.admitted_at as "admittedAt", s.ended_at as "endedAt",
    (select l.ready_on from tc.leaving_plan l where l.stay_id = s.id order by l.version desc limit 1) as "readyOn"
  from tc.stay s join tc.unit u on u.id = s.unit_id join tc.organisation o on o.id = s.organisation_id
 where s.person_id = $1 order by s.admitted_at desc, s.id desc limit 2`
const AWAY = `select l.kind, l.from_at as "fromAt", l.expected_back_at as "expectedBackAt" from tc.stay s join tc.stay_leave l on l.stay_id = s.id
 where s.person_id = $1 and s.ended_at is null and l.back_at is null order by l.from_at desc limit 1`
const TRANSITION = `select state, opened_at as "openedAt" from tc.transition where person_id = $1 and state <> 'closed' limit 1`
const NEXT = `select c.on_day as "onDay", c.window_from_at as "fromAt", c.mode, w.name as worker, t.name as team
  from tc.contact c join tc.team t on t.id = c.team_id left join tc.staff w on w.id = c.staff_id
 where c.person_id = $1 and c.state = 'planned' and c.window_until_at >= (select ctx.now()) order by c.window_from_at limit 1`

const HELD = `select case when tc.may_name(s.team_id, s.person_id) then t.name end as team, s.ring from tc.safeguarding s join tc.team t on t.id = s.team_id
 where s.person_id = $1 and s.over_at is null order by s.recorded_at, s.id`

// counted like the safety net counts: 72 elapsed hours from the newest leaving
const MET = `select exists (select from tc.contact c where c.person_id = $1 and c.state = 'happened' and c.happened_at >= s.ended_at
    and c.happened_at < s.ended_at + interval '72 hours') as met
  from (select ended_at from tc.stay where person_id = $1 order by admitted_at desc, id desc limit 1) s`

/** Now and next: where they are and the next contact. Only what the row rules let through. */
export const summary = defineQuery<{ personId: string }, Summary>({
  name: 'people.summary',
  title: 'Where somebody is and what is next',
  input: z.object({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [stays, away, transition, next, met, held] = await Promise.all([
      tx.rows<NonNullable<Summary['stay']> & { readonly readyOn: Day | null }>(STAYS, [personId]),
      tx.row<NonNullable<Summary['away']>>(AWAY, [personId]),
      tx.row<NonNullable<JourneyFacts['transition']>>(TRANSITION, [personId]),
      tx.row<NextContact>(NEXT, [personId]),
      tx.row<{ met: boolean }>(MET, [personId]),
      tx.rows<Held>(HELD, [personId]),
    ])
    return {
      personId,
      stay: stays[0] ?? null,
      away: away ?? null,
      journey: {
        stays,
        readyOn: stays[0]?.readyOn ?? null,
        transition: transition ?? null,
        metInFirst72Hours: met?.met ?? false,
      },
      next: next ?? null,
      held,
    }
  },
  shows: (s) => (s.stay || s.next || s.held.length > 0 ? [s.personId] : []),
})
