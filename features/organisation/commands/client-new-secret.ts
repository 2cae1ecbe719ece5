import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { type ClientFacts, decideSecret } from '#core/people/machine-scopes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { secretSha256 } from './client-make.ts'

const input = z.strictObject({
  organisationId: z.uuid(),
  clientId: z.uuid(),
  version: z.int().min(1),
  secretSha256,
})
type Input = z.infer<typeof input>
interface Facts extends ClientFacts {
  /** Null where there is no such login that has a secret and has not ended. */
  readonly version: number | null
}

const FACTS = `select ctx.may_clients($1) as may, ctx.second_factor_at() as "secondFactorAt",
    (select version from ctx.clients_of($1) where id = $2 and not fixed and revoked_at is null) as version`

/** A new secret in the place of the old one, for one that was lost or seen: the old one and every token fetched with it end at once. */
export const newClientSecret = defineCommand<Input, Facts | undefined, null>({
  name: 'client.new-secret',
  version: 1,
  title: 'Give a machine login a new secret',
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
    const row = await tx.row<{ written: number }>('select ctx.new_client_secret($1, $2, $3, $4) as written', [
      i.clientId,
      i.version,
      Buffer.from(i.secretSha256, 'hex'),
      by.newId(),
    ])
    await expectWritten(Promise.resolve(row?.written ?? 0))
    return { made: { clientId: i.clientId } }
  },
})
