import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** One look at or change of a record, as a list of who has looked shows it. */
export interface Look {
  readonly eventId: number
  readonly at: Instant
  /** A staff member or a machine; null for the person and their carers. */
  readonly who: string | null
  readonly organisation: string | null
  readonly action: string
  readonly purpose: string
  /** 'shown', 'done', or the code of a refusal. */
  readonly outcome: string
}

export interface Looked {
  readonly personId: string
  readonly looks: readonly Look[]
  /** There are older ones: ask again with the instant of the last. */
  readonly more: boolean
}

const LIMIT = 200
const LOOKED = `select event_id as "eventId", at, who, organisation, action, purpose, outcome
  from audit.looked_at($1, '-infinity', $2) limit ${LIMIT}`

const input = z.strictObject({ personId: z.uuid(), before: z.iso.datetime().optional() })

/** Who looked at or changed something of this person, newest first; of a hidden person as of none. */
export const looked = defineQuery<z.infer<typeof input>, Looked>({
  name: 'people.looked',
  title: 'Who has looked',
  input,
  right: 'audit.read',
  async run(tx, { personId, before }) {
    const looks = await tx.rows<Look>(LOOKED, [personId, before ?? 'infinity'])
    return { personId, looks, more: looks.length === LIMIT }
  },
  shows: ({ personId, looks }) => (looks.length > 0 ? [personId] : []),
})
