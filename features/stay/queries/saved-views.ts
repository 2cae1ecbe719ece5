import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** So many views somebody may keep of one page; one more takes the place of the oldest. */
export const VIEWS_KEPT = 12
const PAGE = '/app/leaving'

const MINE = `select v.query from tc.saved_view v where v.author_id = (select ctx.actor()) and v.page = '${PAGE}' order by v.saved_at, v.query`

/** The views of the leaving board that the asker keeps, each as the query of its address, the oldest first. */
export const savedViews = defineQuery<Record<string, never>, readonly string[]>({
  name: 'stay.saved-views',
  title: 'The views of the leaving board that I keep',
  input: z.strictObject({}),
  right: 'board.read',
  run: async (tx) => (await tx.rows<{ query: string }>(MINE)).map((v) => v.query),
  shows: () => [],
})

/** Keeps a view for the asker alone; the same view twice is kept once. */
export async function keepView(tx: Tx, query: string): Promise<void> {
  await tx.write(
    `insert into tc.saved_view (author_id, page, query, saved_at) values ((select ctx.actor()), '${PAGE}', $1, (select ctx.now())) on conflict do nothing`,
    [query],
  )
  await tx.write(
    `delete from tc.saved_view v where v.author_id = (select ctx.actor()) and v.page = '${PAGE}'
        and v.query in (select o.query from tc.saved_view o where o.author_id = (select ctx.actor()) and o.page = '${PAGE}'
                         order by o.saved_at desc, o.query <> $2, o.query offset $1)`,
    [VIEWS_KEPT, query],
  )
}

/** Takes a kept view away; one that is not there is away already. */
export const dropView = (tx: Tx, query: string): Promise<number> =>
  tx.write(
    `delete from tc.saved_view v where v.author_id = (select ctx.actor()) and v.page = '${PAGE}' and v.query = $1`,
    [query],
  )
