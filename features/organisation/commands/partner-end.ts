import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({ organisationId: z.uuid(), endpointId: z.uuid() })
const STANDS = `select exists (select from tc.partner_endpoint where id = $2 and organisation_id = $1 and ended_at is null and ctx.may_clients($1)) as stands`
const END = `update tc.partner_endpoint set ended_at = (select ctx.now()), ended_by = (select ctx.actor()), version = version + 1
  where id = $1 and ended_at is null`

/** Takes the address of a partner off the list: nothing is sent there from now on, whatever waits. */
export const endPartner = defineCommand<z.infer<typeof input>, boolean, null>({
  name: 'partner.end',
  version: 1,
  title: 'Take the address of a partner’s system off the list',
  input,
  right: 'client.manage',
  people: () => [],
  load: async (tx, i) =>
    (await tx.row<{ stands: boolean }>(STANDS, [i.organisationId, i.endpointId]))?.stands === true,
  decide: (stands) => (stands ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(END, [i.endpointId]))
    return { made: { endpointId: i.endpointId } }
  },
})
