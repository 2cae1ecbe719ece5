import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({ organisationId: z.uuid(), clientId: z.uuid() })
type Input = z.infer<typeof input>

const ALIVE = 'select exists (select from ctx.clients_of($1) where id = $2 and revoked_at is null) as alive'

/**
 * Ends a machine login for good: it is refused on its very next request. Asks for no fresh second factor: whoever finds that a secret
 * has got out must not be held up.
 */
export const revokeClient = defineCommand<Input, { readonly alive: boolean } | undefined, null>({
  name: 'client.revoke',
  version: 1,
  title: 'End a machine login',
  input,
  right: 'client.manage',
  people: () => [],
  load: (tx, i) => tx.row<{ alive: boolean }>(ALIVE, [i.organisationId, i.clientId]),
  decide: (facts) => (facts?.alive ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    const row = await tx.row<{ written: number }>('select ctx.revoke_client($1) as written', [i.clientId])
    await expectWritten(Promise.resolve(row?.written ?? 0))
    return { made: { clientId: i.clientId } }
  },
})
