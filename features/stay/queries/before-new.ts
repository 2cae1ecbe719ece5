import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** What the form of a new stay shows: the wards of the asker's team, and the name where it may be seen. */
export interface BeforeNewStay {
  readonly personId: string
  readonly name: string | null
  /** An open stay in this organisation that the asker may see: a second one is not opened beside it. */
  readonly openStayId: string | null
  readonly wards: readonly { readonly unitId: string; readonly name: string }[]
}

const WARDS = `select id as "unitId", name from tc.unit where team_id = (select ctx.team()) order by name limit 50`
const PERSON = 'select display_name as name from tc.person where id = $1'
const OPEN = `select id from tc.stay where person_id = $1 and ended_at is null and organisation_id = (select ctx.organisation()) limit 1`

export const beforeNewStay = defineQuery<{ personId: string }, BeforeNewStay>({
  name: 'stay.before-new',
  title: 'What the form of a new stay needs',
  input: z.strictObject({ personId: z.uuid() }),
  right: 'stay.record',
  async run(tx, { personId }) {
    const [wards, person, open] = await Promise.all([
      tx.rows<{ unitId: string; name: string }>(WARDS),
      tx.row<{ name: string }>(PERSON, [personId]),
      tx.row<{ id: string }>(OPEN, [personId]),
    ])
    return { personId, wards, name: person?.name ?? null, openStayId: open?.id ?? null }
  },
  shows: (shown) => (shown.name === null ? [] : [shown.personId]),
})
