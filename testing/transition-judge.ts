import type { Asker } from './safetynet-oracle-facts.ts'

/**
 * The way out of hospital, from stays and referrals in plain SQL: begun by the first referral, the first leaving or the
 * first date of leaving that anybody entered (never before its own stay began), whichever came first; held up while a stay that began after that is open. Nobody without either has one. The oracle of obligations
 * starts from tc.transition, so this says whether tc.transition itself is right.
 */
const WRONG = `
  with begun as (
    select p.id, least((select min(sent_at) from tc.referral r where r.person_id = p.id), (select min(ended_at) from tc.stay s where s.person_id = p.id),
             (select min(greatest(l.at, s.admitted_at)) from tc.leaving_plan l join tc.stay s on s.id = l.stay_id
               where s.person_id = p.id and (l.ready_on is not null or l.planned_on is not null))) as at
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
