import type * as z from 'zod'
import type { Refusal, Result } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Asker } from './asker.ts'
import type { Tx } from './transaction.ts'

/** What a pure rule may know beside the facts: who asks, when, and fresh ids. */
export interface Decider {
  readonly asker: Asker
  readonly now: Instant
  /** UUIDv7 of this moment. Made at the edge: core has neither clock nor randomness. */
  readonly newId: () => string
}

/** One line for the person's timeline: ids and a word, never text. */
export interface TimelineLine {
  readonly personId: string
  readonly at: Instant
  readonly what: string
  readonly aboutId: string
  /** The record class of the fact: identity 1, core 2, shared 4, own-team 8, drug-and-alcohol 16. */
  readonly classBit: number
}

/** What a store did: the ids of the rows it made (the answer, and all a replay needs) and what to tell the timeline. */
export interface Stored {
  readonly made: Readonly<Record<string, string | number | boolean | null>>
  readonly timeline?: readonly TimelineLine[]
  /** People whom the command turned out to touch beyond those it named (registering makes one). */
  readonly people?: readonly string[]
}

/**
 * A named command: every change of the record is one, whatever sent it.
 * `load` and `store` run as the asker under row rules; `decide` is pure. `store` throws `staleVersion()` when a write
 * that carried a version touched no row.
 */
export interface Command<Input = unknown, Facts = unknown, Decision = unknown> {
  readonly name: string
  /** Raised when the meaning of the input changes; part of the digest under which a repeat is recognised. */
  readonly version: number
  readonly title: string
  readonly input: z.ZodType<Input>
  /** One of these rights is enough. */
  readonly right: string | readonly string[]
  /** People the input names; locked before the facts are read. */
  people(input: Input): readonly string[]
  /** Shared facts the command changes, or relies on; locked before people. */
  changes?(input: Input): readonly string[]
  reliesOn?(input: Input): readonly string[]
  load(tx: Tx, input: Input): Promise<Facts>
  decide(facts: Facts, input: Input, by: Decider): Result<Decision>
  store(tx: Tx, decision: Decision, input: Input, by: Decider): Promise<Stored>
}

export const defineCommand = <I, F, D>(command: Command<I, F, D>): Command<I, F, D> => command

/** A named question. `run` may send its statements at once; who asks is `await tx.asker`. */
export interface Query<Input = unknown, Output = unknown> {
  readonly name: string
  readonly title: string
  readonly input: z.ZodType<Input>
  readonly right: string | readonly string[]
  run(tx: Tx, input: Input): Promise<Output>
  /** The people this answer shows: named in the one audit event of the answer. */
  shows(output: Output): readonly string[]
}

export const defineQuery = <I, O>(query: Query<I, O>): Query<I, O> => query

/** Thrown by a query's `run` when it cannot answer as asked: the asker gets the refusal, as from a command. */
export class QueryRefused extends Error {
  readonly refusal: Refusal
  constructor(refused: { readonly refusal: Refusal }) {
    super(refused.refusal.code)
    this.refusal = refused.refusal
  }
}

/** Thrown by a store whose versioned write touched no row; the door answers STALE_VERSION and keeps nothing. */
export class StaleVersion extends Error {}
export const staleVersion = (): never => {
  throw new StaleVersion('the row was of another version, hidden or absent')
}

/**
 * Thrown by a store that met a rule only once rows of its own stood (a person it had just registered): all that it wrote is taken back,
 * and the asker gets the refusal. It is not remembered, because the same may be sent again when the facts have changed.
 */
export class StoreRefused extends Error {
  readonly refusal: Refusal
  constructor(refused: { readonly refusal: Refusal }) {
    super(refused.refusal.code)
    this.refusal = refused.refusal
  }
}

/** Throws StaleVersion unless exactly the rows expected were touched. */
export async function expectWritten(count: Promise<number>, expected = 1): Promise<void> {
  if ((await count) !== expected) staleVersion()
}
