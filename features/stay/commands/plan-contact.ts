import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decideWardContact } from '#core/place/after-leaving.ts'
import { instantShape } from '#core/place/stay-shape.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { ONE_STAY, type StayRow } from '../rows.ts'

const input = z.strictObject({
  contactId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  mode: z.enum(['visit', 'phone', 'video']),
  fromAt: instantShape,
  untilAt: instantShape,
  /** Null: nobody is named yet, and that is a gap at once. */
  staffId: z.uuid().nullable(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly stay: StayRow | undefined
  /** The asker's team leads or owes the first contact, beside the ward of the stay. */
  readonly owes: boolean
  readonly fits: boolean
  readonly drugAndAlcohol: boolean
}

const OWES = `select exists (select from net.obligation o where o.person_id = $1 and o.team_id = (select ctx.team()) and o.kind in ('N1a', 'N4')) as owes,
  (select t.drug_and_alcohol from tc.team t where t.id = (select ctx.team())) as "drugAndAlcohol"`
const FITS = `select exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff s on s.id = h.staff_id
   where p.team_id = (select ctx.team()) and h.staff_id = $1 and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
     and (s.left_at is null or s.left_at > (select ctx.now()))) as fits`
const PLAN = `insert into tc.contact (id, person_id, organisation_id, team_id, class_bit, on_day, window_from_at, window_until_at, mode, staff_id, planned_at, state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned')`

/**
 * The ward, or the team that leads, books a contact of its own after leaving: who, when, how. It counts for the hours after
 * leaving, and is recorded like any visit or call.
 * Refuses: WARD_CONTACT_NOT_AHEAD, EPISODE_WORKER (not of the asker's team).
 */
export const planContact = defineCommand<Input, Facts, { readonly classBit: number }>({
  name: 'stay.plan-contact',
  version: 1,
  title: 'Book a contact of the ward’s own after leaving',
  input,
  right: ['stay.record', 'contact.plan'],
  people: (i) => [i.personId],
  reliesOn: (i) => (i.staffId === null ? [] : [i.staffId]),
  async load(tx, i) {
    const [stay, team, fits] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<{ owes: boolean; drugAndAlcohol: boolean }>(OWES, [i.personId]),
      i.staffId === null ? { fits: true } : tx.row<{ fits: boolean }>(FITS, [i.staffId]),
    ])
    return {
      stay,
      owes: team?.owes === true,
      drugAndAlcohol: team?.drugAndAlcohol === true,
      fits: fits?.fits === true,
    }
  },
  decide({ stay, owes, fits, drugAndAlcohol }, i, by) {
    if (!stay || stay.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (stay.team_id !== by.asker.teamId && !owes) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const window = decideWardContact(i, by.now)
    if (!window.ok) return window
    return fits ? ok({ classBit: drugAndAlcohol ? 16 : 4 }) : refuse('EPISODE_WORKER', { field: 'staffId' })
  },
  async store(tx, { classBit }, i, by) {
    const { organisationId, teamId } = by.asker
    await expectWritten(
      tx.write(PLAN, [
        i.contactId,
        i.personId,
        organisationId,
        teamId,
        classBit,
        dayOf(i.fromAt),
        i.fromAt,
        i.untilAt,
        i.mode,
        i.staffId,
        by.now,
      ]),
    )
    return {
      made: { contactId: i.contactId, stayId: i.stayId, personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'contact planned', aboutId: i.contactId, classBit },
      ],
    }
  },
})
