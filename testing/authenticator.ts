import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** What an answer may be made wrong in, one at a time. */
export interface Wrong {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly userVerified?: boolean
  /** The count this answer claims, instead of one more than the last. */
  readonly counter?: number
  /** Signed with a key that is not the passkey's. */
  readonly otherKey?: boolean
}

const sha = (data: string | Uint8Array) => createHash('sha256').update(data).digest()

/**
 * A device with one passkey, as the WebAuthn standard has it (Web Authentication Level 3, 6.1 and 6.5: authenticator data, "none"
 * attestation, ES256). A real browser with a virtual one stands in `e2e/passkey.test.ts`; this one can be made to lie.
 */
export class Authenticator {
  readonly id = randomBytes(32)
  readonly #key: KeyObject
  readonly #public: JsonWebKey
  #handle = ''
  counter = 0

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#key = privateKey
    this.#public = publicKey.export({ format: 'jwk' }) as JsonWebKey
  }

  /** Answers `navigator.credentials.create`; `options`: the JSON that the page gives. */
  create(options: string, origin: string, wrong: Wrong = {}): string {
    const asked = JSON.parse(options) as { challenge: string; rp: { id: string }; user: { id: string } }
    this.#handle = asked.user.id
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(this.#public.x ?? '', 'base64url'))],
        [-3, new Uint8Array(Buffer.from(this.#public.y ?? '', 'base64url'))],
      ]),
    )
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, cose])
    const authData = Buffer.concat([this.#data(wrong.rpId ?? asked.rp.id, wrong, 0x40), credential])
    const attestation = isoCBOR.encode(
      new Map<string, string | Map<string, string> | Uint8Array>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, string>()],
        ['authData', new Uint8Array(authData)],
      ]),
    )
    return this.#answer({
      clientDataJSON: this.#client('webauthn.create', asked.challenge, origin, wrong).toString('base64url'),
      attestationObject: Buffer.from(attestation).toString('base64url'),
      transports: ['internal'],
    })
  }

  /** Answers `navigator.credentials.get`. */
  get(options: string, origin: string, wrong: Wrong = {}): string {
    const asked = JSON.parse(options) as { challenge: string; rpId: string }
    if (wrong.counter === undefined) this.counter += 1
    const authData = this.#data(wrong.rpId ?? asked.rpId, wrong, 0)
    const client = this.#client('webauthn.get', asked.challenge, origin, wrong)
    const key = wrong.otherKey ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : this.#key
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', Buffer.concat([authData, sha(client)]), key).toString('base64url'),
      userHandle: this.#handle,
    })
  }

  #answer(response: Record<string, unknown>): string {
    const id = this.id.toString('base64url')
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} })
  }

  #client(type: string, challenge: string, origin: string, wrong: Wrong): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: false,
      }),
    )
  }

  /** Flags: somebody was there (1), they were checked (4), and what else the answer carries. */
  #data(rpId: string, wrong: Wrong, more: number): Buffer {
    const tail = Buffer.alloc(5)
    tail.writeUInt8(1 | (wrong.userVerified === false ? 0 : 4) | more)
    tail.writeUInt32BE(wrong.counter ?? this.counter, 1)
    return Buffer.concat([sha(rpId), tail])
  }
}
