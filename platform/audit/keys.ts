import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { sha256 } from './canonical.ts'

/** A public key's short name: the first 16 hex digits of the SHA-256 of its DER form. */
export const keyIdOf = (key: KeyObject): string =>
  sha256(publicOf(key).export({ type: 'spki', format: 'der' }))
    .toString('hex')
    .slice(0, 16)

const publicOf = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key as never) : key)

/** Makes an Ed25519 pair in `folder`: `audit-key.pem` for its owner's eyes alone, `audit-key.pub.pem` for everybody. Never over an older one. */
export function makeKeys(folder: string): { privateFile: string; publicFile: string; id: string } {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const privateFile = path.join(folder, 'audit-key.pem')
  const publicFile = path.join(folder, 'audit-key.pub.pem')
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  fs.writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  })
  fs.writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' })
  return { privateFile, publicFile, id: keyIdOf(publicKey) }
}

export const readPrivateKey = (file: string): KeyObject =>
  ed25519(createPrivateKey(fs.readFileSync(file)), file)

/** The public keys of a file, or of every `*.pub.pem` of a folder, by their ids: keys that were changed stay in it. */
export function readPublicKeys(from: string): ReadonlyMap<string, KeyObject> {
  const files = fs.statSync(from).isDirectory()
    ? fs
        .readdirSync(from)
        .filter((name) => name.endsWith('.pub.pem'))
        .map((name) => path.join(from, name))
    : [from]
  return new Map(
    files.map((file) => {
      const key = ed25519(createPublicKey(fs.readFileSync(file)), file)
      return [keyIdOf(key), key]
    }),
  )
}

function ed25519(key: KeyObject, file: string): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} holds no Ed25519 key.`)
  return key
}

export const signed = (bytes: Buffer, key: KeyObject): string => sign(null, bytes, key).toString('base64')

export const isSignedBy = (bytes: Buffer, signature: string, key: KeyObject): boolean =>
  verify(null, bytes, publicOf(key), Buffer.from(signature, 'base64'))
