import { createHmac, randomBytes } from 'node:crypto'
import type pg from 'pg'
import * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import { newToken, seal, tokenHash, unseal } from '#platform/http/session-cookie.ts'
import { AFRESH_SECONDS, type OpenId, OpenIdError, type RoundFailed } from './client.ts'
import { type Account, domainOf, type Provider, provedEmail, secondFactorProved } from './proof.ts'

/** Why nobody was let in; also what a test of the settings found, beside `ok`. */
export type NotLetIn =
  | RoundFailed
  | 'no second factor'
  | 'not asked afresh'
  | 'address not proved'
  | 'somebody else'
  | 'nobody here'
  | 'settings changed'

const Step = z.object({
  kind: z.literal('openid'),
  organisationId: z.string(),
  organisation: z.string(),
  version: z.number(),
  url: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** As typed; empty in a test of the settings. */
  email: z.string(),
  to: z.string(),
  device: z.enum(['own', 'shared']),
  test: z.boolean(),
  until: z.number(),
})
/** What the browser holds while it is at the provider, sealed: it can neither read nor change it. */
export type OpenIdStep = z.infer<typeof Step>

const MINUTES = 10
const SEAL = 'steps of signing in'

export type BegunRound =
  | { readonly state: 'begun'; readonly step: string }
  /** No provider answers for this address, whether anybody has it or not. */
  | { readonly state: 'none' }
  | { readonly state: 'failed'; readonly why: NotLetIn }

export type FinishedRound =
  | { readonly state: 'ok'; readonly token: string; readonly to: string }
  | { readonly state: 'tested'; readonly organisationId: string }
  | { readonly state: 'no'; readonly why: NotLetIn }

export interface AccountsOptions {
  /** As tc_auth. */
  readonly pool: pg.Pool
  readonly secret: string
  readonly openId: OpenId
}

/** Signing in through the provider of one's organisation. Without proof of a second factor nobody is let in. */
export class Accounts {
  readonly #o: AccountsOptions

  constructor(options: AccountsOptions) {
    this.#o = options
  }

