import { type Day, day } from '../kernel/time.ts'
import { nameWords, prefixRange } from './names.ts'
import { readNhsNumber } from './nhs-number.ts'

/** What somebody typed into the search box, taken apart: a number, a birth date, and what is left as a name. */
export interface TypedSearch {
  /** Ten digits, whether or not the check digit is right; null when no number was typed. */
  readonly nhsNumber: string | null
  /** The number has a slip in it: said on the page, searched all the same (a feed keeps a wrong number as it came). */
  readonly checkDigitWrong: boolean
  readonly bornOn: Day | null
  readonly name: string
  /** One half-open range of keys for each typed word, the longest word first: it narrows most. */
  readonly ranges: readonly { readonly from: string; readonly until: string }[]
}

const TEN_DIGITS = /(?<![0-9])[0-9](?:[\s\u00a0-]?[0-9]){9}(?![0-9])/
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const IN_DIGITS = /(?<![0-9])([0-9]{1,2})[\s./-]{1,5}([0-9]{1,2})[\s./-]{1,5}([0-9]{4})(?![0-9])/
const ISO = /(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])/
const IN_WORDS = /(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?\s+([0-9]{4})(?![0-9])/i
/** Words read from what was typed. */
const MOST_WORDS = 6

function dayFrom(year: string, month: string, date: string): Day | null {
  try {
    return day(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
  } catch {
    return null
  }
}

function readDate(text: string): { on: Day; rest: string } | null {
  const iso = ISO.exec(text)
  const digits = iso ? null : IN_DIGITS.exec(text)
  const words = iso || digits ? null : IN_WORDS.exec(text)
  const found = iso ?? digits ?? words
  if (!found) return null
  const [whole, a, b, c] = found
  const month = words ? MONTHS.findIndex((m) => m.startsWith(b!.toLowerCase())) + 1 : 0
  const on = iso
    ? dayFrom(a!, b!, c!)
    : words
      ? month > 0
        ? dayFrom(c!, String(month), a!)
        : null
      : dayFrom(c!, b!, a!)
  return on && { on, rest: text.replace(whole, ' ') }
}

/**
 * Reads a search: "999 000 0018", "okaf", "Mara Okafor 14 3 1987", "14/03/1987", "1987-03-14", "14 March 1987".
 * Day before month, four digits for a year: two would be a guess. Text that is no name leaves `ranges` empty.
 */
export function readSearch(typed: string): TypedSearch {
  let text = typed.normalize('NFKC').slice(0, 200)
  const number = TEN_DIGITS.exec(text)
  const finding = number && readNhsNumber(number[0])
  if (number) text = text.replace(number[0], ' ')
  const date = readDate(text)
  if (date) text = date.rest
  const name = text.replace(/[,;/\s]+/g, ' ').trim()
  const words = nameWords(name).slice(0, MOST_WORDS)
  const ranges = [...words]
    .sort((a, b) => b.length - a.length)
    .map(prefixRange)
    .filter((range) => range !== null)
  return {
    nhsNumber: number ? number[0].replace(/[^0-9]/g, '') : null,
    checkDigitWrong: finding?.kind === 'check digit wrong',
    bornOn: date?.on ?? null,
    name,
    ranges,
  }
}
