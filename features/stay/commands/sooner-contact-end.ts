import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideSoonerContactEnd } from '#core/place/leaving.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { isOurs, lineNow, type StayRow, stayAndSooner } from '../rows.ts'

const input = z.strictObject({
  endId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  reason: z.string().max(1000),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly stay: StayRow | undefined
  readonly decisionId: string | null
}
interface Decision {
  readonly stay: StayRow
  readonly decisionId: string
  readonly reason: string
}

// a second one at the same moment touches no row
const ADD = `insert into tc.sooner_contact_end (id, decision_id, stay_id, person_id, organisation_id, team_id, reason, ended_at, ended_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (decision_id) do nothing`

/** Takes back that somebody is met within 48 hours, with the reason: the ward's own hours hold again. Both stay readable. */
export const soonerContactEnd = defineCommand<Input, Facts, Decision>({
  name: 'stay.sooner-contact-end',
  version: 1,
  title: 'Take back that somebody is met within 48 hours of leaving',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  load: (tx, i) => stayAndSooner(tx, i.stayId),
  decide({ stay, decisionId }, i, by) {
    if (!isOurs(stay, i.personId, by.asker)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const reason = decideSoonerContactEnd(decisionId !== null, i.reason)
    if (!reason.ok) return reason
    return decisionId === null ? refuse('SOONER_NOT_DECIDED') : ok({ stay, decisionId, reason: reason.value })
  },
  async store(tx, { stay, decisionId, reason }, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.endId,
        decisionId,
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
      made: { endId: i.endId, stayId: stay.id, personId: stay.person_id },
      timeline: [lineNow(stay, by, 'within 48 hours taken back', i.endId)],
    }
  },
})
