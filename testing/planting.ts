import type pg from 'pg'
import type { StaffMember } from './personas.ts'
import type { Product } from './product.ts'

/** A statement and its values. */
export type Statement = readonly [text: string, values: unknown[]]

/** The moment of the signed context, for a column that must carry it. */
export const CONTEXT_NOW = Symbol('the moment of the signed context')

/** The insert of one row. */
export function insertOf(table: string, row: Readonly<Record<string, unknown>>): Statement {
  const values: unknown[] = []
  const places = Object.values(row).map((v) =>
    v === CONTEXT_NOW ? '(select ctx.now())' : `$${values.push(v)}`,
  )
  return [`insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`, values]
}

/** Work in a transaction of this staff member, as the serving login; nothing of it is kept. */
export async function asStaff<T>(
  product: Product,
  who: StaffMember,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await product.appPool.connect()
  try {
    await client.query('begin')
    await client.query('select ctx.begin($1)', [await product.signIn(who.email)])
    return await work(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/**
 * What became of a statement that somebody with SQL of their own sends: 'done', 'nothing' where no row was touched, or 'refused' by a
 * row rule, a missing right or a foreign key. `first`: what they send before it in the same transaction.
 */
export function tries(
  product: Product,
  who: StaffMember,
  [text, values]: Statement,
  first: Statement = ['select 1', []],
): Promise<'done' | 'nothing' | 'refused'> {
  return asStaff(product, who, async (client) => {
    try {
      await client.query(first[0], first[1])
      return (await client.query(text, values)).rowCount ? 'done' : 'nothing'
    } catch (cause) {
      if (['42501', '23503'].includes((cause as { code?: string }).code ?? '')) return 'refused'
      throw cause
    }
  })
}
