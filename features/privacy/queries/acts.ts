import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { ReasonKind, Verdict } from '#core/sharing/emergency.ts'
import type { Ground } from '#core/sharing/without-agreement.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** What somebody found who looked afterwards. */
export interface LookFound {
  readonly id: string
  readonly verdict: Verdict
  readonly words: string
  readonly by: string
  readonly at: Instant
}

interface Act {
  readonly id: string
  readonly personId: string
  readonly name: string | null
  readonly who: string
  readonly dueAt: Instant
  /** The asker did it or weighed it: somebody else looks. */
  readonly mine: boolean
  readonly looks: readonly LookFound[]
}

export interface EmergencyShown extends Act {
  readonly team: string
  readonly reasonKind: ReasonKind
  readonly reason: string
  readonly overANo: boolean
  readonly openedAt: Instant
  readonly endsAt: Instant
  readonly closedByHand: boolean
  /** What the opener looked at or changed of this person meanwhile, for whoever may read the audit. */
  readonly seen: readonly { readonly at: Instant; readonly action: string; readonly outcome: string }[]
}

export interface WithoutShown extends Act {
  readonly service: string
  readonly items: readonly string[]
  readonly ground: Ground
  readonly weighed: string
  readonly weighedBy: string
  readonly capacity: string
  readonly capacityOn: Day | null
  readonly capacityFinding: string | null
  readonly told: 'yes' | 'not yet'
  readonly notToldWhy: string | null
  readonly toldReviewOn: Day | null
  readonly toldAt: Instant | null
  readonly least: string
  readonly fromAt: Instant
  readonly endsAt: Instant
  readonly over: boolean
  /** May end it: the team that shared, or the desk. */
  readonly ours: boolean
}

const LOOKS = `select l.id, l.verdict, l.words, s.name as by, l.at from tc.second_look l join tc.staff s on s.id = l.by_staff_id where l.about_id = $1 order by l.at, l.id`
const looksOf = (tx: Tx, id: string) => tx.rows<LookFound>(LOOKS, [id])

const EMERGENCY = `select a.id, a.person_id as "personId", p.display_name as name, s.name as who, a.second_look_due_at as "dueAt", a.staff_id = (select ctx.actor()) as mine,
    t.name as team, a.reason_kind as "reasonKind", a.reason, a.over_a_no as "overANo", a.opened_at as "openedAt", coalesce(a.closed_at, a.until_at) as "endsAt",
    a.closed_at is not null as "closedByHand", a.staff_id as "staffId"
  from tc.emergency_access a join tc.staff s on s.id = a.staff_id join tc.team t on t.id = a.team_id left join tc.person p on p.id = a.person_id where a.id = $1`
const SEEN = `select l.at, l.action, l.outcome from audit.looked_at($1, $2, $3) l where l.actor_id = $4 order by l.at limit 200`

const emergencyInput = z.strictObject({ emergencyId: z.uuid() })

/** One record opened in an emergency, with what was looked at: for whoever opened it and for the desk. */
export const emergency = defineQuery<z.infer<typeof emergencyInput>, EmergencyShown | null>({
  name: 'emergency.one',
  title: 'A record opened in an emergency',
  input: emergencyInput,
  right: ['privacy.desk', 'emergency.access'],
  async run(tx, { emergencyId }) {
    const [row, looks] = await Promise.all([
      tx.row<Omit<EmergencyShown, 'looks' | 'seen'> & { staffId: string }>(EMERGENCY, [emergencyId]),
      looksOf(tx, emergencyId),
    ])
    if (!row) return null
    const { staffId, ...rest } = row
    const seen = await tx.rows<EmergencyShown['seen'][number]>(SEEN, [
      rest.personId,
      rest.openedAt,
      rest.endsAt,
      staffId,
    ])
    return { ...rest, looks, seen }
  },
  shows: (found) => (found ? [found.personId] : []),
})

const WITHOUT = `select a.id, a.person_id as "personId", p.display_name as name, s.name as who, a.second_look_due_at as "dueAt",
    (select ctx.actor()) in (a.recorded_by, a.weighed_by) as mine, v.name as service, a.items, a.ground, a.weighed, w.name as "weighedBy", a.capacity,
    a.capacity_on as "capacityOn", a.capacity_finding as "capacityFinding", a.told, a.not_told_why as "notToldWhy", a.told_review_on as "toldReviewOn", a.told_at as "toldAt",
    a.least, a.from_at as "fromAt", coalesce(a.ended_at, a.until_at) as "endsAt", coalesce(a.ended_at, a.until_at) <= (select ctx.now()) as over,
    a.team_id = (select ctx.team()) as ours
  from tc.sharing_without a join tc.staff s on s.id = a.recorded_by join tc.staff w on w.id = a.weighed_by join tc.service v on v.id = a.recipient_service_id
  left join tc.person p on p.id = a.person_id where a.id = $1`
const withoutInput = z.strictObject({ sharingId: z.uuid() })

/** One act of sharing without agreement: for the team that shared, the service that was told, and the desk. */
export const without = defineQuery<z.infer<typeof withoutInput>, WithoutShown | null>({
  name: 'sharing-without.one',
  title: 'What was shared without agreement',
  input: withoutInput,
  right: ['privacy.desk', 'sharing.record', 'people.read'],
  async run(tx, { sharingId }) {
    const [row, looks] = await Promise.all([
      tx.row<Omit<WithoutShown, 'looks'>>(WITHOUT, [sharingId]),
      looksOf(tx, sharingId),
    ])
    return row ? { ...row, looks } : null
  },
  shows: (found) => (found ? [found.personId] : []),
})
