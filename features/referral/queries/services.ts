import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { takesReferrals } from '#core/referral/send.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** One service as a card to choose from. Counts of the last 90 days; none of them names anybody. */
export interface ServiceCard {
  readonly id: string
  readonly name: string
  readonly team: string
  readonly organisation: string
  readonly telephone: string
  readonly accepts: string
  readonly boundaryStatement: string
  readonly capacity: number
  readonly takesReferrals: boolean
  readonly openPeople: number
  readonly waiting: number
  readonly started: number
  readonly middleWaitDays: number | null
  /** Answered, or waiting past their reply-by date. */
  readonly answersDue: number
  readonly answeredInTime: number
  /** The newest referral of this person to it that the asker may see. */
  readonly before: { readonly id: string; readonly word: string; readonly sentAt: Instant } | null
}

interface Row extends Omit<ServiceCard, 'takesReferrals'> {
  closedAt: Instant | null
  pilotFromOn: Day | null
  pilotUntilOn: Day | null
  now: Instant
}

const CARDS = `with reachable as materialized (
    select s.id, s.name, s.accepts, s.boundary_statement, s.capacity, s.pilot_from_on, s.pilot_until_on,
           t.name as team, t.telephone, t.closed_at, o.name as organisation
      from tc.service s join tc.team t on t.id = s.team_id join tc.organisation o on o.id = t.organisation_id
     where t.organisation_id = (select ctx.organisation())
        or exists (select from tc.sharing_agreement g
             where g.organisation_a = least(t.organisation_id, (select ctx.organisation())) and g.organisation_b = greatest(t.organisation_id, (select ctx.organisation()))
               and g.from_at <= (select ctx.now()) and (g.until_at is null or g.until_at > (select ctx.now()))))
  select r.id, r.name, r.team, r.organisation, r.telephone, r.accepts, r.boundary_statement as "boundaryStatement", r.capacity,
    r.closed_at as "closedAt", r.pilot_from_on as "pilotFromOn", r.pilot_until_on as "pilotUntilOn",
    f.open_people as "openPeople", f.waiting, f.started, f.middle_wait_days as "middleWaitDays", f.due as "answersDue", f.answered_in_time as "answeredInTime",
    b.before, (select ctx.now()) as now
  from reachable r
  join tc.service_figures((select array_agg(id) from reachable)) f on f.service_id = r.id
  left join lateral (
    select jsonb_build_object('id', x.id, 'word', x.word, 'sentAt', to_char(x.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as before
      from tc.referral x where x.person_id = $1 and x.service_id = r.id order by x.sent_at desc, x.id desc limit 1) b on true
  order by r.name, r.id`

/** Services of one's own organisation and of those with a sharing agreement in force. */
export const services = defineQuery({
  name: 'referral.services',
  title: 'Services that a referral can be sent to',
  input: z.object({ personId: z.uuid().optional() }),
  right: 'referral.send',
  async run(tx, i): Promise<ServiceCard[]> {
    const rows = await tx.rows<Row>(CARDS, [i.personId ?? null])
    return rows.map(({ closedAt, pilotFromOn, pilotUntilOn, now, ...card }) => ({
      ...card,
      takesReferrals: takesReferrals(
        { capacity: card.capacity, teamClosedAt: closedAt, pilotFromOn, pilotUntilOn },
        now,
      ),
    }))
  },
  shows: () => [],
})
