import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import {
  ALL_MACHINE_SCOPES,
  type ClientFacts,
  decideSecret,
  type MachineScope,
} from '#core/people/machine-scopes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** SHA-256 of a secret, in hex: the secret itself stays with its maker, so that no row and no log holds it. */
export const secretSha256 = z.string().regex(/^[0-9a-f]{64}$/)

const input = z.strictObject({
  clientId: z.uuid(),
  organisationId: z.uuid(),
  teamId: z.uuid(),
  name: z.string().trim().min(1).max(60),
  scopes: z
    .array(z.enum(ALL_MACHINE_SCOPES as [MachineScope, ...MachineScope[]]))
    .min(1)
    .max(40),
  secretSha256,
})
type Input = z.infer<typeof input>
interface Facts extends ClientFacts {
  readonly team: boolean
  readonly taken: boolean
}

const FACTS = `select ctx.may_clients($1) as may, ctx.second_factor_at() as "secondFactorAt",
    exists (select from tc.team where id = $2 and organisation_id = $1) as team,
    exists (select from ctx.clients_of($1) where revoked_at is null and lower(name) = lower($3)) as taken`

/**
 * Makes a machine login for one team of an organisation: it sees what the team sees, does what its scopes name, and no more. Whoever
 * manages the team gets a task.
 */
export const makeClient = defineCommand<Input, Facts | undefined, null>({
  name: 'client.make',
  version: 1,
  title: 'Make a machine login of an organisation',
  input,
  right: 'client.manage',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.organisationId, i.teamId, i.name]),
  decide(facts, _i, by) {
    if (!facts?.may || !facts.team) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.taken) return refuse('MACHINE_NAME_TAKEN', { field: 'name' })
    return decideSecret(facts, by.now)
  },
  async store(tx, _decision, i, by) {
    const row = await tx.row<{ made: boolean }>(
      'select ctx.make_client($1, $2, $3, $4, $5, $6, $7) as made',
      [
        i.clientId,
        i.organisationId,
        i.teamId,
        i.name,
        [...new Set(i.scopes)],
        Buffer.from(i.secretSha256, 'hex'),
        by.newId(),
      ],
    )
    await expectWritten(Promise.resolve(row?.made ? 1 : 0))
    return { made: { clientId: i.clientId } }
  },
})
