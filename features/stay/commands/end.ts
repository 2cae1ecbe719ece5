import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideEndStay, type EndStayOutcome } from '#core/place/end-stay.ts'
import type { Stay } from '#core/place/stay.ts'
import { endStayShape } from '#core/place/stay-shape.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { END_STAY, ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'

/** `version`: the one a form has seen; null from a message, which has seen none. */
const input = z.strictObject({
  ...endStayShape.shape,
  personId: z.uuid(),
  version: z.int().min(1).nullable(),
})
type Input = z.infer<typeof input>

interface Decision {
  readonly row: StayRow
  readonly before: Stay
  readonly outcome: EndStayOutcome
}

/** Ends a stay. The same end again has no effect; a time that was only inferred is a task for the ward to check. */
export const endStay = defineCommand<Input, StayRow | undefined, Decision>({
  name: 'stay.end',
  version: 1,
  title: 'Record that somebody left the ward',
  input,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<StayRow>(ONE_STAY, [i.stayId]),
  decide(row, i, by) {
    if (!holds(by.asker, i.endSource === 'by hand' ? 'stay.record' : 'import.hl7'))
      return refuse('NOT_ALLOWED')
    if (!row || row.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const before = stayOf(row)
    const decided = decideEndStay(
      before,
      { endedAt: i.endedAt, endedKnownTo: i.endedKnownTo, endSource: i.endSource },
      by.now,
    )
    return decided.ok ? ok({ row, before, outcome: decided.value }) : decided
  },
  async store(tx, { row, before, outcome }, i, by) {
    const { stay, effect } = outcome
    const made = {
      stayId: stay.id as string,
      personId: row.person_id,
      effect: effect as string,
      endSource: stay.endSource as string,
    }
    if (effect === 'none') return { made }
    if (i.version !== null && i.version !== row.version) staleVersion()
    await Promise.all([
      expectWritten(
        tx.write(END_STAY, [stay.id, row.version, stay.endedAt, stay.endedKnownTo, stay.endSource]),
      ),
      settleTasks(tx, by, row.team_id, before, stay),
    ])
    return {
      made,
      timeline: [
        { personId: stay.personId, at: stay.endedAt, what: 'stay ended', aboutId: stay.id, classBit: 2 },
      ],
    }
  },
})
