import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { derive } from '#apps/derive.ts'
import { registry } from '#apps/product.ts'
import { uuidv7 } from '#core/kernel/ids.ts'
import type { Result } from '#core/kernel/result.ts'
import { type Done, Door } from '#platform/commands/door.ts'
import { makePool } from '#platform/database/pool.ts'
import { newToken, tokenHash } from '#platform/http/session-cookie.ts'
import { clusterAt } from './database.ts'
import { TEMPLATE } from './global-setup.ts'

/** The whole product over a database of its own, without HTTP: its one door, and people who may go through it. */
export interface Product {
  readonly database: string
  readonly door: Door
  /** Plain SQL as superuser: for worlds, oracles and judges; never what the product does. */
  readonly superuser: pg.Client
  readonly appPool: pg.Pool
  appConfig(user: string): pg.ClientConfig
  /** A live session for a staff member, by email; the token goes to the door. */
  signIn(email: string): Promise<string>
  act(token: string, command: string, input: unknown, id?: string): Promise<Result<Done>>
  ask(token: string, query: string, input: unknown): Promise<Result<unknown>>
  /** Sets the installation's clock (practice and tests only). */
  setNow(instant: string): Promise<void>
  /** Sets the clock and keeps every session open: the clock was moved, not the workers. */
  moveTo(instant: string): Promise<void>
  /** The rows of plain SQL as superuser. */
  rows<R extends object = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<R[]>
  stop(): Promise<void>
}

export const freshId = (): string => uuidv7(Date.now(), randomBytes(10))

/** A migrated database of its own in practice mode, with the product over it. `from`: a database, with nobody in it, to be a copy of. */
export async function aProduct(from = TEMPLATE): Promise<Product> {
  const cluster = clusterAt(inject('cluster'))
  const database = `t_${randomBytes(6).toString('hex')}`
  await cluster.createDatabase(database, from)
  const superuser = new pg.Client(cluster.config(database, cluster.superuser.user ?? 'postgres'))
  await superuser.connect()
  await superuser.query("update ctx.installation set mode = 'practice', seeding = 'done'")
  const appPool = makePool(cluster.config(database, 'tc_app'), { max: 8 })
  const door = new Door({
    pool: appPool,
    registry,
    derive,
    secret: 'a secret of the tests, long enough to be one',
  })
  const setNow = async (instant: string) => {
    await superuser.query('update ctx.installation set clock_offset = $1::timestamptz - clock_timestamp()', [
      instant,
    ])
  }
  return {
    database,
    door,
    superuser,
    appPool,
    appConfig: (user) => cluster.config(database, user),
    async signIn(email) {
      const token = newToken()
      const row = await appPool.query<{ staff: string | null }>(
        'select ctx.open_session($1, $2, $3, $4, $5) as staff',
        [freshId(), tokenHash(token), email, 'practice', 'own'],
      )
      if (!row.rows[0]?.staff) throw new Error(`Nobody here is ${email}.`)
      return token
    },
    act: (token, command, input, id = freshId()) => door.command(token, command, id, input),
    ask: (token, query, input) => door.query(token, query, input),
    setNow,
    async moveTo(instant) {
      await setNow(instant)
      // a session ends after half an hour without a request
      await superuser.query(
        "update identity.session set last_seen_at = ctx.clock(), expires_at = ctx.clock() + interval '12 hours'",
      )
    },
    rows: async <R extends object>(sql: string, values: unknown[] = []) =>
      (await superuser.query(sql, values)).rows as R[],
    async stop() {
      await appPool.end()
      await superuser.end()
    },
  }
}

/** The value of a result, or a failure that names the refusal: for the steps of a test that must succeed. */
export function must<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(
      `Refused: ${result.refusal.code} ${result.refusal.field ?? ''} ${JSON.stringify(result.refusal.params ?? {})}`,
    )
  return result.value
}

/** The code of the refusal, or 'done'. */
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'done' : result.refusal.code)
