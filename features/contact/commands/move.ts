import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { instantInput } from '#features/episode/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { loadContact, ourContact } from '../facts.ts'
import { MODES } from '../shapes.ts'
import { isAhead } from '../window.ts'

const input = z.object({
  personId: z.uuid(),
  contactId: z.uuid(),
  version: z.int(),
  fromAt: instantInput,
  untilAt: instantInput,
  mode: z.enum(MODES).nullable().default(null),
})
const MOVE = `update tc.contact set on_day = $3, window_from_at = $4, window_until_at = $5, mode = coalesce($6, mode), version = version + 1
  where id = $1 and version = $2 and state = 'planned'`

/**
 * A planned contact at another time, before its window has ended; the slot it came from is not planned again. One whose
 * window is over was missed: it is settled as "rearranged" and another is planned, so that nothing missed disappears.
 * Refuses: CONTACT_NOT_PLANNED, CONTACT_MOVE_PAST, STALE_VERSION.
 */
export const move = defineCommand({
  name: 'contact.move',
  version: 1,
  title: 'Move a planned contact',
  input,
  right: 'contact.plan',
  people: (i) => [i.personId],
  async load(tx, i) {
    return loadContact(tx, i.contactId, i.personId)
  },
  decide(facts, i, by) {
    const found = ourContact(facts)
    if (!found.ok) return found
    const { row } = found.value
    if (row.state !== 'planned' || row.window_until_at <= by.now) return refuse('CONTACT_NOT_PLANNED')
    return isAhead(i, by.now) ? ok(row) : refuse('CONTACT_MOVE_PAST', { field: 'from' })
  },
  async store(tx, row, i, by) {
    // no lock on the worker: whoever records their absence or leaving recomputes everybody with a contact of theirs, this
    // person too, and a lock taken after the person's own would wait in the other order
    await expectWritten(tx.write(MOVE, [row.id, i.version, dayOf(i.fromAt), i.fromAt, i.untilAt, i.mode]))
    return {
      made: { contactId: row.id },
      timeline: [
        { personId: i.personId, at: by.now, what: 'contact moved', aboutId: row.id, classBit: row.class_bit },
      ],
    }
  },
})
