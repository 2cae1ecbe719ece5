import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { LeaveKind } from '#core/place/stay-leave.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** A stay with whether somebody is away from it, for the forms about leave, a leaving that was cancelled and a contact of the ward's own. */
export interface AwayShown {
  readonly stayId: string
  readonly personId: string
  readonly version: number
  readonly name: string | null
  readonly ward: string
  readonly endedAt: Instant | null
  readonly ours: boolean
  /** The asker's team leads, or owes the first contact. */
  readonly owes: boolean
  readonly actorId: string
  readonly away: {
    readonly id: string
    readonly kind: LeaveKind
    readonly fromAt: Instant
    readonly expectedBackAt: Instant | null
  } | null
  /** Whether a decision to meet them within 48 hours holds. */
  readonly sooner: boolean
  /** Who holds a post in the asker's team now. */
  readonly staff: readonly { readonly id: string; readonly name: string }[]
}

const STAY = `select s.id as "stayId", s.person_id as "personId", s.version, s.ended_at as "endedAt", u.name as ward, p.display_name as name,
    s.team_id = any ((select ctx.grantees())::uuid[]) as ours,
    exists (select from net.obligation o where o.person_id = s.person_id and o.team_id = (select ctx.team()) and o.kind in ('N1a', 'N4')) as owes,
    exists (select from tc.sooner_contact d where d.stay_id = s.id and not exists (select from tc.sooner_contact_end e where e.decision_id = d.id)) as sooner
  from tc.stay s join tc.unit u on u.id = s.unit_id left join tc.person p on p.id = s.person_id where s.id = $1`
const AWAY = `select id, kind, from_at as "fromAt", expected_back_at as "expectedBackAt" from tc.stay_leave where stay_id = $1 and back_at is null`
const STAFF = `select distinct s.id, s.name from tc.post p join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (s.left_at is null or s.left_at > (select ctx.now())) order by s.name limit 100`

export const awayOfStay = defineQuery<{ stayId: string }, AwayShown | null>({
  name: 'stay.away',
  title: 'Whether somebody is away from the ward, and who could make a contact',
  input: z.strictObject({ stayId: z.uuid() }),
  right: ['stay.record', 'contact.plan'],
  async run(tx, { stayId }) {
    const [stay, away, staff, asker] = await Promise.all([
      tx.row<Omit<AwayShown, 'away' | 'staff' | 'actorId'>>(STAY, [stayId]),
      tx.row<NonNullable<AwayShown['away']>>(AWAY, [stayId]),
      tx.rows<AwayShown['staff'][number]>(STAFF, []),
      tx.asker,
    ])
    return stay ? { ...stay, away: away ?? null, staff, actorId: asker.actorId } : null
  },
  shows: (shown) => (shown ? [shown.personId] : []),
})
