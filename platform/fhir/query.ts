import * as z from 'zod'
import type { Tx } from '#platform/commands/transaction.ts'
import type { Found } from './map.ts'

/** The input of every query behind a map; a feature adds the fields of its search parameters. */
export const findShape = {
  ids: z.array(z.uuid()).max(2000).optional(),
  after: z.uuid().optional(),
  limit: z.int().min(0).max(2000).default(1),
  count: z.boolean().default(false),
  exactly: z.boolean().default(false),
}
/** Ids that a reference parameter gave; none matches nothing. */
export const idsField = z.array(z.uuid()).max(2000).optional()
/** Words that a token parameter gave; none matches nothing. */
export const wordsField = z.array(z.string().max(500)).max(500).optional()
export const textField = z.string().max(200).optional()
/** What a date parameter gave: from and with, until and without. */
export const rangeField = z
  .object({ from: z.string().max(40).optional(), until: z.string().max(40).optional() })
  .optional()

/** As many are counted where nobody asks for all of them: each is held against the row rules, and nobody turns that many pages. */
const MOST_COUNTED = 10_000

/**
 * A page of rows and, where it is asked for, the number of all; null where there are more than are counted. `rows`: its first values are
 * those of `count`, then what to stand after and how many. `count` gives a row for each that fits. Both travel in one flight.
 */
export async function pageOf<Row extends object>(
  tx: Tx,
  find: {
    after?: string | undefined
    limit?: number | undefined
    count?: boolean | undefined
    exactly?: boolean | undefined
  },
  sql: { readonly rows: string; readonly count: string },
  values: readonly unknown[],
): Promise<Found<Row>> {
  const filled = values.map((value) => value ?? null)
  // the text of the query itself, which never holds a value
  const [COUNT, BOUND] = [sql.count, find.exactly ? '' : ` limit ${MOST_COUNTED + 1}`]
  const [rows, counted] = await Promise.all([
    find.limit === 0 ? [] : tx.rows<Row>(sql.rows, [...filled, find.after ?? null, find.limit ?? 1]),
    find.count
      ? tx.row<{ total: number }>(`select count(*) as total from (${COUNT}${BOUND}) as counted`, filled)
      : undefined,
  ])
  const known = counted && (find.exactly || counted.total <= MOST_COUNTED)
  return { rows, total: known ? counted.total : null }
}
