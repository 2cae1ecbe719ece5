import type { Asker } from './safetynet-oracle-facts.ts'

/**
 * The way out of hospital, from stays and referrals in plain SQL: begun by the first referral, the first leaving or the
 * first date of leaving that anybody entered (never before its own stay began), whichever came first; held up while a stay that began after that is open. Nobody without either has one. What was closed took
 * everything with it that had happened by then: only what comes later begins another. Two things come later though they look older: a
 * date that stood when a leaving was taken back, from then on, and a leaving of which the first word came after the closing
 * (`heard_at`), from when they left. The oracle of obligations
 * starts from tc.transition, so this says whether tc.transition itself is right.
 */
const WRONG = `
  with begins as (
    select r.person_id, r.sent_at as at, r.sent_at as heard_at from tc.referral r
    union all select s.person_id, s.ended_at, greatest(s.ended_at, s.recorded_at, (select max(u.at) from tc.stay_end_undone u where u.stay_id = s.id and u.ended_at is not null))
       from tc.stay s where s.ended_at is not null
    union all select s.person_id, w.at, w.at from tc.stay s cross join lateral (
       select greatest(l.at, s.admitted_at) as at from tc.leaving_plan l where l.stay_id = s.id and coalesce(l.ready_on, l.planned_on) is not null
       union all select u.at from tc.stay_end_undone u join tc.leaving_plan l on l.stay_id = u.stay_id and l.at <= u.at and coalesce(l.ready_on, l.planned_on) is not null
        where u.stay_id = s.id and u.ended_at is not null
          and not exists (select from tc.leaving_plan n where n.stay_id = u.stay_id and n.at <= u.at and n.version > l.version)) w
  ), begun as (
    select p.id, (select min(b.at) from begins b where b.person_id = p.id
             and b.heard_at > coalesce((select max(c.closed_at) from tc.transition_closing c where c.person_id = p.id), '-infinity')) as at
      from tc.person p where p.id = any ($1)
  ), should as (
    select b.id, b.at, (select min(s.admitted_at) from tc.stay s where s.person_id = b.id and s.admitted_at > b.at and s.ended_at is null) as held_up_at from begun b
  )
  select s.id, s.at, s.held_up_at, t.state, t.opened_at, t.suspended_at
    from should s left join tc.transition t on t.person_id = s.id and t.state <> 'closed'
   where (s.at, s.held_up_at, case when s.at is null then null when s.held_up_at is null then 'open' else 'suspended' end)
         is distinct from (t.opened_at, t.suspended_at, t.state)`

/** People whose transition is not what their stays and referrals say; empty when all is right. */
export async function wrongTransitions(client: Asker, personIds: readonly string[]): Promise<string[]> {
  return (await client.query(WRONG, [personIds])).rows.map((row) => JSON.stringify(row))
}
