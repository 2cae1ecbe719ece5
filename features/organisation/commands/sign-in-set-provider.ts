import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { decideSignInChange, isIssuer, type SignInFacts } from '#core/people/sign-in.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const word = z.string().regex(/^[\w.:/~-]{1,120}$/)
const host = z.string().regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/)

/** `version`: the one that was seen; left out where there was none. Domains in lower case, without the @. */
const input = z.strictObject({
  organisationId: z.uuid(),
  version: z.int().min(1).optional(),
  issuer: z.string().min(10).max(300),
  clientId: z.string().trim().min(1).max(200),
  secretName: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  emailDomains: z
    .array(z.string().regex(/^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/))
    .min(1)
    .max(20),
  otherHosts: z.array(host).max(10),
  secondFactor: z.discriminatedUnion('proof', [
    z.strictObject({ proof: z.enum(['amr', 'acr']), values: z.array(word).min(1).max(20) }),
    z.strictObject({ proof: z.literal('declared') }),
  ]),
  emailProof: z.enum(['verified', 'declared']),
})
type Input = z.infer<typeof input>

/** What either change of a provider asks first. */
export const SIGN_IN_FACTS = `select ctx.may_sign_in($1) as may, (select version from ctx.sign_in_settings($1)) as version,
    ctx.second_factor_at() as "secondFactorAt", ctx.domain_held($1, $2, $3, $4) as held`
const SET = 'select ctx.set_provider($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as written'

/**
 * Sets through which provider the staff of an organisation sign in. Nobody is sent there before a test of these settings has passed;
 * the root owner of the organisation gets a task when the provider is another one.
 */
export const setProvider = defineCommand<Input, SignInFacts | undefined, { readonly version: number | null }>(
  {
    name: 'sign-in.set-provider',
    version: 1,
    title: 'Set through which provider the staff of an organisation sign in',
    input,
    right: 'sign-in.manage',
    people: () => [],
    load: (tx, i) =>
      tx.row<SignInFacts>(SIGN_IN_FACTS, [i.organisationId, i.emailDomains, i.issuer, i.clientId]),
    decide(facts, i, by) {
      if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
      if (facts.may && !isIssuer(i.issuer)) return refuse('SIGN_IN_NOT_OVER_HTTPS', { field: 'issuer' })
      return decideSignInChange(facts, i.version ?? null, by.now)
    },
    async store(tx, { version }, i, by) {
      const values = i.secondFactor.proof === 'declared' ? [] : i.secondFactor.values
      const row = await tx.row<{ written: number }>(SET, [
        i.organisationId,
        version,
        i.issuer,
        i.clientId,
        i.secretName,
        [...new Set(i.emailDomains)],
        [...new Set(i.otherHosts)],
        i.secondFactor.proof,
        values,
        i.emailProof,
        by.newId(),
      ])
      await expectWritten(Promise.resolve(row?.written ?? 0))
      return { made: { organisationId: i.organisationId, version: (version ?? 0) + 1 } }
    },
  },
)
