import type pg from 'pg'
import type { Person, StaffMember, World } from './personas.ts'
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

/**
 * Two people on Thursday 5 March 2026, 9am in London: ours has support of the medication team; hers is on Maple and with nobody else.
 */
export async function oursAndHers(
  product: Product,
  world: World,
): Promise<{ ours: Person; hers: Person; herStay: string }> {
  const ours = await world.person('Ours Invented')
  const hers = await world.person('Hers Invented')
  const herStay = await world.admits(hers, 0)
  const referralId = await world.refers(ours, 0)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  // met already, so that the ward that sent her is out of it
  await world.startsSupport(ours, 1, { referralId, firstContactAt: 2 })
  await world.answers(ours, world.services.medication, 'yes', 1)
  await product.setNow('2026-03-05T09:00:00Z')
  await product.superuser.query('select acl.refresh($1::uuid[])', [[hers.id, ours.id]])
  return { ours, hers, herStay }
}

/** Puts rows down as superuser: what is there before anybody tries. */
export async function plants(product: Product, statements: readonly Statement[]): Promise<void> {
  for (const [text, values] of statements) await product.superuser.query(text, values)
}
