import type pg from 'pg'
import { startLoop } from '#platform/database/loop.ts'

export interface SealingOptions {
  /** The login tc_job of the database. */
  readonly login: pg.ClientConfig
  /** Between two rounds; the audit is sealed at least each second. */
  readonly everyMs: number
  /** Told of each round that failed; the next begins as usual. Never with anybody's words in it. */
  failed?(cause: Error): void
}

/** Events sealed in one statement: a round that finds more goes on at once. */
const LOT = 2_000

/**
 * Seals the audit until stopped, over one connection of its own. A second loop does no harm: the database lets one seal at a time.
 * Ended at any instant it has sealed a lot or has not; the next loop goes on from there.
 */
export const startSealing = (o: SealingOptions): { stop(): Promise<void> } =>
  startLoop({ ...o, name: 'sealing', againMs: 2_000 }, async ({ client, stopped, nap }) => {
    while (!stopped()) {
      const round = await client.query<{ n: number }>('select audit.seal($1) as n', [LOT])
      if (round.rows[0]!.n < LOT) await nap(o.everyMs)
    }
  })
