import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { importJWK, type JWK, SignJWT } from 'jose'
import { OutgoingRefused } from '#platform/http/outgoing.ts'
import { type HookRules, wayOut } from './hooks.ts'

/** What this installation signs with when it asks a partner's system for a token. */
export interface PartnerKey {
  readonly kid: string
  readonly alg: 'RS384' | 'ES384'
  readonly key: JWK
}

/** Reads a private JSON Web Key with a kid: EC P-384 or RSA. Throws a sentence that says what is wanted. */
export function readPartnerKey(file: string): PartnerKey {
  const wanted = `${file} holds no private JSON Web Key with a kid (EC P-384 or RSA of 2,048 bits or more).`
  let key: JWK
  try {
    key = JSON.parse(fs.readFileSync(file, 'utf8')) as JWK
  } catch {
    throw new Error(wanted)
  }
  const alg =
    key.kty === 'EC' && key.crv === 'P-384'
      ? 'ES384'
      : key.kty === 'RSA' && longEnough(key)
        ? 'RS384'
        : undefined
  if (!alg || !key.kid || typeof key.d !== 'string') throw new Error(wanted)
  return { kid: key.kid, alg, key }
}

const longEnough = ({ n }: JWK): boolean => Buffer.from(n ?? '', 'base64url').byteLength >= 256

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * A token of a partner's system for one message, by an assertion that is good once and for a minute (RFC 7523; NHS England "Application-
 * restricted, signed JWT"). The address is held to the same as every other that we send to.
 */
export async function tokenFrom(
  at: { readonly address: string; readonly name: string },
  rules: HookRules & { readonly key?: PartnerKey | undefined },
): Promise<string> {
  const { key } = rules
  if (!key) throw new OutgoingRefused('no key of ours to sign with')
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .setIssuer(at.name)
    .setSubject(at.name)
    .setAudience(at.address)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1 minute')
    .sign(await importJWK(key.key, key.alg))
  const answer = await wayOut(at.address, rules)(at.address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION,
      client_assertion: assertion,
    }),
  })
  const token = answer.ok ? ((await answer.json()) as { access_token?: unknown }).access_token : undefined
  if (typeof token !== 'string' || !/^[\w.~+/=-]{1,4000}$/.test(token))
    throw new OutgoingRefused(`no token (${answer.status})`)
  return token
}
