import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideSoonerContact } from '#core/place/leaving.ts'
import { soonerContactShape } from '#core/place/leaving-shape.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { isOurs, lineNow, type StayRow, stayAndSooner, stayOf } from '../rows.ts'

const input = z.strictObject({ ...soonerContactShape.shape })
type Input = z.infer<typeof input>

interface Facts {
  readonly stay: StayRow | undefined
  readonly decisionId: string | null
}

// a second one at the same moment touches no row
const ADD = `insert into tc.sooner_contact (id, stay_id, person_id, organisation_id, team_id, reason, decided_at, decided_by, round)
  select $1, $2, $3, $4, $5, $6, $7, $8, (select count(*) from tc.sooner_contact_end e where e.stay_id = $2) on conflict (stay_id, round) do nothing`

/** Decides that somebody is met within 48 hours of leaving: who decided, when and why stand beside it for ever. */
export const soonerContact = defineCommand<Input, Facts, { readonly stay: StayRow; readonly reason: string }>(
  {
    name: 'stay.sooner-contact',
    version: 1,
    title: 'Decide that somebody is met within 48 hours of leaving',
    input,
    right: 'stay.record',
    people: (i) => [i.personId],
    load: (tx, i) => stayAndSooner(tx, i.stayId),
    decide({ stay, decisionId }, i, by) {
      if (!isOurs(stay, i.personId, by.asker)) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const reason = decideSoonerContact(stayOf(stay), decisionId !== null, i.reason, by.now)
      return reason.ok ? ok({ stay, reason: reason.value }) : reason
    },
    async store(tx, { stay, reason }, i, by) {
      await expectWritten(
        tx.write(ADD, [
          i.decisionId,
          stay.id,
          stay.person_id,
          stay.organisation_id,
          stay.team_id,
          reason,
          by.now,
          by.asker.actorId,
        ]),
      )
      return {
        made: { decisionId: i.decisionId, stayId: stay.id, personId: stay.person_id },
        timeline: [lineNow(stay, by, 'to be met within 48 hours', i.decisionId)],
      }
    },
  },
)
