import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { secondLookDueAt } from '#core/place/task-due.ts'
import {
  decideSharingWithout,
  type SharingWithout,
  sharingWithoutShape,
} from '#core/sharing/without-agreement.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({
  sharingId: z.uuid(),
  personId: z.uuid(),
  serviceId: z.uuid(),
  said: sharingWithoutShape,
})
type Input = z.output<typeof input>

interface Facts {
  readonly supports: boolean
  readonly employed: boolean
  /** The service is open and of another team, and whoever weighed it holds an employed post of this organisation. */
  readonly here: boolean
}
const FACTS = `select coalesce((select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1), false) as supports,
    (select ctx.employed_post()) is not null as employed,
    exists (select from tc.service s join tc.team t on t.id = s.team_id where s.id = $2 and s.team_id <> (select ctx.team()) and t.closed_at is null)
      and exists (select from tc.post_holder h join tc.post p on p.id = h.post_id where h.staff_id = $3 and p.organisation_id = (select ctx.organisation())
           and not p.voluntary and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))) as here`
const ADD = `insert into tc.sharing_without (id, person_id, recipient_service_id, items, ground, weighed, weighed_by, capacity, capacity_on, capacity_finding,
    told, not_told_why, told_review_on, least, from_at, until_at, second_look_due_at, recorded_by, team_id, organisation_id)
  values ($1, $2, $3, $4::text[], $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, (select ctx.now()), $15, $16, (select ctx.actor()), (select ctx.team()), (select ctx.organisation()))`

/**
 * Opens exactly what is named of one person to one service without the person's agreement, from now until it ends by itself. In the same
 * transaction the desk is asked for a second look, and the team to tell the person where they were not told.
 * Refuses: those of `decideSharingWithout`, WITHOUT_NOT_HERE, EMERGENCY_NOT_YOURS (no employed post).
 */
export const shareWithout = defineCommand<Input, Facts | undefined, SharingWithout>({
  name: 'sharing-without.record',
  version: 1,
  title: 'Share without agreement',
  input,
  right: 'sharing.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.personId, i.serviceId, i.said.weighedBy]),
  decide(facts, i, by) {
    if (!facts?.supports) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (by.asker.kind !== 'staff' || !facts.employed) return refuse('EMERGENCY_NOT_YOURS')
    if (!facts.here) return refuse('WITHOUT_NOT_HERE', { field: 'serviceId' })
    return decideSharingWithout(i.said, by.now)
  },
  async store(tx, s, { sharingId, personId, serviceId }, by) {
    const asked = s.capacity !== 'not asked'
    const notYet = s.told === 'not yet'
    await Promise.all([
      expectWritten(
        tx.write(ADD, [
          sharingId,
          personId,
          serviceId,
          s.items,
          s.ground,
          s.weighed,
          s.weighedBy,
          s.capacity,
          asked ? s.capacityOn : null,
          asked ? s.capacityFinding : null,
          s.told,
          notYet ? s.notToldWhy : null,
          notYet ? s.toldReviewOn : null,
          s.least,
          s.untilAt,
          secondLookDueAt(by.now, englandHolidays),
        ]),
      ),
      tx.row('select net.shared_without($1)', [sharingId]),
    ])
    return { made: { sharingId, untilAt: s.untilAt } }
  },
})

const later = z.strictObject({ sharingId: z.uuid(), personId: z.uuid() })
type Later = z.output<typeof later>
interface Row {
  readonly over: boolean
  readonly told: boolean
}
const ROW = `select ended_at is not null or until_at <= (select ctx.now()) as over, told = 'yes' or told_at is not null as told
  from tc.sharing_without where id = $1 and person_id = $2`

/** Ends it before its time, by the team that shared or the desk: gone on the recipient's next request. Refuses: WITHOUT_OVER. */
export const endSharingWithout = defineCommand<Later, Row | undefined, null>({
  name: 'sharing-without.end',
  version: 1,
  title: 'End sharing without agreement',
  input: later,
  right: ['sharing.record', 'privacy.desk'],
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Row>(ROW, [i.sharingId, i.personId]),
  decide(row) {
    if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return row.over ? refuse('WITHOUT_OVER') : ok(null)
  },
  async store(tx, _, i, by) {
    await expectWritten(
      tx.write(
        'update tc.sharing_without set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null',
        [i.sharingId, by.now, by.asker.actorId],
      ),
    )
    return { made: { sharingId: i.sharingId } }
  },
})

/** The person was told after all, by the team that shared. Refuses: WITHOUT_TOLD_ALREADY. */
export const toldAfterAll = defineCommand<Later, Row | undefined, null>({
  name: 'sharing-without.told',
  version: 1,
  title: 'Say that the person was told',
  input: later,
  right: 'sharing.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Row>(ROW, [i.sharingId, i.personId]),
  decide(row) {
    if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return row.told ? refuse('WITHOUT_TOLD_ALREADY') : ok(null)
  },
  async store(tx, _, i, by) {
    await expectWritten(
      tx.write('update tc.sharing_without set told_at = $2, told_by = $3 where id = $1 and told_at is null', [
        i.sharingId,
        by.now,
        by.asker.actorId,
      ]),
    )
    await tx.row('select net.told_after_all($1)', [i.sharingId])
    return { made: { sharingId: i.sharingId } }
  },
})
