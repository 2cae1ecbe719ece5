import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import type { Look } from '#features/people/index.ts'
import { defineQuery, QueryRefused } from '#platform/commands/command.ts'

export interface LookedAt {
  readonly personId: string
  readonly name: string
  readonly looks: readonly Look[]
  /** There are older ones: ask again with the instant of the last. */
  readonly more: boolean
}

const LIMIT = 200
const NAME = 'select display_name as name from tc.person where id = $1'
const LOOKED = `select event_id as "eventId", at, who, organisation, action, purpose, outcome from audit.looked_at($1, '-infinity', $2) limit ${LIMIT}`
const input = z.strictObject({ personId: z.uuid(), before: z.iso.datetime().optional() })

/** Who looked at somebody, for the desk while a look at them is owed there. Of a hidden person as of none. */
export const lookedAtDesk = defineQuery<z.infer<typeof input>, LookedAt>({
  name: 'privacy.looked-at',
  title: 'Who has looked at somebody, for the privacy desk',
  input,
  right: 'privacy.desk',
  async run(tx, { personId, before }) {
    const [person, looks] = await Promise.all([
      tx.row<{ name: string }>(NAME, [personId]),
      tx.rows<LookedAt['looks'][number]>(LOOKED, [personId, before ?? 'infinity']),
    ])
    if (!person) throw new QueryRefused(refuse('NOT_FOUND_OR_NOT_YOURS'))
    return { personId, name: person.name, looks, more: looks.length === LIMIT }
  },
  shows: ({ personId }) => [personId],
})
