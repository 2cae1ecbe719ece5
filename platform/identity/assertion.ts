import { createHash, generateKeyPairSync } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose'
import * as z from 'zod'
import { ASSERTION_ALGS, type AssertionAlg, machineKeysShape } from './machine-keys.ts'

/** Most seconds that an assertion may still run when it is sent (SMART App Launch 2.2: five minutes). */
export const ASSERTION_SECONDS = 300
/** Clocks of two systems are never quite the same. */
const CLOCKS_APART_SECONDS = 10
const LONGEST = 4_000

const Header = z.object({ alg: z.enum(['RS384', 'ES384']), kid: z.string().min(1).max(100) })
const Claims = z.object({
  iss: z.uuid(),
  sub: z.uuid(),
  jti: z.string().min(1).max(200),
  exp: z.int(),
})

/** What an assertion claims, before anything of it was held against a key. */
export interface Claimed {
  readonly clientId: string
  readonly alg: AssertionAlg
  readonly kid: string
  readonly jtiSha256: string
  readonly until: Date
  readonly token: string
}

/** Undefined for anything that cannot be right whoever sent it: the wrong algorithm, two names, too long, too old or too far ahead. */
export function readAssertion(token: string, now: Date): Claimed | undefined {
  if (token.length > LONGEST) return undefined
  try {
    const header = Header.safeParse(decodeProtectedHeader(token))
    const claims = Claims.safeParse(decodeJwt(token))
    if (!header.success || !claims.success) return undefined
    const { iss, sub, jti, exp } = claims.data
    const left = exp - now.getTime() / 1000
    if (iss !== sub || left <= -CLOCKS_APART_SECONDS || left > ASSERTION_SECONDS + CLOCKS_APART_SECONDS)
      return undefined
    return {
      clientId: iss.toLowerCase(),
      ...header.data,
      jtiSha256: createHash('sha256').update(jti).digest('hex'),
      // kept past its own end, for as long as a slow clock still takes it
      until: new Date((exp + 2 * CLOCKS_APART_SECONDS) * 1000),
      token,
    }
  } catch {
    return undefined
  }
}

let nobodys: Readonly<Record<AssertionAlg, JWK>> | undefined
/** Keys that nobody signs with: an assertion of a client that nobody made is held against one, so that it takes as long. */
const nobodysKey = (alg: AssertionAlg): JWK => {
  nobodys ??= {
    RS384: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }) as JWK,
    ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }) as JWK,
  }
  return nobodys[alg]
}

/**
 * Whether an assertion is signed by the key of that name among those registered, for this address and now. `jwks`: null where nobody has
 * such keys. No key that travels with the assertion is ever looked at (`jku`, `jwk`, `x5u`).
 */
export async function isSignedBy(
  claimed: Claimed,
  jwks: unknown,
  audience: string,
  now: Date,
): Promise<boolean> {
  const held = machineKeysShape.safeParse(jwks)
  const key = held.success
    ? held.data.keys.find((k) => k.kid === claimed.kid && k.kty === ASSERTION_ALGS[claimed.alg])
    : undefined
  try {
    await jwtVerify(claimed.token, await importJWK((key as JWK) ?? nobodysKey(claimed.alg), claimed.alg), {
      algorithms: [claimed.alg],
      audience,
      issuer: claimed.clientId,
      subject: claimed.clientId,
      clockTolerance: CLOCKS_APART_SECONDS,
      currentDate: now,
    })
    return key !== undefined
  } catch {
    return false
  }
}
