import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideSupportsInPlace, type Support, type SupportLine } from '#core/place/supports.ts'
import { secondLookDueAt } from '#core/place/task-due.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { isOurs, ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { loadSupports } from '../supports.ts'

const input = z.strictObject({
  inPlaceId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  /** Why it counts as in place while something is open; null where nothing is. */
  overrideReason: z.string().max(1000).nullable(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly stay: StayRow | undefined
  readonly lines: readonly SupportLine[]
}
interface Decision {
  readonly stay: StayRow
  readonly openThen: readonly Support[]
  readonly overrideReason: string | null
}

const ADD = `insert into tc.supports_in_place (id, stay_id, person_id, organisation_id, team_id, open_then, override_reason, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9)`
const SECOND_LOOK = `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, $4, 'second look', $5, $6, $7, $8)`
/** The same of whoever leads after this stay, or is asked to: another organisation's row, so a function of its own adds it. */
const THEIR_SECOND_LOOK = 'select net.ask_second_look($1, $2)'

/**
 * A named ward worker says that what somebody needs on the day of leaving is in place. Refused while something is open, save by a
 * named override with its reason, at which somebody else looks within one working day, here and in the team that leads after it or is asked
 * to. It never delays leaving.
 */
export const supportsInPlace = defineCommand<Input, Facts, Decision>({
  name: 'stay.supports-in-place',
  version: 1,
  title: 'Say that supports are in place',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [stay, lines] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      loadSupports(tx, i.stayId, i.personId),
    ])
    return { stay, lines }
  },
  decide({ stay, lines }, i, by) {
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    if (!isOurs(stay, i.personId, by.asker)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const said = decideSupportsInPlace(stayOf(stay), lines, {
      mayOverride: holds(by.asker, 'supports.override'),
      overrideReason: i.overrideReason,
    })
    return said.ok ? ok({ stay, ...said.value }) : said
  },
  async store(tx, { stay, openThen, overrideReason }, i, by) {
    const sent: Promise<unknown>[] = [
      expectWritten(
        tx.write(ADD, [
          i.inPlaceId,
          stay.id,
          stay.person_id,
          stay.organisation_id,
          stay.team_id,
          openThen,
          overrideReason,
          by.now,
          by.asker.actorId,
        ]),
      ),
    ]
    if (overrideReason !== null)
      sent.push(
        expectWritten(
          tx.write(SECOND_LOOK, [
            by.newId(),
            stay.person_id,
            stay.organisation_id,
            stay.team_id,
            i.inPlaceId,
            `Take a second look: supports were said to be in place while something was open (${openThen.join(', ')}).`,
            by.now,
            secondLookDueAt(by.now, englandHolidays),
          ]),
        ),
      )
    await Promise.all(sent)
    if (overrideReason !== null)
      await tx.row(THEIR_SECOND_LOOK, [i.inPlaceId, secondLookDueAt(by.now, englandHolidays)])
    return {
      made: {
        inPlaceId: i.inPlaceId,
        stayId: stay.id,
        personId: stay.person_id,
        openThen: openThen.join(', '),
      },
      timeline: [
        {
          personId: stay.person_id,
          at: by.now,
          what:
            overrideReason === null
              ? 'supports in place'
              : 'supports said to be in place, with something open',
          aboutId: i.inPlaceId,
          classBit: 2,
        },
      ],
    }
  },
})
