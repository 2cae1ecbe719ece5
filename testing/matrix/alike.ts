import type pg from 'pg'
import type { Site } from '#testing/site.ts'
import { call, plain } from './call.ts'
import type { Doors, MatrixDoor } from './door.ts'
import { absentIds, type Ids } from './things.ts'

/** Writes down the text of every statement that the serving pool sends, in the order in which it is sent. */
export function statementLog(pool: pg.Pool): { taken(): string[]; stop(): void } {
  let texts: string[] = []
  const kept = new Map<pg.PoolClient, pg.PoolClient['query']>()
  const listen = (client: pg.PoolClient) => {
    if (kept.has(client)) return
    const query = client.query
    kept.set(client, query)
    client.query = function (this: unknown, ...sent: unknown[]) {
      const [first] = sent as [string | { text: string }]
      const text = typeof first === 'string' ? first : first.text
      // the foot of every page, asked anew when its seconds are over
      if (!/net\.heartbeat\(\)|audit\.lag\(\)/.test(text)) texts.push(text)
      return (query as (...args: unknown[]) => unknown).apply(client, sent)
    } as typeof query
  }
  pool.on('acquire', listen)
  return {
    taken() {
      const all = texts
      texts = []
      return all
    },
    stop() {
      pool.off('acquire', listen)
      for (const [client, query] of kept) client.query = query
    },
  }
}

/**
 * The doors at which somebody hidden and somebody who does not exist are told apart, by words or by the statements that were
 * sent: `token` holds every right and stands to nobody.
 */
export async function toldApart(site: Site, doors: Doors, token: string, hidden: Ids): Promise<string[]> {
  const log = statementLog(site.product.appPool)
  const apart: string[] = []
  try {
    for (const [name, door] of Object.entries(doors) as [string, MatrixDoor][]) {
      if (door.by === undefined) continue
      log.taken()
      const there = await call(site, name, door, token, hidden)
      const sentThere = log.taken()
      const nowhere = await call(site, name, door, token, absentIds(hidden))
      const sentNowhere = log.taken()
      if (plain(there) !== plain(nowhere))
        apart.push(`${name}: other words: ${there.status} ${nowhere.status}`)
      // a command that is looked ahead at ends where it is refused: the words are held, the statements are not
      if (door.verb === 'write') continue
      const at = sentThere.findIndex((text, i) => text !== sentNowhere[i])
      if (at >= 0 || sentThere.length !== sentNowhere.length)
        apart.push(
          `${name}: other statements: ${sentThere.length} and ${sentNowhere.length}, first ${(sentThere[at] ?? sentNowhere[sentThere.length] ?? '').slice(0, 80)}`,
        )
    }
  } finally {
    log.stop()
  }
  return apart
}
