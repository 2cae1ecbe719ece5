import type pg from 'pg'
import { tellDue } from '#features/duty/index.ts'
import { startLoop, type Turning } from '#platform/database/loop.ts'
import {
  adaptersOf,
  type NotifyConfig,
  type OutChannel,
  sendWaiting,
  type Ways,
} from '#platform/notify/index.ts'

/** 'throughcare telling' as a number of our own: whoever holds this lock tells, and nobody else. */
const LOCK = 4_310_013

const MESSAGES_A_LOT = 20

export interface TellingOptions {
  /** The login tc_job of the database. */
  readonly login: pg.ClientConfig
  readonly notify: NotifyConfig
  /** Between two rounds. */
  readonly everyMs: number
  /** Told of each round that failed; the next begins as usual. Never with anybody's words in it. */
  failed?(cause: Error): void
}

/**
 * The telling loop: notices, messages, the daily list, and the heartbeat, until stopped. One connection, which holds a lock of
 * the database for as long as it lives: a second worker waits, and takes over when the first is gone.
 */
export const startTelling = (o: TellingOptions): { stop(): Promise<void> } =>
  startLoop({ ...o, name: 'telling', againMs: Math.min(o.everyMs, 5_000) }, async (turning) => {
    const adapters = adaptersOf(o.notify)
    try {
      await tellUntilStopped(turning, adapters, o.everyMs)
    } finally {
      await Promise.all(Object.values(adapters).map((a) => a.close()))
    }
  })

async function tellUntilStopped(
  { client, stopped, nap }: Turning,
  adapters: ReturnType<typeof adaptersOf>,
  everyMs: number,
): Promise<void> {
  const { mode } = (await client.query<{ mode: string }>('select ctx.mode() as mode')).rows[0]!
  const ways: Ways = mode === 'live' ? adapters : 'practice'
  const channels: OutChannel[] = ways === 'practice' ? ['email', 'text'] : (Object.keys(ways) as OutChannel[])
  while (!stopped()) {
    const lock = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK])
    if (lock.rows[0]?.mine) break
    await nap(everyMs)
  }
  while (!stopped()) {
    await round(client, ways, channels, stopped)
    await nap(everyMs)
  }
}

/** One round. Messages go between the lots of notices, so that the thousandth gap does not keep the first from its reader. */
async function round(
  client: pg.Client,
  ways: Ways,
  channels: readonly OutChannel[],
  stopped: () => boolean,
): Promise<void> {
  const beat = (due: number, told: number) =>
    client.query('select net.beat($1, $2, $3::text[])', [due, told, channels])
  await client.query('select net.release_held()')
  await client.query('select net.warn_agreements($1::text[])', [channels])
  const pass = await tellDue(client, channels, stopped, async ({ due, told }) => {
    await beat(due, told)
    await sendWaiting(client, ways, MESSAGES_A_LOT)
  })
  await client.query('select net.send_digests($1::text[])', [channels])
  // a mail server that answers slowly must not look like a worker that has stopped
  for (let sent = MESSAGES_A_LOT; sent === MESSAGES_A_LOT && !stopped(); ) {
    const done = await sendWaiting(client, ways, MESSAGES_A_LOT)
    sent = done.sent + done.held + done.failed
    await beat(pass.due, pass.told)
  }
}
