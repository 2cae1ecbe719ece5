import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { oneStay, type StayShown } from './one.ts'

/** A stay with the other units of its organisation, to which somebody may be moved. */
export interface BeforeMove extends StayShown {
  readonly wards: readonly { readonly unitId: string; readonly name: string; readonly team: string }[]
}

const WARDS = `select u.id as "unitId", u.name, t.name as team from tc.unit u join tc.team t on t.id = u.team_id
  where u.organisation_id = (select ctx.organisation()) and t.closed_at is null and u.id <> $1 order by u.name, u.id limit 500`

export const beforeMove = defineQuery<{ stayId: string }, BeforeMove | null>({
  name: 'stay.before-move',
  title: 'What the form of a move to another ward needs',
  input: z.strictObject({ stayId: z.uuid() }),
  right: 'stay.record',
  async run(tx, { stayId }) {
    const shown = await oneStay.run(tx, { stayId })
    return (
      shown && { ...shown, wards: await tx.rows<BeforeMove['wards'][number]>(WARDS, [shown.stay.unitId]) }
    )
  },
  shows: (shown) => (shown ? [shown.stay.personId] : []),
})
