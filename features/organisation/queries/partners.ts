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
  /** It is asked for a token before anything is sent there. */
  readonly asksToken: boolean
  /** Referrals that a machine follows there now, and those whose telling was given up. */
  readonly followed: number
  readonly givenUp: number
  readonly tries: readonly { readonly at: Instant; readonly outcome: string; readonly went: boolean }[]
}
/** A service that gets its referrals in a partner's system too. */
export interface PartnerDoor {
  readonly id: string
  readonly service: string
  readonly partner: string
  readonly target: string
  /** Messages that wait, the oldest of them, and those that did not get there, of the last 30 days. */
  readonly waiting: number
  readonly waitingSince: Instant | null
  readonly notThere: number
  readonly taken: number
}
export interface Partners {
  readonly organisationId: string
  readonly organisation: string
  readonly partners: readonly Partner[]
  readonly doors: readonly PartnerDoor[]
  /** Services that have no such door yet. */
  readonly services: readonly { readonly id: string; readonly name: string }[]
  readonly fresh: boolean
}

const ONE = `select o.id as "organisationId", o.name as organisation from tc.organisation o where o.id = $1 and ctx.may_clients(o.id)`
const ALL = `select e.id, e.name, e.address, e.token_address is not null as "asksToken", e.listed_at as "listedAt", f.name as "listedBy",
    (select count(*)::int from tc.subscription s where s.endpoint_id = e.id and s.state = 'active') as followed,
    (select count(*)::int from tc.subscription s where s.endpoint_id = e.id and s.state = 'error') as "givenUp",
    coalesce((select jsonb_agg(jsonb_build_object('at', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'outcome', t.outcome, 'went', t.went) order by t.at desc, t.id)
      from (select * from tc.partner_try y where y.endpoint_id = e.id order by y.at desc, y.id limit 20) t), '[]') as tries
  from tc.partner_endpoint e join tc.staff f on f.id = e.listed_by
  where e.organisation_id = $1 and e.ended_at is null and ctx.may_clients($1) order by lower(e.name), e.id limit 200`

const DOORS = `select d.id, s.name as service, e.name as partner, d.target_system || ' ' || d.target_value as target, m.*
  from tc.partner_door d join tc.partner_endpoint e on e.id = d.endpoint_id and e.ended_at is null join tc.service s on s.id = d.service_id,
    lateral ctx.counts_of_door(d.id) m
  where d.organisation_id = $1 and d.ended_at is null and ctx.may_clients($1) order by lower(s.name), d.id limit 200`
const SERVICES = `select s.id, s.name || ', ' || o.name as name from tc.service s join tc.team t on t.id = s.team_id and t.closed_at is null join tc.organisation o on o.id = t.organisation_id
  where ctx.may_clients($1) and not exists (select from tc.partner_door d where d.service_id = s.id and d.organisation_id = $1 and d.ended_at is null)
  order by lower(s.name), s.id limit 500`

/** The partners' addresses that an organisation lists, for whoever keeps its machine logins; undefined for anybody else's. */
export const partners = defineQuery<{ organisationId: string }, Partners | undefined>({
  name: 'partner.list',
  title: 'The partners’ addresses of an organisation',
  input: z.strictObject({ organisationId: z.uuid() }),
  right: 'client.manage',
  async run(tx, { organisationId }) {
    const [one, all, doors, services, shown] = await Promise.all([
      tx.row<Pick<Partners, 'organisationId' | 'organisation'>>(ONE, [organisationId]),
      tx.rows<Partner>(ALL, [organisationId]),
      tx.rows<PartnerDoor>(DOORS, [organisationId]),
      tx.rows<Partners['services'][number]>(SERVICES, [organisationId]),
      tx.row<{ at: Instant | null }>('select ctx.second_factor_at() as at'),
    ])
    const fresh = decideSecret({ may: true, secondFactorAt: shown?.at ?? null }, (await tx.asker).now).ok
    return one && { ...one, partners: all, doors, services, fresh }
  },
  shows: () => [],
})
