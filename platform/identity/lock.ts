import type pg from 'pg'
import { newToken, tokenHash } from '#platform/http/session-cookie.ts'
import type { Credentials } from './credentials.ts'
import { type Answer, TRIES } from './sign-in.ts'
import { triesKey, usedKey } from './tries.ts'

export interface LockOptions {
  /** As tc_auth: it alone may say that a second factor was checked. */
  readonly pool: pg.Pool
  readonly credentials: Credentials
  readonly secret: string
}

export interface Locked {
  readonly staffId: string
  readonly name: string
  readonly hasPasskey: boolean
  /** A practice sign-in has no second factor: one press opens it again. */
  readonly practice: boolean
}

interface LockedRow {
  readonly staff_id: string
  readonly email: string
  readonly name: string
  readonly second_factor: string
  readonly has_passkey: boolean
}

/** A locked screen: its session opens nothing until whoever locked it shows a passkey (`Passkeys.check`) or a code. */
export class Locks {
  readonly #o: LockOptions

  constructor(options: LockOptions) {
    this.#o = options
  }

  /** Who locked the session of this cookie; undefined when it is not locked or has run out. */
  async of(token: string | undefined): Promise<Locked | undefined> {
    const row = await this.#row(token)
    return (
      row && {
        staffId: row.staff_id,
        name: row.name,
        hasPasskey: row.has_passkey,
        practice: row.second_factor === 'practice',
      }
    )
  }

  /** Opens it with the code that their authenticator shows now. Gives the new token; the old one is dead from here on. */
  async openByCode(token: string | undefined, typed: string, address: string): Promise<Answer<string>> {
    const row = await this.#row(token)
    if (!row) return { state: 'no' }
    // tries are counted with those of signing in: a locked screen is no second place to guess at
    const account = triesKey(this.#o.secret, 'account', row.email.toLowerCase())
    const keys = [account, triesKey(this.#o.secret, 'address', address)]
    const may = await this.#o.pool.query<{ may: boolean }>(
      'select ctx.try_sign_in($1::text[], $2::int[]) as may',
      [keys, [TRIES.account, TRIES.address]],
    )
    if (!may.rows[0]?.may) return { state: 'held' }
    const code = typed.replace(/\s/g, '')
    if (!/^\d{6}$/.test(code) || !(await this.#o.credentials.checkCode(row.email, code)))
      return { state: 'no' }
    const first = await this.#o.pool.query<{ first: boolean }>('select ctx.use_code($1) as first', [
      usedKey(this.#o.secret, row.email, code),
    ])
    if (!first.rows[0]?.first) return { state: 'no' }
    const opened = await this.#open(token ?? '', row.staff_id, 'totp')
    if (opened.state === 'ok') await this.#o.pool.query('select ctx.sign_in_worked($1)', [account])
    return opened
  }

  /** One press, in practice mode alone: the database refuses it for any other session. */
  async openInPractice(token: string | undefined): Promise<Answer<string>> {
    const row = await this.#row(token)
    return row ? this.#open(token ?? '', row.staff_id, 'practice') : { state: 'no' }
  }

  async #open(token: string, staffId: string, secondFactor: 'totp' | 'practice'): Promise<Answer<string>> {
    const fresh = newToken()
    const opened = await this.#o.pool.query<{ done: boolean }>(
      'select ctx.unlock_session($1, $2, $3, $4) as done',
      [token, tokenHash(fresh), staffId, secondFactor],
    )
    return opened.rows[0]?.done ? { state: 'ok', value: fresh } : { state: 'no' }
  }

  async #row(token: string | undefined): Promise<LockedRow | undefined> {
    if (token === undefined) return undefined
    const found = await this.#o.pool.query<LockedRow>(
      'select staff_id, email, name, second_factor, has_passkey from ctx.locked_session($1)',
      [token],
    )
    return found.rows[0]
  }
}
