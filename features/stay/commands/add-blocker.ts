import * as z from 'zod'
import { DELAY_REASON_CODES } from '#content/terms/delay-reasons/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { type Blocker, decideAddBlocker } from '#core/place/leaving.ts'
import { addBlockerShape } from '#core/place/leaving-shape.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { isOurs, lineNow, ONE_STAY, type StayRow, stayOf } from '../rows.ts'

const input = z.strictObject({ ...addBlockerShape.shape })
type Input = z.infer<typeof input>

const ADD = `insert into tc.leaving_blocker (id, stay_id, person_id, organisation_id, team_id, code, words, who_acts, since_on, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

/** Notes what stops somebody leaving, who acts on it and since when; days are counted from that day. */
export const addBlocker = defineCommand<
  Input,
  StayRow | undefined,
  { readonly stay: StayRow; readonly blocker: Blocker }
>({
  name: 'stay.add-blocker',
  version: 1,
  title: 'Note what stops somebody leaving',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<StayRow>(ONE_STAY, [i.stayId]),
  decide(stay, i, by) {
    if (!isOurs(stay, i.personId, by.asker)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const { code, words, whoActs, sinceOn } = i
    const decided = decideAddBlocker(
      stayOf(stay),
      { code, words, whoActs, sinceOn },
      DELAY_REASON_CODES,
      dayOf(by.now),
    )
    return decided.ok ? ok({ stay, blocker: decided.value }) : decided
  },
  async store(tx, { stay, blocker }, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.blockerId,
        stay.id,
        stay.person_id,
        stay.organisation_id,
        stay.team_id,
        blocker.code,
        blocker.words,
        blocker.whoActs,
        blocker.sinceOn,
        by.now,
        by.asker.actorId,
      ]),
    )
    return {
      made: { blockerId: i.blockerId, stayId: stay.id, personId: stay.person_id },
      timeline: [lineNow(stay, by, 'leaving is held up', i.blockerId)],
    }
  },
})