  /** By the domain of the address alone: nothing is asked about who has it. */
  async begin(from: { email: string; to: string; device: 'own' | 'shared' }): Promise<BegunRound> {
    const found = await this.#o.pool.query<{ id: string | null }>('select ctx.provider_for($1) as id', [
      domainOf(from.email) ?? '',
    ])
    const id = found.rows[0]?.id
    const provider = id ? await this.#provider(id) : undefined
    if (!provider) return { state: 'none' }
    return this.#begin(provider, { ...from, test: false })
  }

  /** A round that opens nothing. What it finds, at once or when the browser is back, is written beside the settings. */
  async beginTest(organisationId: string, to: string): Promise<BegunRound> {
    const provider = await this.#provider(organisationId)
    if (!provider) return { state: 'none' }
    const begun = await this.#begin(provider, { email: '', to, device: 'own', test: true })
    if (begun.state === 'failed') await this.#tested(provider.organisationId, provider.version, begun.why)
    return begun
  }

  async finish(
    step: OpenIdStep,
    answer: Readonly<Record<string, string | undefined>>,
  ): Promise<FinishedRound> {
    const judged = await this.#judge(step, answer).catch((cause: unknown) => {
      if (cause instanceof OpenIdError) return { why: cause.why }
      throw cause
    })
    if (step.test) {
      await this.#tested(step.organisationId, step.version, judged.why ?? 'ok')
      return { state: 'tested', organisationId: step.organisationId }
    }
    if (judged.why !== undefined) return { state: 'no', why: judged.why }
    const token = newToken()
    const opened = await this.#o.pool.query<{ staff: string | null }>(
      'select ctx.open_account_session($1, $2, $3, $4, $5, $6, $7, $8) as staff',
      [
        uuidv7(Date.now(), randomBytes(10)),
        tokenHash(token),
        judged.staffId,
        judged.version,
        judged.account.issuer,
        judged.account.subject,
        step.device,
        // the second factor of this session is as old as the provider says; where it does not say, it counts as none that is fresh
        judged.account.provedAgo ?? null,
      ],
    )
    if (!opened.rows[0]?.staff) return { state: 'no', why: 'nobody here' }
    return { state: 'ok', token, to: step.to }
  }

  /** The step a browser came back with; undefined when it is not ours, is another kind of step or its minutes are over. */
  stepOf(sealed: string | undefined): OpenIdStep | undefined {
    if (sealed === undefined) return undefined
    const plain = unseal(this.#o.secret, Buffer.from(sealed, 'base64url'), SEAL)
    if (plain === undefined) return undefined
    const step = Step.safeParse(JSON.parse(plain))
    return step.success && step.data.until > Date.now() ? step.data : undefined
  }

  async #begin(
    provider: Provider,
    from: { email: string; to: string; device: 'own' | 'shared'; test: boolean },
  ): Promise<BegunRound> {
    try {
      const round = await this.#o.openId.begin(provider, {
        ...(from.email === '' ? {} : { loginHint: from.email }),
        // always: the provider's own session of whoever sat here before opens nothing, and a locked screen stays locked
        afresh: true,
      })
      const step: OpenIdStep = {
        kind: 'openid',
        organisationId: provider.organisationId,
        organisation: provider.organisation,
        version: provider.version,
        ...round,
        ...from,
        until: Date.now() + MINUTES * 60_000,
      }
      return { state: 'begun', step: seal(this.#o.secret, JSON.stringify(step), SEAL).toString('base64url') }
    } catch (cause) {
      if (cause instanceof OpenIdError) return { state: 'failed', why: cause.why }
      throw cause
    }
  }

  async #judge(
    step: OpenIdStep,
    answer: Readonly<Record<string, string | undefined>>,
  ): Promise<
    | { readonly why: NotLetIn }
    | {
        readonly why?: undefined
        readonly staffId: string
        readonly version: number
        readonly account: Account
      }
  > {
    const provider = await this.#provider(step.organisationId)
    if (!provider || provider.version !== step.version) return { why: 'settings changed' }
    // a state is good for one answer, whatever the provider makes of its code
    if (!(await this.#firstUse(step.state))) return { why: 'not sound' }
    const account = await this.#o.openId.finish(provider, step, answer)
    // whoever the provider still knew from before was not asked, whatever it was told
    if (account.provedAgo !== undefined && account.provedAgo > AFRESH_SECONDS)
      return { why: 'not asked afresh' }
    if (step.test) {
      if (!secondFactorProved(provider, account)) return { why: 'no second factor' }
      if (provedEmail(provider, account) === undefined) return { why: 'address not proved' }
      return { staffId: '', version: provider.version, account }
    }
    const email = provedEmail(provider, account)
    const staff = (
      await this.#o.pool.query<{ id: string; organisationId: string; email: string }>(
        'select staff_id as id, organisation_id as "organisationId", email from ctx.staff_of_account($1, $2, $3)',
        [account.issuer, account.subject, email ?? null],
      )
    ).rows[0]
    if (!staff) return { why: email === undefined ? 'address not proved' : 'nobody here' }
    // two organisations may stand behind one client of one issuer: the employer's own settings judge
    const own =
      staff.organisationId === provider.organisationId ? provider : await this.#provider(staff.organisationId)
    if (!own?.tested || own.issuer !== provider.issuer || own.clientId !== provider.clientId)
      return { why: 'nobody here' }
    if (!secondFactorProved(own, account)) return { why: 'no second factor' }
    // on a shared computer the provider may still know whoever was there before
    if (staff.email !== step.email.toLowerCase()) return { why: 'somebody else' }
    return { staffId: staff.id, version: own.version, account }
  }

  async #provider(organisationId: string): Promise<Provider | undefined> {
    const found = await this.#o.pool.query<Provider>(PROVIDER, [organisationId])
    return found.rows[0]
  }

  async #tested(organisationId: string, version: number, outcome: NotLetIn | 'ok'): Promise<void> {
    await this.#o.pool.query('select ctx.provider_tested($1, $2, $3)', [organisationId, version, outcome])
  }

  async #firstUse(state: string): Promise<boolean> {
    const key = createHmac('sha256', this.#o.secret).update(`used state\n${state}`).digest()
    const used = await this.#o.pool.query<{ first: boolean }>('select ctx.use_code($1) as first', [key])
    return used.rows[0]?.first ?? false
  }
}

const PROVIDER = `select organisation_id as "organisationId", organisation, version, issuer, client_id as "clientId", secret_name as "secretName",
    email_domains as "emailDomains", other_hosts as "otherHosts", second_factor_proof as "secondFactorProof",
    second_factor_values as "secondFactorValues", email_proof as "emailProof", tested
  from ctx.provider_of($1)`
