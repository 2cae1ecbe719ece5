import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, at, type Day, dayOf } from '#core/kernel/time.ts'
import { type Decider, defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({
  shownId: z.uuid(),
  personId: z.uuid(),
  staffId: z.uuid(),
  reason: z.string().trim().min(10).max(500),
  reviewOn: z.iso.date(),
})
type Input = z.infer<typeof input>

/** A lead's rights: who answers for staff, and records what keeps them safe. Either alone is not enough. */
const RIGHT = 'staff.manage'
const isLead = (by: Decider): boolean => by.asker.rights.includes('staff-safety.record')
const STANDS = `select true as stands from tc.shown_as_team where person_id = $1 and staff_id = $2 and ended_at is null`
const SET = `insert into tc.shown_as_team (id, person_id, staff_id, reason, review_on, organisation_id, team_id, set_at, set_by)
  values ($1, $2, $3, $4, $5, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`
const TASK = `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, (select ctx.organisation()), (select ctx.team()), 'shown as team', $3,
    'Look again: is it still right that the person is shown the team instead of a name?', $4::timestamptz, $5::timestamptz)`

/**
 * Where staff safety or safeguarding asks for it, a named lead has the person shown a team instead of a name: with a reason, and a day
 * on which it is looked at again. Refuses: SHOWN_AS_TEAM_STANDS, SHOWN_AS_TEAM_REVIEW.
 */
export const showAsTeam = defineCommand<Input, { stands: boolean } | undefined, null>({
  name: 'own-door.show-as-team',
  version: 1,
  title: 'Show a person the team instead of a name',
  input,
  right: RIGHT,
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ stands: boolean }>(STANDS, [i.personId, i.staffId]),
  decide(facts, i, by) {
    if (!isLead(by)) return refuse('NOT_ALLOWED')
    if (facts?.stands) return refuse('SHOWN_AS_TEAM_STANDS')
    const today = dayOf(by.now)
    return i.reviewOn > today && i.reviewOn <= addDays(today, 183)
      ? ok(null)
      : refuse('SHOWN_AS_TEAM_REVIEW', { field: 'reviewOn' })
  },
  async store(tx, _decision, i, by) {
    await tx.write(SET, [i.shownId, i.personId, i.staffId, i.reason, i.reviewOn])
    await tx.write(TASK, [by.newId(), i.personId, i.shownId, by.now, at(i.reviewOn as Day, '17:00')])
    return {
      made: { shownId: i.shownId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'a name is shown as a team',
          aboutId: i.shownId,
          classBit: 8,
        },
      ],
    }
  },
})

const endInput = z.strictObject({ shownId: z.uuid(), personId: z.uuid() })
const END = `update tc.shown_as_team set ended_at = (select ctx.now()), ended_by = (select ctx.actor()) where id = $1 and person_id = $2 and ended_at is null`

/** The name is shown again. */
export const endShowAsTeam = defineCommand<z.infer<typeof endInput>, null, null>({
  name: 'own-door.show-name-again',
  version: 1,
  title: 'Show a person the name again',
  input: endInput,
  right: RIGHT,
  people: (i) => [i.personId],
  load: async () => null,
  decide: (_facts, _i, by) => (isLead(by) ? ok(null) : refuse('NOT_ALLOWED')),
  async store(tx, _decision, i, by) {
    await expectWritten(tx.write(END, [i.shownId, i.personId]))
    return {
      made: { shownId: i.shownId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'a name is shown again', aboutId: i.shownId, classBit: 8 },
      ],
    }
  },
})
