import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import { type Asker, holds } from './asker.ts'
import { asTold, audit, begin, commit, NotSignedIn, signedInTransaction } from './asking.ts'
import { digestOf } from './canonical.ts'
import {
  type Command,
  type Decider,
  type Query,
  QueryRefused,
  StaleVersion,
  type Stored,
  StoreRefused,
} from './command.ts'
import { mayRetry, refusalOfValue, refusalOfWrite } from './faults.ts'
import type { Derive } from './net.ts'
import { parse } from './parse.ts'
import type { Registry } from './registry.ts'
import { type Rehearsed, rehearse, type Sum } from './rehearsal.ts'
import { PipelinedTx, type Tx } from './transaction.ts'

/** Raised when what the door writes about a command changes shape. */
const DOOR_VERSION = 1
/** A deadlock or a serialisation failure is tried again under the same command id. */
const TRIES = 4

export interface DoorOptions {
  readonly pool: pg.Pool
  readonly registry: Registry
  readonly derive: Derive
  /** Keys the digest of each command's content. */
  readonly secret: string
  /** Who is nobody at this door. */
  readonly notFor?: 'machine'
}

export interface Done {
  readonly made: Stored['made']
  /** True when this id with this content had been done before: nothing happened again. */
  readonly replayed: boolean
}

/** Asks one registered question inside a view; refusals come back as values. */
export type Ask = <I, O>(query: Query<I, O>, input: I) => Promise<Result<O>>

/**
 * The one door to the record. Every write is a command and every read a query; each runs as its asker in one
 * transaction, with its audit event in the same transaction. No byte of an answer leaves before COMMIT is confirmed.
 */
export class Door {
  readonly #o: DoorOptions

  constructor(options: DoorOptions) {
    this.#o = options
  }

  get registry(): Registry {
    return this.#o.registry
  }

  /** The same door as pages go through: a machine, which goes by the interface alone, is nobody here, whatever cookie it makes. */
  ofPages(): Door {
    return new Door({ ...this.#o, notFor: 'machine' })
  }

  /** Runs a command by name with unparsed input, as every outside interface does. */
  async command(token: string, name: string, id: string, input: unknown): Promise<Result<Done>> {
    const command = this.#o.registry.commands.get(name)
    if (!command) return refuse('UNKNOWN_COMMAND')
    const parsed = parse(command.input, input)
    if (!parsed.ok) return parsed
    if (!z.uuid().safeParse(id).success) return refuse('INPUT_NOT_UNDERSTOOD', { field: 'id' })
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#attempt(token, command, id.toLowerCase(), parsed.value)
      } catch (cause) {
        const mendable = refusalOfValue(cause)
        if (mendable) return refuse(mendable)
        if (!mayRetry(cause)) throw cause
        if (tried === TRIES) return refuse('BUSY_TRY_AGAIN')
      }
    }
  }

  /** What a command would do, shown before it is sent; nothing of it is kept. `sum`: see `Sum`. */
  async rehearse<S>(token: string, name: string, input: unknown, sum: Sum<S>): Promise<Result<Rehearsed<S>>> {
    const command = this.#o.registry.commands.get(name)
    if (!command) return refuse('UNKNOWN_COMMAND')
    const parsed = parse(command.input, input)
    return parsed.ok ? rehearse(this.#o, token, command, parsed.value, sum) : parsed
  }

  /** Runs one query by name with unparsed input. */
  async query(token: string, name: string, input: unknown): Promise<Result<unknown>> {
    const query = this.#o.registry.queries.get(name)
    if (!query) return refuse('UNKNOWN_COMMAND')
    const parsed = parse(query.input, input)
    if (!parsed.ok) return parsed
    return this.view(token, name, (ask) => ask(query, parsed.value))
  }

  /**
   * Several questions in one transaction with one audit event: what a page needs. `also`: a second event beside it that names nobody, of
   * what became of the answer (how many rows left as a file).
   * Refuses NOT_SIGNED_IN when the token is not live, NOT_ALLOWED when a right is lacking.
   */
  async view<T>(
    token: string,
    action: string,
    work: (ask: Ask, tx: Tx) => Promise<Result<T>>,
    also?: (value: T) => string | undefined,
  ): Promise<Result<T>> {
    const shown = new Set<string>()
    let denied = false
    const asking =
      (tx: Tx): Ask =>
      async (query, input) => {
        const running = query.run(tx, input)
        running.catch(() => {})
        if (!holds(await tx.asker, query.right)) {
          denied = true
          return refuse('NOT_ALLOWED')
        }
        let output: Awaited<typeof running>
        try {
          output = await running
        } catch (cause) {
          if (cause instanceof QueryRefused) return { ok: false, refusal: cause.refusal }
          throw cause
        }
        for (const id of query.shows(output)) shown.add(id)
        return ok(output)
      }
    const answer = await signedInTransaction(this.#o, token, async (tx) => {
      const value = await work(asking(tx), tx)
      audit(tx, action, [...shown], [], value.ok ? 'shown' : denied ? 'NOT_ALLOWED' : value.refusal.code)
      const besides = value.ok ? also?.(value.value) : undefined
      if (besides !== undefined) audit(tx, besides, [], [], 'done')
      return value
    })
    return answer.ok ? answer.value : answer
  }

