import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { type ClientFacts, decideSecret } from '#core/people/machine-scopes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { type MachineKeys, machineKeysShape } from '#platform/identity/machine-keys.ts'

interface Input {
  readonly organisationId: string
  readonly clientId: string
  readonly version: number
  readonly keys: MachineKeys
}
const input: z.ZodType<Input> = z.strictObject({
  organisationId: z.uuid(),
  clientId: z.uuid(),
  version: z.int().min(1),
  keys: machineKeysShape,
})
interface Facts extends ClientFacts {
  /** Null where there is no such login that fetches tokens and has not ended. */
  readonly version: number | null
}

const FACTS = `select ctx.may_clients($1) as may, ctx.second_factor_at() as "secondFactorAt",
    (select version from ctx.clients_of($1) where id = $2 and not fixed and revoked_at is null) as version`

/**
 * Public keys in the place of a machine login's secret: from now on it signs for itself. Its secret and every token fetched before end at
 * once. Refuses as a new secret does.
 */
export const setClientKeys = defineCommand<Input, Facts | undefined, null>({
  name: 'client.set-keys',
  version: 1,
  title: 'Give a machine login public keys instead of a secret',
  input,
  right: 'client.manage',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.organisationId, i.clientId]),
  decide(facts, i, by) {
    if (!facts?.may || facts.version === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.version !== i.version) return refuse('STALE_VERSION')
    return decideSecret(facts, by.now)
  },
  async store(tx, _decision, i, by) {
    const row = await tx.row<{ written: number }>(
      'select ctx.set_client_keys($1, $2, $3::jsonb, $4) as written',
      [i.clientId, i.version, JSON.stringify(i.keys), by.newId()],
    )
    await expectWritten(Promise.resolve(row?.written ?? 0))
    return { made: { clientId: i.clientId } }
  },
})
