import type pg from 'pg'
import { statementName } from '#platform/database/pool.ts'
import type { Asker } from './asker.ts'

/** Rows of one statement. Values are always parameters; the text never holds a literal of anybody's typing. */
export interface Tx {
  rows<R extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>
  /** The first row, or undefined. */
  row<R extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<R | undefined>
  /** How many rows a write touched: 0 means hidden, absent or of another version, alike. */
  write(text: string, values?: readonly unknown[]): Promise<number>
  /** Who asks; known when the first flight has answered. Statements may be sent before. */
  readonly asker: Promise<Asker>
}

/** A transaction on one pipelined connection. Nothing is awaited here: order on the wire is the order of calls. */
export class PipelinedTx implements Tx {
  readonly #client: pg.PoolClient
  readonly asker: Promise<Asker>
  /** The first statement that failed; every later one fails only because of it. */
  failure: unknown

  constructor(client: pg.PoolClient, asker: Promise<Asker>) {
    this.#client = client
    this.asker = asker
    asker.catch(() => {})
  }

  #send<R extends object>(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<R>> {
    const sent = this.#client.query<R>({ name: statementName(text), text, values: values as unknown[] })
    // a statement whose caller has already failed must not become an unhandled rejection
    sent.catch((cause: unknown) => {
      this.failure ??= cause
    })
    return sent
  }

  rows<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]> {
    return this.#quiet(this.#send<R>(text, values).then((r) => r.rows))
  }

  row<R extends object>(text: string, values?: readonly unknown[]): Promise<R | undefined> {
    return this.#quiet(this.#send<R>(text, values).then((r) => r.rows[0]))
  }

  write(text: string, values?: readonly unknown[]): Promise<number> {
    return this.#quiet(this.#send(text, values).then((r) => r.rowCount ?? 0))
  }

  /**
   * A part that can be ended. Statements of a part that has ended are not sent: work that goes on after another statement of
   * the same part failed must not write behind the rollback to its savepoint.
   */
  part(): { readonly tx: Tx; end(): void } {
    let ended = false
    const open = <T>(send: () => Promise<T>): Promise<T> =>
      ended ? this.#quiet(Promise.reject(new Error('this part of the transaction has ended'))) : send()
    return {
      tx: {
        rows: (text, values) => open(() => this.rows(text, values)),
        row: (text, values) => open(() => this.row(text, values)),
        write: (text, values) => open(() => this.write(text, values)),
        asker: this.asker,
      },
      end: () => {
        ended = true
      },
    }
  }

  #quiet<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => {})
    return promise
  }
}
