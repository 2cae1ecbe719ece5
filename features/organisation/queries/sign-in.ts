import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** How the staff of an organisation sign in through its own provider. No secret is in it: the host of the installation holds that. */
export interface SignInSettings {
  readonly version: number
  readonly issuer: string
  readonly clientId: string
  readonly secretName: string
  readonly emailDomains: readonly string[]
  readonly otherHosts: readonly string[]
  readonly secondFactorProof: 'amr' | 'acr' | 'declared'
  readonly secondFactorValues: readonly string[]
  readonly secondFactorDeclaredBy: string | null
  readonly secondFactorDeclaredAt: Instant | null
  readonly emailProof: 'verified' | 'declared'
  readonly emailDeclaredBy: string | null
  readonly emailDeclaredAt: Instant | null
  readonly changedAt: Instant
  readonly changedBy: string
  /** The version that was tested last, and what the test found: 'ok' or why not. */
  readonly testedVersion: number | null
  readonly testedAt: Instant | null
  readonly testedOutcome: string | null
}

export interface LinkedAccount {
  readonly staffId: string
  readonly name: string
  readonly linkedAt: Instant
}

export interface SignIn {
  readonly organisationId: string
  readonly organisation: string
  readonly settings: SignInSettings | null
  /** Staff whose account at a provider is known here. */
  readonly linked: readonly LinkedAccount[]
}

const ONE = `select o.id as "organisationId", o.name as organisation from tc.organisation o where o.id = $1 and ctx.may_sign_in(o.id)`
const SETTINGS = `select version, issuer, client_id as "clientId", secret_name as "secretName", email_domains as "emailDomains", other_hosts as "otherHosts",
    second_factor_proof as "secondFactorProof", second_factor_values as "secondFactorValues", second_factor_declared_by as "secondFactorDeclaredBy",
    second_factor_declared_at as "secondFactorDeclaredAt", email_proof as "emailProof", email_declared_by as "emailDeclaredBy",
    email_declared_at as "emailDeclaredAt", changed_at as "changedAt", changed_by as "changedBy", tested_version as "testedVersion",
    tested_at as "testedAt", tested_outcome as "testedOutcome"
  from ctx.sign_in_settings($1)`
const LINKED = `select staff_id as "staffId", name, max(linked_at) as "linkedAt" from ctx.linked_accounts($1) group by staff_id, name order by name`

/** The sign-in settings of an organisation, for whoever may set them; undefined for anybody else's. */
export const signInSettings = defineQuery<{ organisationId: string }, SignIn | undefined>({
  name: 'sign-in.settings',
  title: 'How the staff of an organisation sign in',
  input: z.strictObject({ organisationId: z.uuid() }),
  right: 'sign-in.manage',
  async run(tx, { organisationId }) {
    const [one, settings, linked] = await Promise.all([
      tx.row<{ organisationId: string; organisation: string }>(ONE, [organisationId]),
      tx.row<SignInSettings>(SETTINGS, [organisationId]),
      tx.rows<LinkedAccount>(LINKED, [organisationId]),
    ])
    return one && { ...one, settings: settings ?? null, linked }
  },
  shows: () => [],
})
