import { readSheet } from 'read-excel-file/node'
import { refuse } from '#core/kernel/result.ts'
import { NotReadable, within } from './csv-in.ts'
import type { SheetRow } from './limits.ts'
import { soundPackage } from './zip-check.ts'

/**
 * The rows of the first sheet of an Excel file, as text: numbers with every digit as the file holds them, days as YYYY-MM-DD whatever
 * way they are shown, yes and no for ticks. A cell that Excel keeps as text (leading zeros) is that text. Throws `NotReadable`.
 */
export async function xlsxRows(bytes: Buffer): Promise<readonly SheetRow[]> {
  const sound = soundPackage(bytes)
  let sheet: readonly (readonly unknown[])[]
  try {
    sheet = await readSheet<string>(sound, { trim: false, parseNumber: plainNumber })
  } catch {
    throw new NotReadable(refuse('IMPORT_FILE_NOT_READ', { params: { row: 1 } }))
  }
  return sheet.map((cells, i) => ({ n: i + 1, cells: within(cells.map(cellText), i + 1) }))
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    const iso = Number.isNaN(value.getTime()) ? '' : value.toISOString()
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ')
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

/** "9.99000018E9" is how some programs write a long number; a number is never rounded on its way. */
const plainNumber = (text: string): string =>
  /^-?\d+(\.\d+)?[eE][+-]?\d{1,3}$/.test(text) && Number.isSafeInteger(Number(text))
    ? String(Number(text))
    : text
