import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import { newToken, seal, tokenHash, unseal } from '#platform/http/session-cookie.ts'
import type { Answer, Opened } from './sign-in.ts'
import { triesKey, usedKey } from './tries.ts'

export interface PasskeyOptions {
  /** As tc_auth: it alone may say that a signature was checked. */
  readonly pool: pg.Pool
  readonly secret: string
  /** Where people reach this installation. */
  readonly address: string
}

/** For whom a browser keeps a passkey: the host of the public address, and the one origin it may come from. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/** Browsers make no passkey for a number, so an installation on loopback is known to them as localhost. */
export function relyingParty(address: string): RelyingParty {
  const url = new URL(address)
  if (url.hostname === '127.0.0.1') url.hostname = 'localhost'
  return { id: url.hostname, origin: url.origin }
}

/** Minutes for showing a passkey; less than a used challenge is remembered (`ctx.use_code`: five). */
const MINUTES = 4
/** Tries with a passkey from one address in a quarter of an hour. There is nothing to guess: this only spares the machine. */
const TRIES = 300

const Step = z.object({
  kind: z.literal('passkey'),
  challenge: z.string(),
  /** Null opens a new session; else the locked session of this browser is opened again. */
  opens: z.enum(['new session', 'locked session']),
  to: z.string(),
  device: z.enum(['own', 'shared']),
  until: z.number(),
})
/** What the browser holds while its owner looks for the passkey, sealed. */
export type PasskeyStep = z.infer<typeof Step>

const Adding = z.object({ sessionId: z.string(), challenge: z.string(), until: z.number() })

/** What a browser gives back; the library reads the rest of it and refuses what is malformed. */
const Shown = z.object({
  id: z.string().min(16).max(1400),
  rawId: z.string().max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: z.string().max(4000),
    authenticatorData: z.string().max(4000),
    signature: z.string().max(4000),
    userHandle: z.string().max(200).optional(),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()),
})
const Made = z.object({
  id: z.string().min(16).max(1400),
  rawId: z.string().max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: z.string().max(4000),
    attestationObject: z.string().max(8000),
    transports: z
      .array(z.string().regex(/^[a-z-]{2,20}$/))
      .max(8)
      .optional(),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()),
})

export interface NewPasskey {
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
}

/** The library is read when somebody first uses a passkey. */
const library = () => import('@simplewebauthn/server')

/**
 * Signing in with a passkey: the device checks its owner (fingerprint, face, PIN), so it is both factors at once. It is found by the
 * device, without an email, and it is not held when somebody guesses at the account's password.
 */
export class Passkeys {
  readonly #o: PasskeyOptions
  readonly party: RelyingParty

  constructor(options: PasskeyOptions) {
    this.#o = options
    this.party = relyingParty(options.address)
  }

