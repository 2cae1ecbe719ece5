import { dayOf, daysBetween, type Instant } from '#core/kernel/time.ts'
import { stepAt } from '#core/pathway/schedule.ts'
import type { StepEvidence } from '#core/pathway/suggestion.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { countsSeen, type openMatters } from './facts.ts'
import type { ScheduleFacts } from './schedule-facts.ts'

// since the present step began; a dose record that was corrected counts as corrected
const COUNTS = `with step as (
    select coalesce(max(case when d.kind = 'up' then d.decided_at else d.from_on::timestamp at time zone 'Europe/London' end), '-infinity') as since
      from tc.schedule_decision d where d.episode_id = $1
       and (case when d.kind = 'up' then d.decided_at else d.from_on::timestamp at time zone 'Europe/London' end) <= (select ctx.now())
  ), c as materialized (
    select c.id, c.state, c.window_until_at from tc.contact c, step where c.episode_id = $1 and c.window_from_at >= step.since and c.state <> 'void'
  ), d as materialized (
    select d.outcome from tc.dose_record d where d.contact_id in (select id from c)
       and not exists (select from tc.dose_record r where r.contact_id = d.contact_id and r.replaces_id = d.id)
  )
  select (select count(*) from c where state = 'happened')::int as happened,
    (select count(*) from c where state in ('no answer', 'did not happen')
        or state = 'planned' and window_until_at + make_interval(mins => $2) <= (select ctx.now()))::int as missed,
    (select count(*) from d where outcome = 'took it, I saw')::int as seen,
    (select count(*) from d where outcome = 'took it, told me')::int as told,
    (select count(*) from d where outcome = 'not taken')::int as not_taken,
    (select count(*) from d where outcome = 'not known')::int as not_known`

export interface StepCounts {
  happened: number
  missed: number
  seen: number
  told: number
  not_taken: number
  not_known: number
}

/** Counts of the present step from the rows themselves. `missedAfterMinutes`: the definition's. */
export const loadCounts = async (
  tx: Tx,
  episodeId: string,
  missedAfterMinutes: number,
): Promise<StepCounts> =>
  (await tx.row<StepCounts>(COUNTS, [episodeId, missedAfterMinutes])) ?? {
    happened: 0,
    missed: 0,
    seen: 0,
    told: 0,
    not_taken: 0,
    not_known: 0,
  }

/** The evidence that a suggestion is made of. */
export function evidenceOf(
  facts: ScheduleFacts,
  counts: StepCounts,
  open: Awaited<ReturnType<typeof openMatters>>,
  now: Instant,
): StepEvidence {
  const present = stepAt(facts.state, now)
  return {
    daysInStep: present ? daysBetween(dayOf(present.fromAt), dayOf(now)) : 0,
    contactsHappened: counts.happened,
    contactsMissed: counts.missed,
    dosesSeen: counts.seen,
    dosesTold: counts.told,
    dosesNotTaken: counts.not_taken,
    dosesNotKnown: counts.not_known,
    openWorries: open.worries,
    openGaps: countsSeen(open).gaps,
  }
}
