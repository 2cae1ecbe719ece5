import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { decideReview, type ReviewText } from '#core/plan/review.ts'
import { reviewSettingShape, reviewShape } from '#core/plan/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { classOfTeam } from '../rows.ts'

const input = z.strictObject({ ...reviewShape.shape })
type Input = z.infer<typeof input>
const setting = z.strictObject({ ...reviewSettingShape.shape })
type Setting = z.infer<typeof setting>

// what the safety net holds, as far as the asker may see it: the gap begins at the end of the due day
const DUE = 'select min(gap_from) as at from net.obligation where person_id = $1 and key = $2'
const ADD = `insert into tc.review (id, person_id, organisation_id, team_id, class_bit, kind, about_id, due_on, looked_at, changed, next_on, done_at, done_by, not_again)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nullif($14, ''))`

/** The due day of a gap that begins at the end of it. */
export const dueOnOf = (gapFrom: Instant): Day => addDays(dayOf(gapFrom), -1)

/** Writes that somebody looked at a schedule, a stage, a plan, the communication needs or a sharing decision, and what changed. */
export const reviewDone = defineCommand<Input, Day | null, Required<ReviewText> & { readonly dueOn: Day }>({
  name: 'review.done',
  version: 1,
  title: 'Write that something was looked at again',
  input,
  right: 'review.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const row = await tx.row<{ at: Instant | null }>(DUE, [i.personId, `N9:${i.kind}:${i.aboutId}`])
    return row?.at ? dueOnOf(row.at) : null
  },
  decide(dueOn, i, by) {
    const { lookedAt, changed, nextOn, notAgain = '' } = i
    const said = decideReview(dueOn, { lookedAt, changed, nextOn, notAgain }, dayOf(by.now), i.kind)
    return said.ok && dueOn !== null
      ? ok({ ...said.value, dueOn })
      : said.ok
        ? refuse('REVIEW_NOT_DUE')
        : said
  },
  async store(tx, review, i, by) {
    const classBit = await classOfTeam(tx, by.asker.teamId)
    await expectWritten(
      tx.write(ADD, [
        i.reviewId,
        i.personId,
        by.asker.organisationId,
        by.asker.teamId,
        classBit,
        i.kind,
        i.aboutId,
        review.dueOn,
        review.lookedAt,
        review.changed,
        review.nextOn,
        by.now,
        by.asker.actorId,
        review.notAgain,
      ]),
    )
    return {
      made: { reviewId: i.reviewId, personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'looked at again', aboutId: i.reviewId, classBit },
      ],
    }
  },
})

const SERVICE = 'select organisation_id, team_id from tc.service where id = $1'
const SIGN = `insert into tc.review_setting (id, service_id, organisation_id, kind, weeks, signed_by, signed_as, signed_on, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

/** A service's clinician signs after how many weeks its plans are looked at again; off until then, and off again by an empty number. */
export const signReview = defineCommand<Setting, { readonly team_id: string } | undefined, null>({
  name: 'review.sign',
  version: 1,
  title: 'Sign after how many weeks a service looks at plans again',
  input: setting,
  right: 'service.manage',
  people: () => [],
  changes: (i) => [i.serviceId],
  load: (tx, i) => tx.row<{ team_id: string }>(SERVICE, [i.serviceId]),
  decide(service, i, by) {
    if (!service || !by.asker.grantees.includes(service.team_id)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return i.signedOn > dayOf(by.now) ? refuse('REVIEW_SIGNED_IN_FUTURE', { field: 'signedOn' }) : ok(null)
  },
  async store(tx, _, i, by) {
    await expectWritten(
      tx.write(SIGN, [
        i.settingId,
        i.serviceId,
        by.asker.organisationId,
        i.kind,
        i.weeks,
        i.signedBy,
        i.signedAs,
        i.signedOn,
        by.now,
        by.asker.actorId,
      ]),
    )
    return { made: { settingId: i.settingId, serviceId: i.serviceId } }
  },
})
