import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The session cookie. `__Host-` over HTTPS; a plain name in practice mode on plain-HTTP loopback, where browsers refuse
 * the prefix. Live mode refuses plain HTTP before it gets here.
 */
export interface SessionCookie {
  read(request: FastifyRequest): string | undefined
  set(reply: FastifyReply, token: string): void
  clear(reply: FastifyReply): void
}

export const sessionCookie = (secure: boolean): SessionCookie =>
  hostCookie('throughcare', secure, (token) => !isOwnDoorToken(token) && !isMachineToken(token))

/** The session of somebody at their own door, and the device it was opened on, which is kept for a year. */
export const ownDoorCookie = (secure: boolean): SessionCookie =>
  hostCookie('throughcare-my', secure, isOwnDoorToken)
export const deviceCookie = (secure: boolean): SessionCookie =>
  hostCookie('throughcare-my-device', secure, isOwnDoorToken, 365 * 86_400)

/**
 * Tokens of the own door begin alike, so that one put where a staff session belongs (a cookie, a bearer) is nobody's, and the other
 * way round. Taking the beginning away makes another token, which opens nothing.
 */
export const isOwnDoorToken = (token: string): boolean => token.startsWith('my_')
export const newOwnDoorToken = (): string => `my_${newToken()}`

/** A token that a machine fetched begins alike too: in a cookie it is nobody's, and whoever finds one in a log knows what it is. */
const isMachineToken = (token: string): boolean => token.startsWith('mt_')
export const newMachineToken = (): string => `mt_${newToken()}`

/** Between two steps of signing in: sealed, opens nothing by itself, and gone with the browser or after its own few minutes. */
export const stepCookie = (secure: boolean): SessionCookie => hostCookie('throughcare-step', secure)

function hostCookie(
  plain: string,
  secure: boolean,
  fits: (token: string) => boolean = () => true,
  maxAge?: number,
): SessionCookie {
  const name = secure ? `__Host-${plain}` : plain
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    read: (request) => {
      const token = request.cookies[name]
      return token !== undefined && fits(token) ? token : undefined
    },
    set: (reply, token) =>
      void reply.setCookie(name, token, { ...options, ...(maxAge === undefined ? {} : { maxAge }) }),
    clear: (reply) => void reply.clearCookie(name, options),
  }
}

export const newToken = (): string => randomBytes(32).toString('base64url')
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What a seal is for; bytes sealed for one purpose never open for another. */
export type SealedFor =
  | 'kept posts'
  | 'steps of signing in'
  | 'passkeys to be added'
  | 'typed at an own door'
  | 'pages of a search'

const keyOf = (secret: string, purpose: SealedFor): Buffer =>
  createHash('sha256').update(`${purpose}\n${secret}`).digest()

/** Sealed with AES-256-GCM, so that a row of the database alone tells nothing of what was typed. */
export function seal(secret: string, plain: string, purpose: SealedFor = 'kept posts'): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), iv)
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Undefined when the bytes were not sealed with this secret. */
export function unseal(
  secret: string,
  sealed: Buffer,
  purpose: SealedFor = 'kept posts',
): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
