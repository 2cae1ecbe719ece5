import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import { newToken, seal, tokenHash, unseal } from '#platform/http/session-cookie.ts'
import type { Credentials } from './credentials.ts'
import type { Accounts } from './openid/accounts.ts'
import { type PasswordProblem, passwordProblem } from './passwords.ts'
import { codeSha256 } from './set-up-code.ts'
import { triesKey, usedKey } from './tries.ts'

/** `no`: wrong, unknown or not set up, alike. `held`: too many tries; the same for accounts that exist and that do not. */
export type Answer<T> =
  | { readonly state: 'ok'; readonly value: T }
  | { readonly state: 'no' }
  | { readonly state: 'held' }

const Step = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('second factor'),
    carried: z.string(),
    account: z.string(),
    to: z.string(),
    device: z.enum(['own', 'shared']),
    until: z.number(),
  }),
  z.object({
    kind: z.literal('set-up'),
    carried: z.string(),
    account: z.string(),
    codeSha256: z.string(),
    address: z.string(),
    recoveryCodes: z.array(z.string()),
    until: z.number(),
  }),
])
/** What the browser holds between two steps, sealed: it can neither read nor change it. */
export type Step = z.infer<typeof Step>
type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>

export interface SignInOptions {
  /** As tc_auth: credentials, and the guarded functions that only the sign-in may call. */
  readonly pool: pg.Pool
  readonly credentials: Credentials
  /** Signing in through an organisation's own provider. */
  readonly accounts: Accounts
  readonly secret: string
}

/**
 * Tries in a quarter of an hour before an account, or an address, is held. An address has more: a hospital's thousand
 * computers stand behind one.
 */
export const TRIES = { account: 10, address: 100 }
const STEP_MINUTES = { 'second factor': 10, 'set-up': 15 }

/** Opened: the new session's token, for the cookie. */
export interface Opened {
  readonly token: string
  readonly to: string
}

/** Signing in with password and second factor. No path here ends in a session with a password alone. */
export class SignIn {
  readonly #o: SignInOptions

  constructor(options: SignInOptions) {
    this.#o = options
  }

  get accounts(): Accounts {
    return this.#o.accounts
  }

  async password(from: {
    email: string
    password: string
    address: string
    to: string
    device: 'own' | 'shared'
  }): Promise<Answer<string>> {
    const account = this.#accountKey(from.email)
    if (!(await this.#mayTry([account], from.address))) return { state: 'held' }
    const carried = await this.#o.credentials.checkPassword(from.email, from.password)
    if (carried === undefined) return { state: 'no' }
    return {
      state: 'ok',
      value: this.#sealStep({
        kind: 'second factor',
        carried,
        account,
        to: from.to,
        device: from.device,
        until: this.#untilOf('second factor'),
      }),
    }
  }

