import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'

const input = z.strictObject({ organisationId: z.uuid(), staffId: z.uuid() })
type Input = z.infer<typeof input>

const LINKED = 'select exists (select from ctx.linked_accounts($1) where staff_id = $2) as linked'

/** Parts a staff member from their account at the provider, and ends their sessions and passkeys: the next sign-in links anew, by work email. */
export const endAccountLink = defineCommand<Input, { readonly linked: boolean } | undefined, null>({
  name: 'sign-in.end-link',
  version: 1,
  title: 'Part a staff member from their account at the provider',
  input,
  right: 'sign-in.manage',
  people: () => [],
  load: (tx, i) => tx.row<{ linked: boolean }>(LINKED, [i.organisationId, i.staffId]),
  decide: (facts) => (facts?.linked ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await tx.row('select ctx.end_account_link($1)', [i.staffId])
    return { made: { staffId: i.staffId } }
  },
})
