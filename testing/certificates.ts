import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Invented certificates for tests: an authority of our own and whoever it vouches for, on 127.0.0.1, from 2020 to 2049. */
export function anAuthority(name: string) {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const make = (
    subject: string,
    pair: { publicKey: KeyObject; privateKey: KeyObject },
    isAuthority: boolean,
  ) => certificate({ subject, issuer: name, key: pair.publicKey, signer: keys.privateKey, isAuthority })
  return {
    cert: make(name, keys, true),
    vouchesFor(subject: string): Certificate {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return {
        cert: make(subject, pair, false),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

// X.509 v3 in DER (RFC 5280), the least that a handshake asks for
const ECDSA_WITH_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const BASIC_CONSTRAINTS = '551d13'
const ALTERNATIVE_NAME = '551d11'

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const n = body.length
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255]
  return Buffer.concat([Buffer.of(tag, ...length), body])
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const bits = (body: Uint8Array) => der(0x03, Buffer.of(0), body)
const nameOf = (name: string) => sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(name)))))
const time = (text: string) => der(0x17, Buffer.from(text))
const extension = (which: string, body: Uint8Array) => sequence(oid(which), der(0x04, body))

let serial = 1

function certificate(of: {
  subject: string
  issuer: string
  key: KeyObject
  signer: KeyObject
  isAuthority: boolean
}): string {
  serial += 1
  const algorithm = sequence(oid(ECDSA_WITH_SHA256))
  const extensions = of.isAuthority
    ? extension(BASIC_CONSTRAINTS, sequence(der(0x01, Buffer.of(255))))
    : extension(ALTERNATIVE_NAME, sequence(der(0x87, Buffer.of(127, 0, 0, 1))))
  const said = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1, serial >> 8, serial & 255)),
    algorithm,
    nameOf(of.issuer),
    sequence(time('200101000000Z'), time('491231235959Z')),
    nameOf(of.subject),
    of.key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extensions)),
  )
  const signed = sequence(said, algorithm, bits(sign('sha256', said, of.signer)))
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