  /** Six digits are an authenticator's code, anything else a recovery code. */
  async secondFactor(step: StepOf<'second factor'>, typed: string, address: string): Promise<Answer<Opened>> {
    if (!(await this.#mayTry([step.account], address))) return { state: 'held' }
    const code = typed.replace(/\s/g, '')
    const kind = /^\d{6}$/.test(code) ? 'totp' : 'recovery code'
    const email = await this.#o.credentials.checkSecondFactor(step.carried, kind, code)
    if (email === undefined || !(await this.#firstUse(email, code))) return { state: 'no' }
    return this.#open(email, kind, step.device, step.to)
  }

  /** Takes a one-time code and a password. What is wrong with the password is said only to a holder of a live code. */
  async beginSetUp(from: {
    code: string
    password: string
    address: string
  }): Promise<Answer<string> | { readonly state: 'password'; readonly problem: PasswordProblem }> {
    const sha = codeSha256(from.code)
    if (!(await this.#mayTry([], from.address))) return { state: 'held' }
    const invited = (
      await this.#o.pool.query<{ email: string; name: string }>(
        'select email, name from ctx.invitation($1)',
        [sha],
      )
    ).rows[0]
    if (!invited) return { state: 'no' }
    const problem = passwordProblem(from.password, [invited.name, invited.email])
    if (problem) return { state: 'password', problem }
    const begun = await this.#o.credentials.beginEnrolment(invited, from.password)
    return {
      state: 'ok',
      value: this.#sealStep({
        kind: 'set-up',
        carried: begun.carried,
        account: this.#accountKey(invited.email),
        codeSha256: sha.toString('base64url'),
        address: begun.address,
        recoveryCodes: [...begun.recoveryCodes],
        until: this.#untilOf('set-up'),
      }),
    }
  }

  async finishSetUp(step: StepOf<'set-up'>, typed: string, address: string): Promise<Answer<Opened>> {
    if (!(await this.#mayTry([step.account], address))) return { state: 'held' }
    const code = typed.replace(/\s/g, '')
    const email = await this.#o.credentials.finishEnrolment(step.carried, code)
    if (email === undefined || !(await this.#firstUse(email, code))) return { state: 'no' }
    const accepted = await this.#o.pool.query<{ email: string | null }>(
      'select ctx.accept_invitation($1) as email',
      [Buffer.from(step.codeSha256, 'base64url')],
    )
    if (accepted.rows[0]?.email !== email) {
      // the code ended or was used meanwhile: what was set up with it does not stand
      await this.#o.credentials.remove(email)
      return { state: 'no' }
    }
    return this.#open(email, 'totp', 'own', '/app')
  }

  /** The step a browser came back with; undefined when it is not ours, is of another kind or its minutes are over. */
  stepOf<K extends Step['kind']>(kind: K, sealed: string | undefined): StepOf<K> | undefined {
    if (sealed === undefined) return undefined
    const plain = unseal(this.#o.secret, Buffer.from(sealed, 'base64url'), 'steps of signing in')
    if (plain === undefined) return undefined
    const step = Step.safeParse(JSON.parse(plain))
    return step.success && step.data.kind === kind && step.data.until > Date.now()
      ? (step.data as StepOf<K>)
      : undefined
  }

  async #open(
    email: string,
    secondFactor: 'totp' | 'recovery code',
    device: 'own' | 'shared',
    to: string,
  ): Promise<Answer<Opened>> {
    const token = newToken()
    const opened = await this.#o.pool.query<{ staff: string | null }>(
      'select ctx.open_session($1, $2, $3, $4, $5) as staff',
      [uuidv7(Date.now(), randomBytes(10)), tokenHash(token), email, secondFactor, device],
    )
    // somebody who has left, or holds no post now: the same words as for a wrong code
    if (!opened.rows[0]?.staff) return { state: 'no' }
    await this.#o.pool.query('select ctx.sign_in_worked($1)', [this.#accountKey(email)])
    return { state: 'ok', value: { token, to } }
  }

  async #firstUse(email: string, code: string): Promise<boolean> {
    const key = usedKey(this.#o.secret, email, code)
    const used = await this.#o.pool.query<{ first: boolean }>('select ctx.use_code($1) as first', [key])
    return used.rows[0]?.first ?? false
  }

  async #mayTry(accounts: readonly string[], address: string): Promise<boolean> {
    const keys = [...accounts, this.#key('address', address)]
    const limits = [...accounts.map(() => TRIES.account), TRIES.address]
    const answer = await this.#o.pool.query<{ may: boolean }>(
      'select ctx.try_sign_in($1::text[], $2::int[]) as may',
      [keys, limits],
    )
    return answer.rows[0]?.may ?? false
  }

  #accountKey(email: string): string {
    return this.#key('account', email.toLowerCase())
  }

  /** Keyed, so that the table of tries tells nobody which emails or addresses tried. */
  #key(kind: string, value: string): string {
    return triesKey(this.#o.secret, kind, value)
  }

  #untilOf(kind: Step['kind']): number {
    return Date.now() + STEP_MINUTES[kind] * 60_000
  }

  #sealStep(step: Step): string {
    return seal(this.#o.secret, JSON.stringify(step), 'steps of signing in').toString('base64url')
  }
}
