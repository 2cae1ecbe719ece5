import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { addMinutes, dayOf } from '#core/kernel/time.ts'
import { decideMetAfterLeaving } from '#core/place/after-leaving.ts'
import { metAfterLeavingShape } from '#core/place/leaving-shape.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { ONE_STAY, type StayRow, stayOf } from '../rows.ts'

const input = z.strictObject({ ...metAfterLeavingShape.shape })
type Input = z.infer<typeof input>

interface Facts {
  readonly stay: StayRow | undefined
  /** The asker's team leads, and owes the contact after leaving. */
  readonly owes: boolean
  /** Of the asker's team: the contact is its own. */
  readonly drugAndAlcohol: boolean
}

/** What a contact nobody planned is given as its window, so that every contact has one. */
const WINDOW_MINUTES = 30
const OWES = `select exists (select from net.obligation o where o.person_id = $1 and o.team_id = (select ctx.team()) and o.kind in ('N1a', 'N4')) as owes,
  (select t.drug_and_alcohol from tc.team t where t.id = (select ctx.team())) as "drugAndAlcohol"`
const ADD = `insert into tc.contact (id, person_id, organisation_id, team_id, class_bit, on_day, window_from_at, window_until_at, planned_at,
    staff_id, state, mode, happened_at, seen, late_minutes, by_staff_id, recorded_at, after_stay_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'happened', $11, $7, $12, 0, $10, $9, $13)`

/**
 * A visit or call after somebody left, by the ward itself or by the team that leads: what is owed after leaving, done by whoever
 * owes it. It is a contact like any other, outside any time with a service.
 */
export const metAfterLeaving = defineCommand<
  Input,
  Facts,
  { readonly stay: StayRow; readonly classBit: 4 | 16 }
>({
  name: 'stay.met-after-leaving',
  version: 1,
  title: 'Record that the ward, or the team that leads, met or spoke with somebody who has left',
  input,
  right: ['stay.record', 'contact.record'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [stay, team] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<{ owes: boolean; drugAndAlcohol: boolean }>(OWES, [i.personId]),
    ])
    return { stay, owes: team?.owes === true, drugAndAlcohol: team?.drugAndAlcohol === true }
  },
  decide({ stay, owes, drugAndAlcohol }, i, by) {
    if (!stay || stay.person_id !== i.personId || (stay.team_id !== by.asker.teamId && !owes))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    const decided = decideMetAfterLeaving(stayOf(stay), i.at, by.now)
    return decided.ok ? ok({ stay, classBit: drugAndAlcohol ? 16 : 4 }) : decided
  },
  async store(tx, { stay, classBit }, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.contactId,
        stay.person_id,
        by.asker.organisationId,
        by.asker.teamId,
        classBit,
        dayOf(i.at),
        i.at,
        addMinutes(i.at, WINDOW_MINUTES),
        by.now,
        by.asker.actorId,
        i.mode,
        i.mode !== 'phone',
        // which side of leaving it was: asked where only the day of leaving is known
        stay.id,
      ]),
    )
    return {
      made: { contactId: i.contactId, stayId: stay.id, personId: stay.person_id },
      timeline: [
        { personId: stay.person_id, at: i.at, what: 'met after leaving', aboutId: i.contactId, classBit },
      ],
    }
  },
})
