import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { decideSecret } from '#core/people/machine-scopes.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** A machine login of an organisation. Neither its secret nor a token is in it: only their hashes are kept. */
export interface ClientShown {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly teamId: string
  readonly team: string
  /** A fixed token of the command line: it has rights instead of scopes, and no secret to fetch others with. */
  readonly fixed: boolean
  readonly scopes: readonly string[]
  readonly rights: readonly string[]
  readonly madeAt: Instant
  /** Null for a fixed token: whoever runs the installation made it. */
  readonly madeBy: string | null
  /** When its secret or its keys were set. */
  readonly secretMadeAt: Instant | null
  /** Names of its public keys, where it signs for itself; null where it has a secret. */
  readonly keyIds: readonly string[] | null
  readonly lastUsedAt: Instant | null
  readonly revokedAt: Instant | null
  readonly revokedBy: string | null
}

export interface Clients {
  readonly organisationId: string
  readonly organisation: string
  readonly clients: readonly ClientShown[]
  /** Teams of the organisation for which one can be made. */
  readonly teams: readonly { readonly id: string; readonly name: string }[]
  /** Whether the asker showed a second factor so lately that a secret may be made. */
  readonly fresh: boolean
}

const ONE = `select o.id as "organisationId", o.name as organisation from tc.organisation o where o.id = $1 and ctx.may_clients(o.id)`
const CLIENTS = `select id, name, version, team_id as "teamId", team, fixed, scopes, rights, made_at as "madeAt", made_by as "madeBy",
    secret_made_at as "secretMadeAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt", revoked_by as "revokedBy",
    key_ids as "keyIds"
  from ctx.clients_of($1)`
const FRESH = 'select ctx.second_factor_at() as at'
const TEAMS =
  'select id, name from tc.team where organisation_id = $1 and ctx.may_clients($1) order by name, id'

/** The machine logins of an organisation, for whoever keeps them; undefined for anybody else's. */
export const clients = defineQuery<{ organisationId: string }, Clients | undefined>({
  name: 'client.list',
  title: 'The machine logins of an organisation',
  input: z.strictObject({ organisationId: z.uuid() }),
  right: 'client.manage',
  async run(tx, { organisationId }) {
    const [one, all, teams, shown] = await Promise.all([
      tx.row<{ organisationId: string; organisation: string }>(ONE, [organisationId]),
      tx.rows<ClientShown>(CLIENTS, [organisationId]),
      tx.rows<{ id: string; name: string }>(TEAMS, [organisationId]),
      tx.row<{ at: Instant | null }>(FRESH),
    ])
    const fresh = decideSecret({ may: true, secondFactorAt: shown?.at ?? null }, (await tx.asker).now).ok
    return one && { ...one, clients: all, teams, fresh }
  },
  shows: () => [],
})
