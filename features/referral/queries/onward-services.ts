import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { takesReferrals } from '#core/referral/send.ts'
import { defineQuery } from '#platform/commands/command.ts'

interface Row {
  id: string
  name: string
  organisation: string
  capacity: number
  teamClosedAt: Instant | null
  pilotFromOn: Day | null
  pilotUntilOn: Day | null
  now: Instant
}

// reachable by the sender, whose agreement counts and not ours
const ONWARD = `select s.id, s.name, o.name as organisation, s.capacity, t.closed_at as "teamClosedAt",
    s.pilot_from_on as "pilotFromOn", s.pilot_until_on as "pilotUntilOn", (select ctx.now()) as now
  from tc.referral r
  join tc.service s on s.id <> r.service_id
  join tc.team t on t.id = s.team_id
  join tc.organisation o on o.id = t.organisation_id
  where r.id = $1 and (t.organisation_id = r.from_organisation_id or exists (
      select from tc.sharing_agreement g
       where g.organisation_a = least(t.organisation_id, r.from_organisation_id) and g.organisation_b = greatest(t.organisation_id, r.from_organisation_id)
         and g.from_at <= (select ctx.now()) and (g.until_at is null or g.until_at > (select ctx.now()))))
  order by s.name, s.id`

/** The services to which the sender of this referral could send it instead. */
export const onwardServices = defineQuery({
  name: 'referral.onward-services',
  title: 'Services to hand a referral on to',
  input: z.object({ referralId: z.uuid() }),
  right: 'referral.answer',
  async run(tx, i): Promise<{ id: string; name: string; organisation: string }[]> {
    const rows = await tx.rows<Row>(ONWARD, [i.referralId])
    return rows
      .filter((row) => takesReferrals(row, row.now))
      .map(({ id, name, organisation }) => ({ id, name, organisation }))
  },
  shows: () => [],
})
