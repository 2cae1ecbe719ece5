import type pg from 'pg'
import { startLoop } from '#platform/database/loop.ts'
import { tellHooks } from '#platform/notify/hooks.ts'
import { sendMessages } from '#platform/notify/messages.ts'
import type { PartnerKey } from '#platform/notify/partner-token.ts'

export interface FollowingOptions {
  /** The login tc_job of the database. */
  readonly login: pg.ClientConfig
  /** Between two rounds. */
  readonly everyMs: number
  readonly inside: readonly string[]
  readonly key?: PartnerKey | undefined
  failed?(cause: Error): void
}

/**
 * Tells partners' systems that a referral they follow went on, and sends them the referrals that are theirs, until stopped. Several
 * workers share the work: each claims one at a time.
 */
export const startFollowing = (o: FollowingOptions): { stop(): Promise<void> } =>
  startLoop(
    { ...o, name: 'following', againMs: Math.min(o.everyMs, 5_000) },
    async ({ client, stopped, nap }) => {
      const { mode } = (await client.query<{ mode: string }>('select ctx.mode() as mode')).rows[0]!
      const rules = { loopback: mode !== 'live', stays: mode !== 'live', inside: o.inside }
      while (!stopped()) {
        await tellHooks(client, rules)
        await sendMessages(client, { ...rules, key: o.key })
        await nap(o.everyMs)
      }
    },
  )
