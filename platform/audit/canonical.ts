import { hash } from 'node:crypto'

/**
 * The bytes that a chain binds, the same as `audit.row_digest` and `audit.seal` make in the database (database/access/42-audit.sql).
 * SHA-256 throughout, 32 bytes. Every part of a row is of fixed length or comes with its length, so that no two rows have one text.
 */
export const ROW_DOMAIN = Buffer.from('throughcare audit row 1')
const CHAIN_DOMAIN = Buffer.from('tc audit chain 1')
const PART_DOMAIN = 'throughcare audit part 1'

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/** The same into the 32 bytes of `into` from `at` on. A new Buffer for every digest would cost more than the digest itself. */
export function sha256Into(bytes: Uint8Array, into: Buffer, at: number): void {
  into.write(hash('sha256', bytes, 'latin1' as 'hex'), at, 32, 'latin1')
}

/** What stands before the first row of a chain. */
export const beginningOf = (part: string): Buffer => sha256(Buffer.from(PART_DOMAIN + part))

const link = Buffer.alloc(CHAIN_DOMAIN.length + 8 + 32 + 32)
CHAIN_DOMAIN.copy(link)
const BEFORE = CHAIN_DOMAIN.length + 8
const DIGEST = BEFORE + 32

/** The hash of place `seq` of a chain into `into` at `to`, from the hash before it and the digest of its row, each 32 bytes from where is said. */
export function linkHashInto(
  seq: number,
  before: Buffer,
  beforeAt: number,
  digests: Buffer,
  digestAt: number,
  into: Buffer,
  to: number,
): void {
  writeInt8(link, CHAIN_DOMAIN.length, seq)
  for (let i = 0; i < 32; i += 1) {
    link[BEFORE + i] = before[beforeAt + i]!
    link[DIGEST + i] = digests[digestAt + i]!
  }
  sha256Into(link, into, to)
}

/** Whether 32 bytes here and there are the same. */
export function same32(a: Buffer, aAt: number, b: Buffer, bAt: number): boolean {
  for (let i = 0; i < 32; i += 1) if (a[aAt + i] !== b[bAt + i]) return false
  return true
}

/** A whole number as eight bytes, highest first; gives where it ends. */
export function writeInt8(into: Buffer, at: number, value: number): number {
  into.writeInt32BE(Math.floor(value / 4_294_967_296), at)
  into.writeUInt32BE((value % 4_294_967_296) >>> 0, at + 4)
  return at + 8
}
