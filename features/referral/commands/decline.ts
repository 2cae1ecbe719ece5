import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { decideAct, decideDecline, onwardShape } from '#core/referral/answer.ts'
import { takesReferrals } from '#core/referral/send.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { line, loadForAct } from './facts.ts'

const input = z.object({
  personId: z.uuid(),
  referralId: z.uuid(),
  version: z.int(),
  reason: z.string().trim().min(1).max(2000),
  onward: onwardShape,
})

interface Onward {
  capacity: number
  closed_at: Instant | null
  pilot_from_on: Day | null
  pilot_until_on: Day | null
  agreement_live: boolean
}

// the sender will send it there, so the agreement is the sender's with that service, not ours
const ONWARD = `select s.capacity, t.closed_at, s.pilot_from_on, s.pilot_until_on,
    t.organisation_id = r.from_organisation_id or exists (
      select from tc.sharing_agreement g
       where g.organisation_a = least(t.organisation_id, r.from_organisation_id) and g.organisation_b = greatest(t.organisation_id, r.from_organisation_id)
         and g.from_at <= (select ctx.now()) and (g.until_at is null or g.until_at > (select ctx.now()))) as agreement_live
  from tc.referral r, tc.service s join tc.team t on t.id = s.team_id
  where r.id = $1 and s.id = $2`
const DECLINED = `update tc.referral set word = 'not taken on', answered_at = (select ctx.now()), answered_by = (select ctx.actor()),
    closed_at = (select ctx.now()), seen_at = coalesce(seen_at, (select ctx.now())), seen_by = coalesce(seen_by, (select ctx.actor())),
    question_asked_at = null, decline_reason = $3, way_onward = $4, onward_service_id = $5, onward_note = $6, version = version + 1
  where id = $1 and version = $2`
const UNMET = `insert into tc.unmet_need (id, person_id, referral_id, organisation_id, team_id, need, area, missing, at, by_staff_id)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), $4, $5, $6, (select ctx.now()), (select ctx.actor()))`

/** The service does not take the person on: a reason, and exactly one way onward. The sender owns it again at once. */
export const decline = defineCommand({
  name: 'referral.decline',
  version: 1,
  title: 'Decline a referral, with a way onward',
  input,
  right: 'referral.answer',
  people: (i) => [i.personId],
  reliesOn: (i) => (i.onward.kind === 'hand-on' ? [i.onward.serviceId] : []),
  async load(tx, i) {
    const referral = loadForAct(tx, i.referralId, i.personId)
    const onward = i.onward.kind === 'hand-on' ? loadOnward(tx, i.referralId, i.onward.serviceId) : undefined
    return { referral: await referral, onward: await onward }
  },
  decide({ referral, onward }, i, by) {
    const word = decideAct(referral, 'decline', i.version)
    if (!word.ok) return word
    const onwardOpen = onward
      ? onward.agreement_live &&
        takesReferrals(
          {
            capacity: onward.capacity,
            teamClosedAt: onward.closed_at,
            pilotFromOn: onward.pilot_from_on,
            pilotUntilOn: onward.pilot_until_on,
          },
          by.now,
        )
      : null
    return decideDecline({ serviceId: referral!.serviceId, onwardOpen }, i.onward)
  },
  async store(tx, d, i, by) {
    const unmetNeedId = d.unmetNeed ? by.newId() : null
    const rows: Promise<unknown>[] = []
    if (d.unmetNeed)
      rows.push(
        tx.write(UNMET, [
          unmetNeedId,
          i.personId,
          i.referralId,
          d.unmetNeed.need,
          d.unmetNeed.area,
          d.unmetNeed.missing,
        ]),
      )
    rows.push(
      expectWritten(
        tx.write(DECLINED, [i.referralId, i.version, i.reason, d.wayOnward, d.onwardServiceId, d.onwardNote]),
      ),
    )
    await Promise.all(rows)
    return {
      made: { referralId: i.referralId, unmetNeedId },
      timeline: [
        line(i.personId, by.now, 'referral not taken on', i.referralId),
        ...(unmetNeedId ? [line(i.personId, by.now, 'unmet need recorded', unmetNeedId)] : []),
      ],
    }
  },
})

const loadOnward = (tx: Tx, referralId: string, serviceId: string) =>
  tx.row<Onward>(ONWARD, [referralId, serviceId])
