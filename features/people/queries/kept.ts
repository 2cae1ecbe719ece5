import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** The record into which this one was put, for whoever sees that one; null of anybody else, hidden and absent alike. */
export const keptAs = defineQuery<{ readonly personId: string }, { readonly keptId: string } | null>({
  name: 'people.kept-as',
  title: 'Where a record went that was put together with another',
  input: z.strictObject({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const row = await tx.row<{ keptId: string | null }>('select tc.kept_as($1) as "keptId"', [personId])
    return row?.keptId ? { keptId: row.keptId } : null
  },
  shows: (found) => (found === null ? [] : [found.keptId]),
})
