import { type Day, day } from '#core/kernel/time.ts'
import { type NhsNumber, readNhsNumber } from '#core/people/nhs-number.ts'
import type { Cells, Said } from './kind.ts'

/** Reads the cells of one row, and gathers everything that is wrong with it: whoever mends a row mends all of it at once. */
export class Cellar {
  readonly problems: Said[] = []
  readonly #cells: Cells

  constructor(cells: Cells) {
    this.#cells = cells
  }

  wrong(column: string | null, words: string): void {
    this.problems.push({ column, words })
  }

  /** The text of a cell without spaces round it. Line breaks inside are kept. */
  text(column: string, longest = 200): string {
    const text = (this.#cells[column] ?? '').trim()
    if ([...text].length > longest) this.wrong(column, `Write at most ${longest} letters.`)
    return text
  }

  /** A text that must be there. */
  needed(column: string, longest = 200): string {
    const text = this.text(column, longest)
    if (text === '') this.wrong(column, 'Write it: it is empty.')
    return text
  }

  /** A text on one line, as names are: without characters that cannot be shown. */
  name(column: string): string {
    const text = this.text(column).replace(/\s+/gu, ' ')
    if (/\p{Cc}/u.test(text)) this.wrong(column, 'It holds a character that cannot be shown. Type it again.')
    return text
  }

  /** Empty, yes or no. */
  yes(column: string): boolean {
    const text = this.text(column).toLowerCase()
    if (/^(yes|y|true|1|x)$/.test(text)) return true
    if (!/^(|no|n|false|0)$/.test(text)) this.wrong(column, 'Write yes or no, or leave it empty.')
    return false
  }

  /** A day as people in Britain write it, or as Excel keeps it. Null when empty or wrong. */
  day(column: string): Day | null {
    const text = this.text(column)
    if (text === '') return null
    const read = readDay(text)
    if (read === undefined)
      this.wrong(
        column,
        `“${text}” is no day that can be read. Write it like 31/12/1980: day, month, year of four digits.`,
      )
    return read ?? null
  }

  nhsNumber(column: string): NhsNumber | null {
    const text = this.text(column)
    if (text === '') return null
    const found = readNhsNumber(text)
    if (found.kind === 'valid') return found.number
    this.wrong(
      column,
      found.kind === 'not ten digits'
        ? 'An NHS number has 10 digits. Format the column as text, so that no digit is lost.'
        : 'This is not a valid NHS number: its check digit does not fit. Check each digit.',
    )
    return null
  }

  postcode(column: string): string {
    const text = this.text(column).toUpperCase()
    if (text === '') return ''
    const close = text.replace(/\s+/g, '')
    if (!/^(GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2})$/.test(close)) {
      this.wrong(column, `“${text}” is not a whole postcode. Write it like M13 9WL, or leave it empty.`)
      return ''
    }
    return `${close.slice(0, -3)} ${close.slice(-3)}`
  }

  /** A telephone number as typed. A mobile number that lost its zero is never guessed. */
  phone(column: string): string {
    const text = this.text(column)
    if (text === '') return ''
    const digits = text.replace(/[\s().-]/g, '')
    if (/^7\d{9}$/.test(digits))
      this.wrong(column, 'The zero at the front was lost. Format the column as text and write it again.')
    else if (!/^(\+\d{8,15}|00\d{8,15}|0\d{8,11})$/.test(digits))
      this.wrong(column, 'Write the whole number with its zero at the front, like 07700 900123.')
    return text
  }

  email(column: string): string {
    const text = this.text(column, 254)
    if (text !== '' && !/^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(text))
      this.wrong(column, 'Write a whole email address, like name@example.org.')
    return text
  }

  read<Row>(row: () => Row): { readonly row: Row } | { readonly problems: readonly Said[] } {
    return this.problems.length > 0 ? { problems: this.problems } : { row: row() }
  }
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const LONG = [
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

/**
 * A day as typed: 31/12/1980, 31-12-1980, 31.12.1980, 31 Dec 1980, 31 December 1980, 1980-12-31 (with a midnight behind it, as some
 * programs write days). Always day before month; a year of two digits is not guessed. Undefined when it is none of these.
 */
export function readDay(text: string): Day | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0{1,9})?)?Z?)?$/.exec(text)
  if (iso) return made(iso[1], iso[2], iso[3])
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?$/.exec(text)
  if (british) return made(british[3], british[2], british[1])
  const worded = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})[ ,-]{1,2}(\d{4})$/.exec(text.toLowerCase())
  if (!worded) return undefined
  const word = worded[2] ?? ''
  const month = MONTHS.includes(word) ? MONTHS.indexOf(word) : LONG.indexOf(word)
  return month < 0 ? undefined : made(worded[3], String(month + 1), worded[1])
}

function made(year = '', month = '', dayOfMonth = ''): Day | undefined {
  try {
    return day(`${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`)
  } catch {
    return undefined
  }
}
