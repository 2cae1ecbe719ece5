import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { type ClientFacts, decideSecret } from '#core/people/machine-scopes.ts'
import { readPartnerAddress } from '#core/referral/follow.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({
  endpointId: z.uuid(),
  organisationId: z.uuid(),
  name: z.string().trim().min(1).max(100),
  address: z.string().trim().min(10).max(500),
  /** Where that system gives out tokens, and by what name it knows ours there; null where it asks for none. */
  token: z
    .strictObject({ address: z.string().trim().min(10).max(500), name: z.string().trim().min(1).max(200) })
    .nullable()
    .default(null),
})
type Input = z.infer<typeof input>
interface Facts extends ClientFacts {
  readonly listed: boolean
  readonly mode: string
}
const FACTS = `select ctx.may_clients($1) as may, ctx.second_factor_at() as "secondFactorAt", ctx.mode() as mode,
    exists (select from tc.partner_endpoint where organisation_id = $1 and address = $2 and ended_at is null) as listed`
const ADD = `insert into tc.partner_endpoint (id, organisation_id, name, address, listed_at, listed_by, token_address, client_name)
  values ($1, $2, $3, $4, (select ctx.now()), (select ctx.actor()), $5, $6)`

/**
 * Lists the address of a partner's system, to which this organisation's machines may have it told how their referrals go on. Nothing is
 * ever sent to another address. Asks for a second factor as lately as a secret does, because it opens a way out.
 */
export const addPartner = defineCommand<
  Input,
  Facts | undefined,
  { readonly address: string; readonly tokenAddress: string | null }
>({
  name: 'partner.add',
  version: 1,
  title: 'List the address of a partner’s system',
  input,
  right: 'client.manage',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.organisationId, i.address]),
  decide(facts, i, by) {
    if (!facts?.may) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const address = readPartnerAddress(i.address, facts.mode === 'practice')
    if (address === undefined) return refuse('PARTNER_ADDRESS', { field: 'address' })
    const tokenAddress = i.token ? readPartnerAddress(i.token.address, facts.mode === 'practice') : null
    if (tokenAddress === undefined) return refuse('PARTNER_ADDRESS', { field: 'tokenAddress' })
    if (facts.listed) return refuse('PARTNER_LISTED', { field: 'address' })
    const fresh = decideSecret(facts, by.now)
    return fresh.ok ? { ok: true, value: { address, tokenAddress } } : fresh
  },
  async store(tx, { address, tokenAddress }, i) {
    await expectWritten(
      tx.write(ADD, [i.endpointId, i.organisationId, i.name, address, tokenAddress, i.token?.name ?? null]),
    )
    return { made: { endpointId: i.endpointId } }
  },
})
