import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { allOurs, loadContact, ourContact } from '../facts.ts'

const input = z.object({ personId: z.uuid(), contactId: z.uuid(), version: z.int(), staffId: z.uuid() })
const ASSIGN = `update tc.contact set staff_id = $3, version = version + 1 where id = $1 and version = $2 and state = 'planned'`

/** Gives one planned contact to a worker. Refuses: CONTACT_NOT_PLANNED, EPISODE_WORKER, STALE_VERSION. */
export const assign = defineCommand({
  name: 'contact.assign',
  version: 1,
  title: 'Give a planned contact to a worker',
  input,
  right: 'contact.plan',
  people: (i) => [i.personId],
  reliesOn: (i) => [i.staffId],
  async load(tx, i) {
    const [facts, fits] = await Promise.all([
      loadContact(tx, i.contactId, i.personId),
      allOurs(tx, [i.staffId]),
    ])
    return { facts, fits }
  },
  decide({ facts, fits }, _, by) {
    const found = ourContact(facts)
    if (!found.ok) return found
    const { row } = found.value
    if (row.state !== 'planned' || row.window_until_at <= by.now) return refuse('CONTACT_NOT_PLANNED')
    return fits ? ok(row) : refuse('EPISODE_WORKER', { field: 'staffId' })
  },
  async store(tx, row, i, by) {
    await expectWritten(tx.write(ASSIGN, [row.id, i.version, i.staffId]))
    return {
      made: { contactId: row.id },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'contact given to a worker',
          aboutId: row.id,
          classBit: row.class_bit,
        },
      ],
    }
  },
})
