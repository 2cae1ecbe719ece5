import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { readCriteria } from '#core/referral/follow.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** Most referrals that one machine follows at once. Ours. */
const MOST_FOLLOWED = 5_000

const input = z.strictObject({
  subscriptionId: z.uuid(),
  criteria: z.string().max(200),
  address: z.string().max(500),
  reason: z.string().trim().min(1).max(200),
})
type Input = z.infer<typeof input>
interface Facts {
  readonly endpointId: string | null
  readonly version: number | null
  readonly followed: number
}
const FACTS = `select
    (select e.id from tc.partner_endpoint e where e.organisation_id = (select ctx.organisation()) and e.address = $1 and e.ended_at is null) as "endpointId",
    (select r.version from tc.referral r where r.id = $2 and r.from_team_id = any ((select ctx.grantees())::uuid[])) as version,
    (select count(*)::int from tc.subscription s where s.client_id = (select ctx.actor()) and s.state = 'active') as followed`
const FOLLOW = `insert into tc.subscription (id, organisation_id, client_id, endpoint_id, referral_id, criteria, reason, state, made_at, told_version, next_try_at)
  values ($1, (select ctx.organisation()), (select ctx.actor()), $2, $3, $4, $5, 'active', (select ctx.now()), $6, (select ctx.now()))`

/**
 * A machine follows a referral that its team sent: a listed partner's system is told when something of it changed, from now on. Refuses:
 * FOLLOW_NOT_THIS (criteria), FOLLOW_NOT_LISTED (address), NOT_FOUND_OR_NOT_YOURS, TOO_MANY_TRIES.
 */
export const follow = defineCommand<
  Input,
  Facts | undefined,
  Facts & { referralId: string; criteria: string }
>({
  name: 'referral.follow',
  version: 1,
  title: 'Have a partner’s system told how a referral goes on',
  input,
  right: 'referral.read',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.address, readCriteria(i.criteria)?.referralId ?? null]),
  decide(facts, i, by) {
    if (by.asker.kind !== 'machine') return refuse('NOT_ALLOWED')
    const read = readCriteria(i.criteria)
    if (!read) return refuse('FOLLOW_NOT_THIS', { field: 'criteria' })
    if (!facts || facts.version === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.endpointId === null) return refuse('FOLLOW_NOT_LISTED', { field: 'channel.endpoint' })
    if (facts.followed >= MOST_FOLLOWED) return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
    return ok({ ...facts, ...read })
  },
  async store(tx, d, i) {
    await expectWritten(
      tx.write(FOLLOW, [i.subscriptionId, d.endpointId, d.referralId, d.criteria, i.reason, d.version]),
    )
    return { made: { subscriptionId: i.subscriptionId } }
  },
})

const stopInput = z.strictObject({ subscriptionId: z.uuid() })
const STANDS = `select exists (select from tc.subscription where id = $1 and client_id = (select ctx.actor()) and state <> 'off') as stands`
const STOP = `update tc.subscription set state = 'off', version = version + 1 where id = $1 and state <> 'off'`

/** A machine follows no longer. */
export const stopFollowing = defineCommand<z.infer<typeof stopInput>, boolean, null>({
  name: 'referral.stop-following',
  version: 1,
  title: 'Stop having a partner’s system told how a referral goes on',
  input: stopInput,
  right: 'referral.read',
  people: () => [],
  load: async (tx, i) => (await tx.row<{ stands: boolean }>(STANDS, [i.subscriptionId]))?.stands === true,
  decide: (stands) => (stands ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(STOP, [i.subscriptionId]))
    return { made: { subscriptionId: i.subscriptionId } }
  },
})
