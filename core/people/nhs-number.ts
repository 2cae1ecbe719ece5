import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'

/** Ten digits with a right check digit, without spaces: `9990000018`. */
export type NhsNumber = string & { readonly __identifier: 'NHS number' }

/**
 * What a text that claims to be an NHS number turned out to be.
 * Why three answers: a feed keeps a wrong number as it came and flags it (published sample files carry wrong check
 * digits), while a form refuses it.
 */
export type NhsNumberFinding =
  | { readonly kind: 'valid'; readonly number: NhsNumber }
  | { readonly kind: 'not ten digits'; readonly asGiven: string }
  | { readonly kind: 'check digit wrong'; readonly asGiven: string; readonly digits: string }

const SEPARATORS = /[\s\u00a0\u202f\-\u2010-\u2015\u2212.]/g

/**
 * The check digit that belongs to nine digits, or null where none exists (remainder 1 would need a tenth "10").
 * Source: NHS number modulus 11, weights 10 to 2 on the first nine digits; 11 minus the remainder; 11 becomes 0,
 * 10 is never issued (NHS Data Dictionary, NHS NUMBER, read 22 November 2026).
 */
export function nhsCheckDigit(nine: string): number | null {
  let sum = 0
  for (let i = 0; i < 9; i += 1) sum += Number(nine[i]) * (10 - i)
  const check = 11 - (sum % 11)
  if (check === 10) return null
  return check === 11 ? 0 : check
}

/** Reads a number with or without spaces and dashes. A right check digit proves nothing about who it belongs to. */
export function readNhsNumber(text: string): NhsNumberFinding {
  const digits = text.normalize('NFKC').replace(SEPARATORS, '')
  if (!/^[0-9]{10}$/.test(digits)) return { kind: 'not ten digits', asGiven: text }
  if (nhsCheckDigit(digits.slice(0, 9)) !== Number(digits[9]))
    return { kind: 'check digit wrong', asGiven: text, digits }
  return { kind: 'valid', number: digits as NhsNumber }
}

/** For forms. Refuses: NHS_NUMBER_NOT_TEN_DIGITS, NHS_NUMBER_CHECK_DIGIT. */
export function parseNhsNumber(text: string, field = 'nhsNumber'): Result<NhsNumber> {
  const finding = readNhsNumber(text)
  if (finding.kind === 'valid') return ok(finding.number)
  return refuse(finding.kind === 'not ten digits' ? 'NHS_NUMBER_NOT_TEN_DIGITS' : 'NHS_NUMBER_CHECK_DIGIT', {
    field,
  })
}

const NO_BREAK_SPACE = '\u00a0'

/** `999 000 0018`; with `unbroken` the spaces are no-break spaces, so that a screen keeps it on one line. */
export function formatNhsNumber(number: NhsNumber, how: 'plain' | 'unbroken' = 'unbroken'): string {
  const space = how === 'unbroken' ? NO_BREAK_SPACE : ' '
  return [number.slice(0, 3), number.slice(3, 6), number.slice(6)].join(space)
}

/**
 * What the record holds about a person's number. *Verified*: the national service said that it is theirs.
 * *Given, not verified*: somebody or some message said so. *Not known*: nobody has; a person needs no number to be helped.
 */
export type NhsNumberOnRecord =
  | { readonly status: 'verified'; readonly number: NhsNumber }
  | { readonly status: 'given-not-verified'; readonly number: NhsNumber }
  | { readonly status: 'not-known' }

const nhsNumber = z.pipe(
  z.string(),
  z.transform((text, ctx): NhsNumber => {
    const finding = readNhsNumber(text)
    if (finding.kind === 'valid') return finding.number
    ctx.issues.push({ code: 'custom', message: finding.kind, input: text })
    return z.NEVER
  }),
)

/** Shape of `NhsNumberOnRecord`; a wrong check digit fails the shape, so refuse kindly with `parseNhsNumber` first. */
export const nhsNumberOnRecordShape = z.discriminatedUnion('status', [
  z.object({ status: z.literal('verified'), number: nhsNumber }),
  z.object({ status: z.literal('given-not-verified'), number: nhsNumber }),
  z.object({ status: z.literal('not-known') }),
])

/** The number itself, or null when not known. */
export const numberOf = (held: NhsNumberOnRecord): NhsNumber | null =>
  held.status === 'not-known' ? null : held.number
