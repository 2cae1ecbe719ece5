/**
 * A table as CSV text that a spreadsheet opens as it stands: UTF-8 with a byte order mark (without one Excel reads it as an old code
 * page), CRLF, every cell in quotes, quotes doubled (RFC 4180). A line break inside a cell is kept, as LF.
 *
 * A cell that begins like a formula (= + - @, a tab or a carriage return, also after spaces and in the wide letters that spreadsheets
 * take for them) gets an apostrophe before it: a name or a reason that somebody typed must not run in the reader's spreadsheet. Source:
 * OWASP, "CSV Injection". Zeros at the front stay in the text; a spreadsheet that shows the cell as a number drops them, so codes with
 * such zeros are to be opened as text.
 * `head`: the one head row. `rows`: as many cells each. Throws when a row has another number of cells: a cell under another's head is
 * worse than no file.
 */
export function csvText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  for (const row of rows)
    if (row.length !== head.length) throw new Error(`a row of ${row.length} cells under ${head.length} heads`)
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/

/** The text of a cell, with an apostrophe before it where it begins like a formula. */
export const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** The text before `harmless`: what comes back from a spreadsheet that we wrote is as it was typed. */
export const unharmed = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text

const cell = (text: string): string => `"${harmless(text).replace(/\r\n?/g, '\n').replaceAll('"', '""')}"`
