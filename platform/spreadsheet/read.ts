import { refuse } from '#core/kernel/result.ts'
import { csvRows, NotReadable } from './csv-in.ts'
import { LIMITS, type SheetRow } from './limits.ts'
import { xlsxRows } from './xlsx-in.ts'

export { NotReadable } from './csv-in.ts'
export { LIMITS, type SheetRow } from './limits.ts'

/** The rows of a spreadsheet, CSV or Excel by what the file is and not by its name. Throws `NotReadable` with the refusal. */
export async function* sheetRows(bytes: Buffer): AsyncGenerator<SheetRow> {
  if (bytes.length > LIMITS.fileBytes)
    throw new NotReadable(
      refuse('IMPORT_FILE_TOO_LARGE', { params: { most: LIMITS.fileBytes / 1024 / 1024 } }),
    )
  // the old Excel format, and anything encrypted with a password, is an OLE file
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new NotReadable(refuse('IMPORT_OLD_EXCEL'))
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') yield* await xlsxRows(bytes)
  else yield* csvRows(bytes)
}
