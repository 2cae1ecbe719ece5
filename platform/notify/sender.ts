import type pg from 'pg'
import { type Adapter, type OutChannel, type OutgoingMessage, SendFailed } from './message.ts'

/** 'practice': nothing leaves, and each is kept as what would have been sent. */
export type Ways = Partial<Record<OutChannel, Adapter>> | 'practice'

export interface SentCount {
  readonly sent: number
  readonly held: number
  readonly failed: number
}

/**
 * Sends what waits, one after the other, until nothing is due or `limit` is reached.
 * Whether a message may go is asked at the moment of sending, in a transaction that stays open while it is handed over: what
 * forbids it can be written before or after, never between. A message that was taken by a worker which was ended is taken again
 * first (`again`), so that the provider can be asked whether it has it.
 * Needs: no second sender at the same time (the worker holds one lock for that).
 */
export async function sendWaiting(client: pg.ClientBase, ways: Ways, limit: number): Promise<SentCount> {
  const count = { sent: 0, held: 0, failed: 0 }
  for (let n = 0; n < limit; n += 1) {
    const claimed = await client.query<{ message: OutgoingMessage | null }>(
      'select net.claim_message(true) as message',
    )
    const message = claimed.rows[0]?.message
    if (!message) break
    count[await sendOne(client, ways, message)] += 1
  }
  return count
}

async function sendOne(
  client: pg.ClientBase,
  ways: Ways,
  message: OutgoingMessage,
): Promise<keyof SentCount> {
  await client.query('begin')
  try {
    const may = await client.query<{ may: string }>('select net.release_message($1) as may', [message.id])
    if (may.rows[0]?.may !== 'yes') {
      await client.query('commit')
      return 'held'
    }
    const adapter = ways === 'practice' ? undefined : ways[message.channel]
    if (ways !== 'practice' && !adapter)
      throw new SendFailed(
        `this installation has no way to send ${message.channel === 'text' ? 'a text' : 'an email'}`,
        true,
      )
    const reference = adapter ? await adapter.send(message) : message.id
    await client.query('select net.message_sent($1, $2, $3)', [
      message.id,
      ways === 'practice' ? 'practice' : 'sent',
      reference,
    ])
    await client.query('commit')
    return 'sent'
  } catch (cause) {
    await client.query('rollback')
    // what nobody foresaw fails this message alone; where it was the database's connection, this fails too and ends the round
    const [why, final] =
      cause instanceof SendFailed
        ? [cause.message, cause.final]
        : ['sending it failed in a way that nobody foresaw', false]
    await client.query('select net.message_failed($1, $2, $3)', [message.id, why, final])
    return 'failed'
  }
}
