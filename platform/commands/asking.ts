import type pg from 'pg'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from './asker.ts'
import { refusalOfValue } from './faults.ts'
import { PipelinedTx, type Tx } from './transaction.ts'

const AUDIT = `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
  values ((select ctx.now()), (select ctx.actor()), (select ctx.organisation()), (select ctx.session()), (select ctx.purpose()), $1, $2::uuid[], $3::uuid[], $4)`

/** The token is not live. Never leaves the door: it becomes a refusal. */
export class NotSignedIn extends Error {}

/** How transactions are begun: on which connections, and who is nobody there. */
export interface Going {
  readonly pool: pg.Pool
  readonly notFor?: Asker['kind']
  /** The token is a feed's address, which opens no session; asked for from there. */
  readonly feedFrom?: string
}

/** Opens the transaction and signs who asks; both are on their way when this returns. */
export function begin(
  client: pg.PoolClient,
  token: string,
  notFor?: Asker['kind'],
  feedFrom?: string,
): PipelinedTx {
  // nobody asks in a transaction that did not begin: each statement would then stand alone, and its event could be lost unseen
  const begun = client.query('begin')
  const asked = client.query<{ asker: Asker | null }>(
    feedFrom === undefined
      ? { name: 'ctx_begin', text: 'select ctx.begin($1) as asker', values: [token] }
      : {
          name: 'ctx_begin_feed',
          text: 'select ctx.begin_feed($1, $2) as asker',
          values: [token, feedFrom],
        },
  )
  const asker = Promise.all([begun, asked]).then(([, r]) => {
    const asker = r.rows[0]?.asker
    return asker && asker.kind !== notFor ? asker : Promise.reject(new NotSignedIn())
  })
  return new PipelinedTx(client, asker)
}

/** One event of who did or saw what; sent with the act, in its transaction. */
export function audit(
  tx: Tx,
  action: string,
  people: readonly string[],
  records: readonly string[],
  outcome: string,
): void {
  tx.write(AUDIT, [action, people, records, outcome])
}

/** COMMIT of a failed transaction answers ROLLBACK without an error: that is a failure, and says so. */
export async function commit(client: pg.PoolClient, tx: PipelinedTx): Promise<void> {
  const result = await client.query('commit')
  if (result.command !== 'COMMIT') throw tx.failure ?? new Error('the transaction was rolled back at its end')
}

/**
 * Work in one transaction as whoever holds the token, committed before its value is given.
 * Refuses: NOT_SIGNED_IN, INPUT_NOT_UNDERSTOOD (a value that no column can hold).
 * Why the work begins before the token is known to be live: its first statements travel in the same flight, and without
 * a context every row rule answers with nothing.
 */
export async function signedInTransaction<T>(
  { pool, notFor, feedFrom }: Going,
  token: string,
  work: (tx: PipelinedTx) => Promise<T>,
): Promise<Result<T>> {
  const client = await pool.connect()
  let broken = true
  const tx = begin(client, token, notFor, feedFrom)
  try {
    const working = work(tx)
    working.catch(() => {})
    try {
      await tx.asker
    } catch (cause) {
      await working.catch(() => {})
      // an address that nobody made is counted, and so kept
      await client.query(feedFrom === undefined ? 'rollback' : 'commit')
      broken = false
      if (cause instanceof NotSignedIn) return refuse('NOT_SIGNED_IN')
      throw cause
    }
    const value = await working
    await commit(client, tx)
    broken = false
    return ok(value)
  } catch (cause) {
    const mendable = refusalOfValue(tx.failure ?? cause)
    if (mendable === undefined) throw cause
    await client.query('rollback')
    broken = false
    return refuse(mendable)
  } finally {
    client.release(broken)
  }
}

/**
 * Why a command was refused, as its asker may know it: hidden and absent answer alike, so whoever knows nothing of a person
 * is told that and no more, even where a rule or a version said no first.
 */
export async function asTold(tx: Tx, people: readonly string[], refusal: Refusal): Promise<Refusal> {
  if (people.length === 0 || refusal.code === 'NOT_FOUND_OR_NOT_YOURS') return refusal
  const known = (await tx.row<{ known: number }>('select acl.known($1::uuid[]) as known', [people]))?.known
  return known === people.length ? refusal : refuse('NOT_FOUND_OR_NOT_YOURS').refusal
}
