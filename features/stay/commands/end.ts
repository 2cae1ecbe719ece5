import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { decideEndStay, type EndStayOutcome } from '#core/place/end-stay.ts'
import type { Stay } from '#core/place/stay.ts'
import { endStayShape, instantShape } from '#core/place/stay-shape.ts'
import { cancelledSince } from '#core/place/undo-end.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { END_STAY, ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'

/** `version`: the one a form has seen; null from a message, which has seen none. */
const input = z.strictObject({
  ...endStayShape.shape,
  personId: z.uuid(),
  version: z.int().min(1).nullable(),
  /** When the message was sent (MSH-7); left out by hand. */
  sentAt: z.nullable(instantShape).default(null),
  /** NHS Data Dictionary codes: how they left and to what kind of place. Null where nobody says; the national count asks. */
  method: z.string().trim().min(1).max(200).nullable().default(null),
  destination: z.string().trim().min(1).max(200).nullable().default(null),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly row: StayRow | undefined
  /** When the newest message was sent which says that they did not leave. */
  readonly undoneSentAt: Instant | null
}
interface Decision {
  readonly row: StayRow
  readonly before: Stay
  readonly outcome: EndStayOutcome | { readonly effect: 'cancelled'; readonly stay: Stay }
}

const UNDONE = 'select max(sent_at) as at from tc.stay_end_undone where stay_id = $1'

const codeOf = (said: string | null): string | null => (said !== null && /^\d{1,2}$/.test(said) ? said : null)

/** Ends a stay. The same end again has no effect; a time that was only inferred is a task for the ward to check. */
export const endStay = defineCommand<Input, Facts, Decision>({
  name: 'stay.end',
  version: 1,
  title: 'Record that somebody left the ward',
  input,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [row, undone] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      i.sentAt === null ? undefined : tx.row<{ at: Instant | null }>(UNDONE, [i.stayId]),
    ])
    return { row, undoneSentAt: undone?.at ?? null }
  },
  decide({ row, undoneSentAt }, i, by) {
    if (!holds(by.asker, i.endSource === 'by hand' ? 'stay.record' : 'import.hl7'))
      return refuse('NOT_ALLOWED')
    if (!row || row.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const before = stayOf(row)
    // a discharge that comes late, after the message which cancels it
    if (i.endSource !== 'by hand' && cancelledSince(i.sentAt, undoneSentAt))
      return ok({ row, before, outcome: { effect: 'cancelled', stay: before } })
    const decided = decideEndStay(
      before,
      { endedAt: i.endedAt, endedKnownTo: i.endedKnownTo, endSource: i.endSource },
      by.now,
    )
    return decided.ok ? ok({ row, before, outcome: decided.value }) : decided
  },
  async store(tx, { row, before, outcome }, i, by) {
    const ids = { stayId: row.id, personId: row.person_id, effect: outcome.effect as string }
    if (outcome.effect === 'cancelled') return { made: { ...ids, endSource: null } }
    const { stay, effect } = outcome
    const made = { ...ids, endSource: stay.endSource as string }
    if (effect === 'none') return { made }
    if (i.version !== null && i.version !== row.version) staleVersion()
    await Promise.all([
      expectWritten(
        tx.write(END_STAY, [
          stay.id,
          row.version,
          stay.endedAt,
          stay.endedKnownTo,
          stay.endSource,
          // what cancels it is held against when it was said, and never against the time that it says
          i.endSource === 'by hand' ? null : (i.sentAt ?? by.now),
          // a sender's own word in place of a code is no code
          codeOf(i.method),
          codeOf(i.destination),
        ]),
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
