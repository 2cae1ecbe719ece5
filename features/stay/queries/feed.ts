import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** The feed's own organisation: its code as messages give it (null when none is known), its wards, and the clock here. */
export interface FeedPlace {
  readonly now: string
  /** The machine client that asks: one listener. */
  readonly clientId: string
  readonly organisationCode: string | null
  readonly wards: readonly { readonly unitId: string; readonly code: string; readonly name: string }[]
}

const ASK = `select (select ctx.now()) as now, (select ctx.actor()) as client_id, o.ods_code, u.id as unit_id, u.code, u.name
  from tc.organisation o left join tc.unit u on u.organisation_id = o.id
  where o.id = (select ctx.organisation()) order by u.code limit 2000`

interface Row {
  readonly now: string
  readonly client_id: string
  readonly ods_code: string | null
  readonly unit_id: string | null
  readonly code: string
  readonly name: string
}

/** What a feed needs to know before it reads messages; names nobody in care. */
export const feedPlace = defineQuery<Record<string, never>, FeedPlace>({
  name: 'stay.feed',
  title: 'The organisation and wards for which this feed brings messages',
  input: z.strictObject({}),
  right: 'import.hl7',
  async run(tx) {
    const rows = await tx.rows<Row>(ASK)
    return {
      now: rows[0]?.now ?? '',
      clientId: rows[0]?.client_id ?? '',
      organisationCode: rows[0]?.ods_code ?? null,
      wards: rows.flatMap((r) =>
        r.unit_id === null ? [] : [{ unitId: r.unit_id, code: r.code, name: r.name }],
      ),
    }
  },
  shows: () => [],
})
