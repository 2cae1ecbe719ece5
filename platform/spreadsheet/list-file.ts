import writeXlsx from 'write-excel-file/node'
import { dayOf, type Instant, timeOf } from '#core/kernel/time.ts'
import { type Download, XLSX_TYPE } from '#platform/http/page.ts'
import { csvText, harmless } from '#platform/ui/csv.ts'

/** A list that leaves as a file. */
export interface ListFile {
  /** What the list is called on its screen. */
  readonly title: string
  /** Of the file, neutral and of nobody: 'leaving-list'. */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What it was narrowed to, in words of ours; none is everything the asker may see. */
  readonly filter?: readonly string[]
  /** What stands on the screen and not in the file, or is left out of both. */
  readonly notShown?: readonly string[]
  readonly by: { readonly name: string; readonly post: string; readonly organisationName: string }
  readonly at: Instant
  /** 'last' for a file that comes back: the first sheet is the one that is read. */
  readonly cover?: 'first' | 'last'
}

/** Which of the two files an address asks for. */
export const fileKind = (query: Readonly<Record<string, string | undefined>>): 'csv' | 'xlsx' =>
  query.as === 'xlsx' ? 'xlsx' : 'csv'

const slug = (words: readonly string[] = []): string =>
  words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)

/**
 * The one way a list leaves as a file: CSV for other programs, or Excel with a first sheet that says who made it, when, by which filter,
 * how many rows and what is not in it. Every cell is text, so that no zero at the front is lost; a cell that begins like a formula is made
 * harmless in both (see `csvText`). The count goes into the audit.
 */
export async function listFile(as: 'csv' | 'xlsx', list: ListFile): Promise<Download> {
  const name = [list.name, dayOf(list.at), slug(list.filter)].filter((part) => part !== '').join('-')
  const count = list.rows.length
  if (as === 'csv')
    return {
      name: `${name}.csv`,
      type: 'text/csv; charset=utf-8',
      text: csvText(list.head, list.rows),
      count,
    }
  const sheets = list.cover === 'last' ? [sheetOf(list), coverOf(list)] : [coverOf(list), sheetOf(list)]
  return { name: `${name}.xlsx`, type: XLSX_TYPE, text: await workbook(sheets), count }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 has no way to write
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * A text as Excel's own format holds it. A word that every JavaScript object has ("constructor") is written with its first letter as a number,
 * as that format allows: the library that writes the file would take it for something else.
 */
function written(text: string): string {
  const sound = text.toWellFormed().replace(NOT_IN_XML, '').slice(0, 32_767)
  return sound in {} ? `_x${sound.charCodeAt(0).toString(16).padStart(4, '0')}_${sound.slice(1)}` : sound
}

export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly string[])[]
  /** Rows above, which stay in sight and are bold. */
  readonly heads: number
  readonly widths?: readonly number[]
}

/** An Excel file of these sheets; every cell is text. What XML cannot write (most control characters) is left out. */
export async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const made = sheets.map((sheet) => ({
    // 31 letters at most, without the signs that Excel keeps for itself
    sheet: sheet.name.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31),
    data: sheet.rows.map((row, i) =>
      row.map((text) =>
        text === ''
          ? null
          : {
              // Excel holds no more in one cell
              value: written(harmless(text)),
              type: String,
              format: '@',
              ...(i < sheet.heads && { fontWeight: 'bold' as const }),
            },
      ),
    ),
    columns: (sheet.widths ?? sheet.rows[0]?.map(() => 20) ?? []).map((width) => ({ width })),
    ...(sheet.heads > 0 && { stickyRowsCount: sheet.heads }),
  }))
  return writeXlsx(made).toBuffer()
}

const sheetOf = ({ title, head, rows }: ListFile): Sheet => ({
  name: title,
  rows: [head, ...rows],
  heads: 1,
})

const coverOf = (list: ListFile): Sheet => ({
  name: 'About this list',
  heads: 0,
  widths: [28, 90],
  rows: [
    ['What it is', list.title],
    ['Made by', `${list.by.name}, ${list.by.post}, ${list.by.organisationName}`],
    ['Made at', `${dayOf(list.at)} ${timeOf(list.at)} (London time)`],
    [
      'Narrowed to',
      list.filter && list.filter.length > 0 ? list.filter.join('; ') : 'Nothing: all that the list shows',
    ],
    ['Rows', String(list.rows.length)],
    [
      'Not in it',
      ['People and facts that are not open to whoever made it', ...(list.notShown ?? [])].join('; '),
    ],
    [
      'Keep it safe',
      'It leaves the record here. Delete it when it is not needed any more. That it was made is in the audit.',
    ],
  ],
})
