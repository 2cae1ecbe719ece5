import type pg from 'pg'
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD, verifyPassword } from './passwords.ts'

/** What the browser carries from one step to the next: the sign-in library's own cookie pairs. It opens nothing by itself. */
export type Carried = string

export interface Enrolment {
  readonly carried: Carried
  /** For an authenticator app, `otpauth://totp/...`; the secret is in it. */
  readonly address: string
  readonly recoveryCodes: readonly string[]
}

/**
 * The sign-in library behind four questions. It checks credentials and nothing else: every session it makes on the way is
 * ended at once, and the session of the product is opened by us, only after both factors.
 */
export interface Credentials {
  /** Undefined for an unknown account, a wrong password and an account without a second factor, alike. */
  checkPassword(email: string, password: string): Promise<Carried | undefined>
  /** The account's email when the code is right; recovery codes are used up by this. */
  checkSecondFactor(
    carried: Carried,
    kind: 'totp' | 'recovery code',
    code: string,
  ): Promise<string | undefined>
  /** Whether it is the code this account's authenticator shows now: for opening a locked screen again, never for signing in. */
  checkCode(email: string, code: string): Promise<boolean>
  /** Begins anew for this account: older credentials are gone from here on, and none work before `finishEnrolment`. */
  beginEnrolment(
    account: { readonly email: string; readonly name: string },
    password: string,
  ): Promise<Enrolment>
  /** The account's email when the first code is right; the second factor then counts. */
  finishEnrolment(carried: Carried, code: string): Promise<string | undefined>
  /** Takes an account's credentials away. */
  remove(email: string): Promise<void>
  /** Reads the library now, so that whoever signs in first does not wait for it. */
  ready(): Promise<void>
}

export const RECOVERY_CODES = 8

/** Looser than the library's own shape would be wrong here: what it refuses early must be refused late. */
const EMAIL = /^[\w.+'-]{1,64}@(?!-)[a-z0-9-]+(?<!-)(?:\.(?!-)[a-z0-9-]+(?<!-))+$/i

export interface CredentialOptions {
  /** As tc_auth, alone with rights in schema auth (`authPool`). */
  readonly pool: pg.Pool
  readonly secret: string
  /** Where people reach this installation; the library asks for it and sends nobody there. */
  readonly address: string
}

/**
 * The library is read when somebody first signs in with a password, not with the program: it takes as long to read as
 * everything else together, and practice mode never asks for it.
 */
async function library(o: CredentialOptions) {
  const [{ betterAuth }, { twoFactor }] = await Promise.all([
    import('better-auth'),
    import('better-auth/plugins'),
  ])
  return betterAuth({
    appName: 'Throughcare',
    database: o.pool,
    secret: o.secret,
    baseURL: o.address,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    session: { cookieCache: { enabled: false }, expiresIn: 15 * 60, disableSessionRefresh: true },
    plugins: [
      twoFactor({
        issuer: 'Throughcare',
        twoFactorCookieMaxAge: 10 * 60,
        backupCodeOptions: { amount: RECOVERY_CODES, length: 10, storeBackupCodes: 'encrypted' },
        accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 15 * 60 },
      }),
    ],
    // ours counts by account and address and knows nothing of routes, since no route of the library is served
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

export function makeCredentials(o: CredentialOptions): Credentials {
  let reading: ReturnType<typeof library> | undefined
  const auth = () => (reading ??= library(o))
  const internal = async () => (await (await auth()).$context).internalAdapter

  const endSession = async (token: string | null | undefined): Promise<void> => {
    if (token) await (await internal()).deleteSession(token)
  }

  const remove = async (email: string): Promise<void> => {
    const users = await internal()
    const known = await users.findUserByEmail(email)
    // sessions, password and second factor go with the account (foreign keys)
    if (known) await users.deleteUser(known.user.id)
  }

  return {
    async ready() {
      await auth()
    },

    async checkPassword(email, password) {
      if (!EMAIL.test(email)) {
        // the library turns these away before it hashes; the answer must not come sooner
        await hashPassword(password)
        return undefined
      }
      const { api } = await auth()
      const answer = await unlessRefused(() =>
        api.signInEmail({ body: { email, password, rememberMe: false }, returnHeaders: true }),
      )
      if (!answer) return undefined
      if ('twoFactorRedirect' in answer.response) return carriedFrom(answer.headers)
      // a password without a second factor behind it opens nothing
      await endSession(answer.response.token)
      return undefined
    },

    async checkSecondFactor(carried, kind, code) {
      const { api } = await auth()
      const ask = { body: { code }, headers: new Headers({ cookie: carried }) }
      const answer = await unlessRefused(() =>
        kind === 'totp' ? api.verifyTOTP(ask) : api.verifyBackupCode(ask),
      )
      if (!answer) return undefined
      await endSession(answer.token)
      return answer.user.email ?? undefined
    },

    async checkCode(email, code) {
      const context = await (await auth()).$context
      const known = await context.internalAdapter.findUserByEmail(email)
      const kept = known
        ? await context.adapter.findOne<{ secret: string; verified: boolean | null }>({
            model: 'twoFactor',
            where: [{ field: 'userId', value: known.user.id }],
          })
        : null
      if (!kept || kept.verified === false) return false
      const [{ symmetricDecrypt }, { createOTP }] = await Promise.all([
        import('better-auth/crypto'),
        import('@better-auth/utils/otp'),
      ])
      const secret = await symmetricDecrypt({ key: context.secretConfig, data: kept.secret })
      return createOTP(secret, { period: 30, digits: 6 }).verify(code)
    },

    async beginEnrolment({ email, name }, password) {
      const users = await internal()
      await remove(email)
      const user = await users.createUser({ email, name, emailVerified: true }, { method: 'email-password' })
      await users.linkAccount({
        userId: user.id,
        providerId: 'credential',
        accountId: user.id,
        password: await hashPassword(password),
      })
      const { api } = await auth()
      const signedIn = await api.signInEmail({
        body: { email, password, rememberMe: false },
        returnHeaders: true,
      })
      const carried = carriedFrom(signedIn.headers)
      const enabled = await api.enableTwoFactor({
        body: { password },
        headers: new Headers({ cookie: carried }),
      })
      if (!('totpURI' in enabled)) throw new Error('the sign-in library gave no secret for an authenticator')
      return { carried, address: enabled.totpURI, recoveryCodes: enabled.backupCodes }
    },

    async finishEnrolment(carried, code) {
      const { api } = await auth()
      const answer = await unlessRefused(() =>
        api.verifyTOTP({ body: { code }, headers: new Headers({ cookie: carried }) }),
      )
      if (!answer) return undefined
      await (await internal()).deleteUserSessions(answer.user.id)
      return answer.user.email ?? undefined
    },

    remove,
  }
}

/** Undefined when the library says no in its own words; its surprises stay surprises. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (cause) {
    const { isAPIError } = await import('better-auth/api')
    if (isAPIError(cause) && cause.statusCode < 500) return undefined
    throw cause
  }
}

/** The `name=value` pairs that a browser would send back. */
const carriedFrom = (headers: Headers): Carried =>
  headers
    .getSetCookie()
    .filter((line) => !/;\s*max-age=0/i.test(line))
    .map((line) => line.split(';')[0] ?? '')
    .join('; ')
