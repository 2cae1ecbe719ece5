import type pg from 'pg'
import { startLoop } from '#platform/database/loop.ts'
import { tellHooks } from '#platform/notify/hooks.ts'

export interface FollowingOptions {
  /** The login tc_job of the database. */
  readonly login: pg.ClientConfig
  /** Between two rounds. */
  readonly everyMs: number
  readonly inside: readonly string[]
  failed?(cause: Error): void
}

/** Tells partners' systems that a referral they follow went on, until stopped. Several workers share the work: each claims one at a time. */
export const startFollowing = (o: FollowingOptions): { stop(): Promise<void> } =>
  startLoop(
    { ...o, name: 'following', againMs: Math.min(o.everyMs, 5_000) },
    async ({ client, stopped, nap }) => {
      const { mode } = (await client.query<{ mode: string }>('select ctx.mode() as mode')).rows[0]!
      const rules = { loopback: mode !== 'live', inside: o.inside }
      while (!stopped()) {
        await tellHooks(client, rules)
        await nap(o.everyMs)
      }
    },
  )
