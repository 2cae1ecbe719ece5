import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { SAFETY_PLANS, type SafetyPlanRow } from '../rows.ts'

export interface SafetyPlanOfPerson {
  readonly personId: string
  /** Null when the asker knows nobody of this id. */
  readonly name: string | null
  /** Newest first; empty when there is none, or it is closed to the asker. */
  readonly versions: readonly SafetyPlanRow[]
  /** Whether what is core is open to the asker: without it nothing may be said of a safety plan. */
  readonly open: boolean
}

const OPEN = `select ((select true from acl.access a where a.person_id = $1 and (a.classes & 2) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = $1 limit 1) is null) as open`

const NAME = 'select display_name as name from tc.person where id = $1'

/** The safety plan of one person: core, so that whoever supports them has it. */
export const safetyPlanOfPerson = defineQuery<{ personId: string }, SafetyPlanOfPerson>({
  name: 'safety-plan.of-person',
  title: 'The safety plan of one person',
  input: z.strictObject({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [versions, open, person] = await Promise.all([
      tx.rows<SafetyPlanRow>(SAFETY_PLANS, [personId]),
      tx.row<{ open: boolean | null }>(OPEN, [personId]),
      tx.row<{ name: string }>(NAME, [personId]),
    ])
    return {
      personId,
      name: person?.name ?? null,
      versions,
      open: open?.open === true || versions.length > 0,
    }
  },
  shows: ({ name, versions, personId }) => (name !== null || versions.length > 0 ? [personId] : []),
})
