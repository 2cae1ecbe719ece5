import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import { decideEndBlocker } from '#core/place/leaving.ts'
import { endBlockerShape } from '#core/place/leaving-shape.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({ ...endBlockerShape.shape })
type Input = z.infer<typeof input>

interface Facts {
  readonly personId: string
  readonly stayId: string
  readonly teamId: string
  readonly sinceOn: Day
  readonly endedOn: Day | null
}

const ONE = `select person_id as "personId", stay_id as "stayId", team_id as "teamId", since_on as "sinceOn", ended_on as "endedOn"
  from tc.leaving_blocker where id = $1`
const END = `update tc.leaving_blocker set ended_on = $2, ended_at = $3, ended_by = $4 where id = $1 and ended_on is null`

/** Writes that something no longer stops somebody leaving. It changes once, so its id says what was seen. */
export const endBlocker = defineCommand<Input, Facts | undefined, Day>({
  name: 'stay.end-blocker',
  version: 1,
  title: 'Write that something no longer stops somebody leaving',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Facts>(ONE, [i.blockerId]),
  decide(facts, i, by) {
    if (
      facts?.personId !== i.personId ||
      facts.stayId !== i.stayId ||
      !by.asker.grantees.includes(facts.teamId)
    )
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    const decided = decideEndBlocker(facts, i.endedOn, dayOf(by.now))
    return decided.ok ? ok(decided.value) : decided
  },
  async store(tx, endedOn, i, by) {
    await expectWritten(tx.write(END, [i.blockerId, endedOn, by.now, by.asker.actorId]))
    return {
      made: { blockerId: i.blockerId, stayId: i.stayId, personId: i.personId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'no longer holds up leaving',
          aboutId: i.blockerId,
          classBit: 4,
        },
      ],
    }
  },
})
