import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { decideSecret } from '#core/people/machine-scopes.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** The address of a partner's system, with what came of the last tries. */
export interface Partner {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly listedAt: Instant
  readonly listedBy: string
  /** Referrals that a machine follows there now, and those whose telling was given up. */
  readonly followed: number
  readonly givenUp: number
  readonly tries: readonly { readonly at: Instant; readonly outcome: string; readonly went: boolean }[]
}
export interface Partners {
  readonly organisationId: string
  readonly organisation: string
  readonly partners: readonly Partner[]
  readonly fresh: boolean
}

const ONE = `select o.id as "organisationId", o.name as organisation from tc.organisation o where o.id = $1 and ctx.may_clients(o.id)`
const ALL = `select e.id, e.name, e.address, e.listed_at as "listedAt", f.name as "listedBy",
    (select count(*)::int from tc.subscription s where s.endpoint_id = e.id and s.state = 'active') as followed,
    (select count(*)::int from tc.subscription s where s.endpoint_id = e.id and s.state = 'error') as "givenUp",
    coalesce((select jsonb_agg(jsonb_build_object('at', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'outcome', t.outcome, 'went', t.went) order by t.at desc, t.id)
      from (select * from tc.partner_try y where y.endpoint_id = e.id order by y.at desc, y.id limit 20) t), '[]') as tries
  from tc.partner_endpoint e join tc.staff f on f.id = e.listed_by
  where e.organisation_id = $1 and e.ended_at is null and ctx.may_clients($1) order by lower(e.name), e.id limit 200`

/** The partners' addresses that an organisation lists, for whoever keeps its machine logins; undefined for anybody else's. */
export const partners = defineQuery<{ organisationId: string }, Partners | undefined>({
  name: 'partner.list',
  title: 'The partners’ addresses of an organisation',
  input: z.strictObject({ organisationId: z.uuid() }),
  right: 'client.manage',
  async run(tx, { organisationId }) {
    const [one, all, shown] = await Promise.all([
      tx.row<Pick<Partners, 'organisationId' | 'organisation'>>(ONE, [organisationId]),
      tx.rows<Partner>(ALL, [organisationId]),
      tx.row<{ at: Instant | null }>('select ctx.second_factor_at() as at'),
    ])
    const fresh = decideSecret({ may: true, secondFactorAt: shown?.at ?? null }, (await tx.asker).now).ok
    return one && { ...one, partners: all, fresh }
  },
  shows: () => [],
})