  /**
   * A transaction over rows that are their author's alone (drafts, kept posts, searches): row rules hold, and no audit
   * event is written because nobody else's row can be shown or changed.
   */
  own<T>(token: string, work: (tx: Tx) => Promise<T>): Promise<Result<T>> {
    return signedInTransaction(this.#o, token, work)
  }

  /**
   * What a private feed shows, by its address alone: as its staff member, without any right, under the same row rules, and in the audit like
   * any look. Refuses: NOT_SIGNED_IN, for an address that ended, that nobody made, or that is held.
   */
  feed<T>(
    token: string,
    from: string,
    work: (tx: Tx, kind: string) => Promise<{ readonly people: readonly string[]; readonly value: T }>,
  ): Promise<Result<T>> {
    return signedInTransaction({ pool: this.#o.pool, feedFrom: from }, token, async (tx) => {
      const asker = await tx.asker
      const { people, value } = await work(tx, asker.feed ?? '')
      audit(tx, 'calendar feed', people, [], 'shown')
      return value
    })
  }

  /**
   * A transaction before anybody has signed in: only the guarded ctx functions answer there, every row rule says no.
   */
  async outside<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#o.pool.connect()
    try {
      return await work(new PipelinedTx(client, Promise.reject(new NotSignedIn())))
    } finally {
      client.release()
    }
  }

