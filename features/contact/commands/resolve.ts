import * as z from 'zod'
import { decideResolveContact } from '#core/contact/record.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok } from '#core/kernel/result.ts'
import { contactOf, NOTHING_WRITTEN, words } from '#features/episode/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { loadContact, missedAfter, ourContact } from '../facts.ts'

/** What can have become of a contact that did not happen. */
export const OUTCOMES = [
  'made up by another contact',
  'rearranged',
  'found safe by someone else',
  'person did not want it',
  'handed to the referring team',
  'back in hospital',
] as const

const input = z.object({
  personId: z.uuid(),
  contactId: z.uuid(),
  version: z.int(),
  what: z.enum(OUTCOMES),
  inWords: words,
})
const RESOLVE = `update tc.contact set resolved_at = (select ctx.now()), resolved_by = (select ctx.actor()), resolution_what = $3, resolution = $4,
    why_not = case when state = 'planned' then $5 else why_not end, state = case when state = 'planned' then 'did not happen' else state end, version = version + 1
  where id = $1 and version = $2`

/**
 * What came of a contact that did not happen: the only thing, beside its having happened, that takes it off the gap board.
 * Refuses: those of `decideResolveContact`, STALE_VERSION.
 */
export const resolve = defineCommand({
  name: 'contact.resolve',
  version: 1,
  title: 'Write what came of a missed contact',
  input,
  right: 'contact.record',
  people: (i) => [i.personId],
  load: (tx, i) => loadContact(tx, i.contactId, i.personId),
  decide(facts, i, by) {
    const found = ourContact(facts)
    if (!found.ok) return found
    const { row, definition } = found.value
    const outcome = { what: i.what, inWords: i.inWords, at: by.now, by: by.asker.actorId as StaffId }
    const decided = decideResolveContact(contactOf(row), outcome, {
      missedAfterMinutes: missedAfter(definition),
      now: by.now,
    })
    return decided.ok ? ok(row) : decided
  },
  async store(tx, row, i, by) {
    await expectWritten(tx.write(RESOLVE, [row.id, i.version, i.what, i.inWords, NOTHING_WRITTEN]))
    return {
      made: { contactId: row.id },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'missed contact settled',
          aboutId: row.id,
          classBit: row.class_bit,
        },
      ],
    }
  },
})
