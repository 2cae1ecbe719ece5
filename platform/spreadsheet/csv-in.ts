import { type CsvError, parse } from 'csv-parse'
import { type Result, refuse } from '#core/kernel/result.ts'
import { unharmed } from '#platform/ui/csv.ts'
import { decodeText, delimiterOf } from './decode.ts'
import { LIMITS, type SheetRow } from './limits.ts'

const PIECE = 64 * 1024

/**
 * The rows of a CSV file, one at a time and numbered as a spreadsheet shows them: a line break inside a cell begins no row, an empty
 * line is one. Throws `NotReadable`, with the row, where quotes do not close or a limit is passed.
 */
export async function* csvRows(bytes: Uint8Array): AsyncGenerator<SheetRow> {
  const text = decodeText(bytes)
  const delimiter = delimiterOf(text)
  const body = text.replace(/^\uFEFF/, '').replace(/^sep=[,;\t]\r?\n/i, '')
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: LIMITS.cell * LIMITS.columns,
  })
  let at = 0
  const feed = (): void => {
    while (at < body.length) {
      const more = parser.write(body.slice(at, at + PIECE))
      at += PIECE
      if (!more) {
        parser.once('drain', feed)
        return
      }
    }
    parser.end()
  }
  feed()
  let n = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      n += 1
      yield { n, cells: within(record, n) }
    }
  } catch (cause) {
    if (cause instanceof NotReadable) throw cause
    if (typeof (cause as CsvError).code === 'string' && (cause as CsvError).code.startsWith('CSV_'))
      throw new NotReadable(refuse('IMPORT_FILE_NOT_READ', { params: { row: n + 1 } }))
    throw cause
  } finally {
    parser.destroy()
  }
}

/** A file that cannot be read further; the refusal says where. */
export class NotReadable extends Error {
  readonly result: Result<never>
  constructor(result: Result<never>) {
    super(result.ok ? '' : result.refusal.code)
    this.result = result
  }
}

/** The cells of a row, within the limits; a character that no database text holds is shown as the sign for one. */
export function within(cells: readonly string[], n: number): string[] {
  // the head and as many rows as are allowed
  if (n > LIMITS.rows + 1)
    throw new NotReadable(refuse('IMPORT_TOO_MANY_ROWS', { params: { most: LIMITS.rows } }))
  let last = cells.length
  while (last > 0 && cells[last - 1] === '') last -= 1
  if (last > LIMITS.columns)
    throw new NotReadable(refuse('IMPORT_TOO_MANY_COLUMNS', { params: { most: LIMITS.columns, row: n } }))
  return cells.slice(0, last).map((cell) => {
    if (cell.length > LIMITS.cell)
      throw new NotReadable(refuse('IMPORT_CELL_TOO_LONG', { params: { most: LIMITS.cell, row: n } }))
    return unharmed(cell.replaceAll('\u0000', '\uFFFD').toWellFormed())
  })
}
