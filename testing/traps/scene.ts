import type pg from 'pg'
import { migrate } from '#platform/database/migrate.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { oursAndHers } from '#testing/planting.ts'
import { aProduct, type Product } from '#testing/product.ts'

/** Two people, a medication worker who supports one of them, and a commissioner who stands to nobody. */
export interface Scene {
  readonly product: Product
  readonly world: World
  readonly db: pg.Client
  readonly ours: Person
  readonly hers: Person
  /** Sam's session: ours is open to him, hers is hidden. */
  readonly sam: string
  /** Vic's: everybody is hidden. */
  readonly vic: string
}

/** `migrated`: also what a migration sets on the database itself, which a copy of one does not take along. */
export async function aScene(options: { readonly migrated?: boolean } = {}): Promise<Scene> {
  const product = await aProduct()
  if (options.migrated) await migrate(product.superuser)
  const world = await aWorld(product.superuser)
  const { ours, hers } = await oursAndHers(product, world)
  const sam = await product.signIn(world.staff.sam.email)
  const vic = await product.signIn(world.staff.vic.email)
  return { product, world, db: product.superuser, ours, hers, sam, vic }
}

/** Breaks a control, looks, and takes it back: what a test that cannot fail would not have seen. */
export async function planted<T>(
  db: pg.ClientBase,
  broken: string | readonly string[],
  look: () => Promise<T>,
): Promise<T> {
  await db.query('begin')
  try {
    for (const one of typeof broken === 'string' ? [broken] : broken) await db.query(one)
    return await look()
  } finally {
    await db.query('rollback')
  }
}

/** Within a transaction of the superuser: what a statement gives to this asker as the serving login. */
export async function asApp<R extends object>(
  db: pg.ClientBase,
  token: string | null,
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  await db.query('set local role tc_app')
  if (token !== null) await db.query('select ctx.begin($1)', [token])
  const { rows } = await db.query(text, values)
  await db.query('reset role')
  return rows as R[]
}

/** What became of each statement in one transaction of this asker: how many rows, or the code of its error. */
export async function outcomes(
  pool: pg.Pool,
  token: string | null,
  statements: readonly (string | readonly [string, readonly unknown[]])[],
): Promise<(number | string)[]> {
  const client = await pool.connect()
  const said: (number | string)[] = []
  try {
    await client.query('begin')
    if (token !== null) await client.query('select ctx.begin($1)', [token])
    for (const one of statements) {
      const [text, values] = typeof one === 'string' ? [one, []] : one
      await client.query('savepoint one')
      said.push(
        await client.query(text, values as unknown[]).then(
          (done) => done.rowCount ?? 0,
          (cause: { code?: string }) => cause.code ?? 'no code',
        ),
      )
      await client.query('rollback to savepoint one')
    }
    return said
  } finally {
    await client.query('rollback')
    client.release()
  }
}
