import { refuse } from '#core/kernel/result.ts'
import { csvRows, NotReadable } from './csv-in.ts'
import { LIMITS, type SheetRow } from './limits.ts'
import { xlsxRows } from './xlsx-in.ts'

export { NotReadable } from './csv-in.ts'
export { LIMITS, type SheetRow } from './limits.ts'

/** The rows of a spreadsheet, CSV or Excel by what the file is and not by its name. Throws `NotReadable` with the refusal. */
export async function* sheetRows(bytes: Buffer): AsyncGenerator<SheetRow> {
  let left: number = LIMITS.characters
  for await (const row of rowsOf(bytes)) {
    for (const cell of row.cells) left -= cell.length
    if (left < 0) throw new NotReadable(refuse('IMPORT_PACKED_TOO_LARGE'))
    yield row
  }
}

async function* rowsOf(bytes: Buffer): AsyncGenerator<SheetRow> {
  if (bytes.length > LIMITS.fileBytes)
    throw new NotReadable(
      refuse('IMPORT_FILE_TOO_LARGE', { params: { most: LIMITS.fileBytes / 1024 / 1024 } }),
    )
  // the old Excel format, and anything encrypted with a password, is an OLE file
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new NotReadable(refuse('IMPORT_OLD_EXCEL'))
  const what = somethingElse(bytes)
  if (what !== undefined) throw new NotReadable(refuse('IMPORT_NOT_A_LIST', { params: { what } }))
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') yield* await xlsxRows(bytes)
  else yield* csvRows(bytes)
}

/** How files begin that people hand in for a list, and what those are. */
const OTHERS: readonly (readonly [start: RegExp, what: string])[] = [
  [/^PK[\s\S]{28}mimetypeapplication\/vnd\.oasis/, 'an OpenDocument file'],
  [/^%PDF-/, 'a PDF'],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF|II\*\0|MM\0\*)/, 'a picture'],
  [/^\{\\rtf/, 'a letter (RTF)'],
  [/^BEGIN:VCARD/i, 'an address card'],
  [/^BEGIN:V/i, 'a calendar'],
  [/^MSH\|/, 'a hospital message'],
  [/^<(?:!doctype|html|\?xml|[a-z][a-z0-9:]*[\s>])/i, 'a web page or XML'],
  [/^[[{]\s*["[{]/, 'JSON'],
]
/** What a file is that is no list, by its first letters; undefined where it may be one. */
function somethingElse(bytes: Buffer): string | undefined {
  const start = bytes
    .subarray(0, 300)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  return OTHERS.find(([begins]) => begins.test(start))?.[1]
}
