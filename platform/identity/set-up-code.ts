import { createHash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A one-time set-up code: 100 random bits in five groups, without letters that are mistaken for others. Made by whoever invites. */
export const newSetUpCode = (): string =>
  [...randomBytes(20)]
    .map((byte) => ALPHABET[byte % 32])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-')

/** The hash under which a set-up code is known; as typed, with or without dashes, O for 0 and I or L for 1. */
export const codeSha256 = (code: string): Buffer =>
  createHash('sha256')
    .update(
      code
        .toUpperCase()
        .replace(/[^0-9A-Z]/g, '')
        .replaceAll('O', '0')
        .replace(/[IL]/g, '1'),
    )
    .digest()