  /** The sealed step of somebody about to show a passkey. */
  begin(from: Pick<PasskeyStep, 'opens' | 'to' | 'device'>): string {
    const step: PasskeyStep = {
      kind: 'passkey',
      challenge: randomBytes(32).toString('base64url'),
      until: Date.now() + MINUTES * 60_000,
      ...from,
    }
    return seal(this.#o.secret, JSON.stringify(step), 'steps of signing in').toString('base64url')
  }

  /** Undefined when it is not ours, of another kind, or its minutes are over. */
  stepOf(sealed: string | undefined): PasskeyStep | undefined {
    const step = Step.safeParse(this.#opened(sealed, 'steps of signing in'))
    return step.success && step.data.until > Date.now() ? step.data : undefined
  }

  /** What the browser is asked for: a passkey of this installation, with its owner checked. */
  async asks(step: PasskeyStep): Promise<string> {
    const { generateAuthenticationOptions } = await library()
    return JSON.stringify(
      await generateAuthenticationOptions({
        rpID: this.party.id,
        challenge: Buffer.from(step.challenge, 'base64url'),
        userVerification: 'required',
        timeout: MINUTES * 60_000,
      }),
    )
  }

  /**
   * Opens the session of whoever's passkey it is. `no`: unknown, removed, of somebody who has left, wrongly signed, for another
   * address, without its owner checked, a copy whose count is behind, shown twice, or of somebody else than locked the screen.
   */
  async check(
    step: PasskeyStep,
    typed: string,
    address: string,
    token: string | undefined,
  ): Promise<Answer<Opened>> {
    const tries = triesKey(this.#o.secret, 'passkey address', address)
    const may = await this.#one<{ may: boolean }>('select ctx.try_sign_in($1::text[], $2::int[]) as may', [
      [tries],
      [TRIES],
    ])
    if (!may?.may) return { state: 'held' }
    const known = await this.#known(step.challenge, typed)
    if (!known) return { state: 'no' }
    const fresh = newToken()
    const opened =
      step.opens === 'new session'
        ? await this.#one<{ done: boolean }>(
            'select ctx.open_session($1, $2, $3, $4, $5) is not null as done',
            [uuidv7(Date.now(), randomBytes(10)), tokenHash(fresh), known.email, 'passkey', step.device],
          )
        : await this.#one<{ done: boolean }>('select ctx.unlock_session($1, $2, $3, $4) as done', [
            token ?? '',
            tokenHash(fresh),
            known.staffId,
            'passkey',
          ])
    if (!opened?.done) return { state: 'no' }
    await this.#o.pool.query('select ctx.sign_in_worked($1)', [tries])
    return { state: 'ok', value: { token: fresh, to: step.to } }
  }

  /** What a browser is asked for to make a passkey, and the seal by which its answer is known: this session, these minutes. */
  async asksForNew(from: {
    readonly sessionId: string
    readonly staffId: string
    readonly name: string
    readonly has: readonly { readonly credentialId: string }[]
  }): Promise<{ readonly options: string; readonly sealed: string }> {
    const { generateRegistrationOptions } = await library()
    const challenge = randomBytes(32)
    const options = await generateRegistrationOptions({
      rpName: 'Throughcare',
      rpID: this.party.id,
      userName: from.name,
      userDisplayName: from.name,
      userID: Uint8Array.from(handleOf(from.staffId)),
      challenge,
      attestationType: 'none',
      timeout: MINUTES * 60_000,
      excludeCredentials: from.has.map((k) => ({ id: k.credentialId })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const adding = {
      sessionId: from.sessionId,
      challenge: challenge.toString('base64url'),
      until: Date.now() + MINUTES * 60_000,
    }
    return {
      options: JSON.stringify(options),
      sealed: seal(this.#o.secret, JSON.stringify(adding), 'passkeys to be added').toString('base64url'),
    }
  }

  /** The passkey a browser made; undefined when it was not asked for by this session, or does not hold. */
  async made(sealed: string, typed: string, sessionId: string): Promise<NewPasskey | undefined> {
    const adding = Adding.safeParse(this.#opened(sealed, 'passkeys to be added'))
    if (!adding.success || adding.data.sessionId !== sessionId || adding.data.until <= Date.now())
      return undefined
    const answer = Made.safeParse(jsonOf(typed))
    if (!answer.success) return undefined
    const { verifyRegistrationResponse } = await library()
    const response = answer.data as Parameters<typeof verifyRegistrationResponse>[0]['response']
    const checked = await unlessRefused(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: adding.data.challenge,
        expectedOrigin: this.party.origin,
        expectedRPID: this.party.id,
        requireUserVerification: true,
      }),
    )
    if (!checked?.verified) return undefined
    const { credential } = checked.registrationInfo
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: answer.data.response.transports ?? [],
    }
  }

  /** Whose passkey signed this challenge, with its owner checked, for this address, once. */
  async #known(challenge: string, typed: string): Promise<{ staffId: string; email: string } | undefined> {
    const answer = Shown.safeParse(jsonOf(typed))
    if (!answer.success) return undefined
    const row = await this.#one<{
      id: string
      staff_id: string
      email: string
      public_key: Buffer
      counter: string
    }>('select id, staff_id, email, public_key, counter from ctx.passkey_of($1)', [answer.data.id])
    if (!row) return undefined
    const { userHandle } = answer.data.response
    if (userHandle !== undefined && userHandle !== handleOf(row.staff_id).toString('base64url'))
      return undefined
    const { verifyAuthenticationResponse } = await library()
    const response = answer.data as Parameters<typeof verifyAuthenticationResponse>[0]['response']
    const counter = Number(row.counter)
    const checked = await unlessRefused(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.party.origin,
        expectedRPID: this.party.id,
        requireUserVerification: true,
        credential: { id: answer.data.id, publicKey: Uint8Array.from(row.public_key), counter },
      }),
    )
    if (!checked?.verified) return undefined
    const first = await this.#one<{ first: boolean }>('select ctx.use_code($1) as first', [
      usedKey(this.#o.secret, 'challenge of a passkey', challenge),
    ])
    if (!first?.first) return undefined
    const used = await this.#one<{ used: boolean }>('select ctx.passkey_used($1, $2, $3) as used', [
      row.id,
      counter,
      checked.authenticationInfo.newCounter,
    ])
    return used?.used ? { staffId: row.staff_id, email: row.email } : undefined
  }

  #opened(sealed: string | undefined, purpose: 'steps of signing in' | 'passkeys to be added'): unknown {
    if (sealed === undefined) return undefined
    const plain = unseal(this.#o.secret, Buffer.from(sealed, 'base64url'), purpose)
    return plain === undefined ? undefined : JSON.parse(plain)
  }

  async #one<R extends object>(text: string, values: readonly unknown[]): Promise<R | undefined> {
    return (await this.#o.pool.query<R>(text, [...values])).rows[0]
  }
}

/** By what an authenticator knows its owner: the id of the staff member, which says nothing to anybody else. */
const handleOf = (staffId: string): Buffer => Buffer.from(staffId.replaceAll('-', ''), 'hex')

const jsonOf = (typed: string): unknown => {
  if (typed.length > 20_000) return undefined
  try {
    return JSON.parse(typed)
  } catch {
    return undefined
  }
}

/** The library says no by throwing, whatever it is that does not hold. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}
