import { hash } from 'node:crypto'

/**
 * The bytes that a chain binds, the same as `audit.row_digest` and `audit.seal` make in the database (database/access/42-audit.sql).
 * SHA-256 throughout, 32 bytes. Every part of a row is of fixed length or comes with its length, so that no two rows have one text.
 */
export const ROW_DOMAIN = Buffer.from('throughcare audit row 1')
const CHAIN_DOMAIN = Buffer.from('tc audit chain 1')
const PART_DOMAIN = 'throughcare audit part 1'

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/** What stands before the first row of a chain. */
export const beginningOf = (part: string): Buffer => sha256(Buffer.from(PART_DOMAIN + part))

const link = Buffer.alloc(CHAIN_DOMAIN.length + 8 + 32 + 32)
CHAIN_DOMAIN.copy(link)

/** The hash of place `seq` of a chain, from the hash before it and the digest of its row. */
export function linkHash(seq: number, before: Uint8Array, digest: Uint8Array): Buffer {
  writeInt8(link, CHAIN_DOMAIN.length, seq)
  link.set(before, CHAIN_DOMAIN.length + 8)
  link.set(digest, CHAIN_DOMAIN.length + 40)
  return sha256(link)
}

/** A whole number as eight bytes, highest first; gives where it ends. */
export function writeInt8(into: Buffer, at: number, value: number): number {
  into.writeInt32BE(Math.floor(value / 4_294_967_296), at)
  into.writeUInt32BE(value % 4_294_967_296 >>> 0, at + 4)
  return at + 8
}