  async #attempt(token: string, command: Command, id: string, input: unknown): Promise<Result<Done>> {
    const client = await this.#o.pool.connect()
    let broken = true
    try {
      const answer = await this.#run(client, token, command, id, input)
      broken = false
      return answer
    } catch (cause) {
      // leave the connection clean when it still answers, so that a refused write costs no reconnection
      broken = await client.query('rollback').then(
        () => false,
        () => true,
      )
      throw cause
    } finally {
      client.release(broken)
    }
  }

  async #run(
    client: pg.PoolClient,
    token: string,
    command: Command,
    id: string,
    input: unknown,
  ): Promise<Result<Done>> {
    const people = [...new Set(command.people(input))].sort()
    const changes = [...new Set(command.changes?.(input) ?? [])].sort()
    const reliesOn = [...new Set(command.reliesOn?.(input) ?? [])].sort()
    const digest = digestOf(this.#o.secret, command.name, command.version, input)

    // first flight: who asks, the old answer if the id is known, locks (shared facts, then people), facts
    const tx = begin(client, token, this.#o.notFor)
    const known = tx.row<{ digest: Buffer; outcome: string; refusal: Refusal | null; made: Stored['made'] }>(
      KNOWN,
      [id],
    )
    const locked = tx.row<{ locked: number }>(
      'select net.lock($1::uuid[], $2::uuid[], $3::uuid[]) as locked',
      [changes, reliesOn, people],
    )
    const loading = command.load(tx, input)
    loading.catch(() => {})

    let asker: Asker
    try {
      asker = await tx.asker
    } catch (cause) {
      if (!(cause instanceof NotSignedIn)) throw cause
      await client.query('rollback')
      return refuse('NOT_SIGNED_IN')
    }
    if (!holds(asker, command.right))
      return this.#refused(client, tx, command, people, refuse('NOT_ALLOWED').refusal)
    const old = await known
    if (old) {
      await loading.catch(() => {})
      if (!old.digest.equals(digest))
        return this.#refused(client, tx, command, people, refuse('COMMAND_ID_REUSED').refusal)
      audit(tx, `${command.name} again`, people, ids(old.made), old.outcome)
      await commit(client, tx)
      return old.refusal ? { ok: false, refusal: old.refusal } : ok({ made: old.made, replayed: true })
    }
    if (((await locked)?.locked ?? 0) < people.length + changes.length + reliesOn.length) {
      return this.#refused(client, tx, command, people, refuse('NOT_FOUND_OR_NOT_YOURS').refusal)
    }
    const facts = await loading
    const by: Decider = { asker, now: asker.now, newId: () => uuidv7(Date.now(), randomBytes(10)) }
    const decided = command.decide(facts, input, by)
    if (!decided.ok) {
      const refusal = await asTold(tx, people, decided.refusal)
      // access refusals are not remembered: the sender may be given the right and send the same id again
      const remember = !['NOT_FOUND_OR_NOT_YOURS', 'NOT_ALLOWED', 'STALE_VERSION', 'TOO_MANY_TRIES'].includes(
        refusal.code,
      )
      return this.#refused(client, tx, command, people, refusal, remember ? { id, digest } : undefined)
    }

    // second flight: the rows, then access and facts as they now stand
    const point = tx.write('savepoint store')
    const storePart = tx.part()
    let stored: Stored
    let touched: readonly string[]
    try {
      const storing = command.store(storePart.tx, decided.value, input, by)
      storing.catch(() => {})
      stored = await storing
      await point
      for (const line of stored.timeline ?? []) {
        tx.write(TIMELINE, [
          by.newId(),
          line.personId,
          line.at,
          line.what,
          line.aboutId,
          line.classBit,
          asker.organisationId,
          asker.teamId,
          asker.actorId,
        ])
      }
      // people the store turned out to make or find are held like those it named
      const found = (stored.people ?? []).filter((id) => !people.includes(id))
      if (found.length > 0) tx.row('select net.lock($1::uuid[], $1::uuid[], $2::uuid[])', [[], found])
      const reliant =
        changes.length > 0
          ? await tx.rows<{ id: string }>('select net.touched($1::uuid[]) as id', [changes])
          : []
      touched = [...new Set([...people, ...(stored.people ?? []), ...reliant.map((r) => r.id)])].sort()
    } catch (cause) {
      // of statements sent together the first that failed says why; the later ones failed only because of it
      const own = cause instanceof StaleVersion || cause instanceof StoreRefused
      const first = own ? cause : (tx.failure ?? cause)
      const code = first instanceof StoreRefused ? first.refusal.code : refusalOfWrite(first)
      // a store may have several things in hand when one of them fails: the others send nothing behind the rollback
      storePart.end()
      if (!code) throw first
      await client.query('rollback to savepoint store')
      tx.failure = undefined
      const refusal = first instanceof StoreRefused ? first.refusal : refuse(code).refusal
      return this.#refused(client, tx, command, people, await asTold(tx, people, refusal))
    }
    await this.#derive(tx, touched)

    // third flight: the record of the command, who did it, and the end
    tx.write(REMEMBER, [id, command.name, digest, 'done', null, JSON.stringify(stored.made), DOOR_VERSION])
    audit(tx, command.name, touched, ids(stored.made), 'done')
    await commit(client, tx)
    return ok({ made: stored.made, replayed: false })
  }

  /** The derived rows of these people (who may see them, what is owed to them), recomputed from their facts by the roles that own them. */
  async #derive(tx: Tx, people: readonly string[]): Promise<void> {
    if (people.length === 0) return
    const facts = tx.rows<{ person_id: string; facts: unknown }>(
      'select person_id, facts from net.facts($1::uuid[])',
      [people],
    )
    const rows = this.#o.derive.rowsFor((await facts).map((f) => ({ personId: f.person_id, facts: f.facts })))
    tx.row('select net.replace($1::jsonb, $2::uuid[])', [JSON.stringify(rows), people])
    tx.row('select acl.refresh($1::uuid[])', [people])
  }

  async #refused(
    client: pg.PoolClient,
    tx: PipelinedTx,
    command: Command,
    people: readonly string[],
    refusal: Refusal,
    remember?: { id: string; digest: Buffer },
  ): Promise<Result<Done>> {
    if (remember)
      tx.write(REMEMBER, [
        remember.id,
        command.name,
        remember.digest,
        refusal.code,
        JSON.stringify(refusal),
        '{}',
        DOOR_VERSION,
      ])
    audit(tx, command.name, people, [], refusal.code)
    await commit(client, tx)
    return { ok: false, refusal }
  }
}

const KNOWN =
  'select digest, outcome, refusal, made from audit.command where actor_id = (select ctx.actor()) and id = $1'
const REMEMBER = `insert into audit.command (actor_id, id, name, digest, outcome, refusal, made, door_version, at)
  values ((select ctx.actor()), $1, $2, $3, $4, $5, $6, $7, (select ctx.now()))`
const TIMELINE = `insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
const ids = (made: Stored['made']): string[] =>
  Object.values(made).filter((v): v is string => z.uuid().safeParse(v).success)
