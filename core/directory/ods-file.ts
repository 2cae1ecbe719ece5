import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Day, day } from '../kernel/time.ts'

/** The lists of the Organisation Data Service that are read here, by the name of their file, and what stands in each. */
export const ODS_LISTS = {
  etr: 'trust',
  eccg: 'commissioner',
  ephp: 'independent provider',
  epraccur: 'primary care',
  'gp-practice': 'primary care',
} as const
export type OdsList = keyof typeof ODS_LISTS

/** Which list a file is, by its name: `etr-sample.csv` is `etr`. Undefined when none. */
export const odsListOf = (fileName: string): OdsList | undefined =>
  (Object.keys(ODS_LISTS) as OdsList[]).find((list) => fileName.toLowerCase().startsWith(list))

export interface OdsOrganisation {
  readonly code: string
  readonly name: string
  /** The day it closed; null while it is open. */
  readonly closedOn: Day | null
}

/** Columns of every such file, counted from 0 (ODS "csv downloads" specification: 27 columns, no header row, all quoted). */
const CODE = 0
const NAME = 1
const CLOSED = 11
const LEAST_COLUMNS = 12

/** Where code and name stand in a list with a head row, such as the map of GP practices that NHS England publishes. */
interface Places {
  readonly code: number
  readonly name: number
}
const headed = (cells: readonly string[]): Places | undefined => {
  const at = (name: string) => cells.findIndex((c) => c.trim().toUpperCase() === name)
  const places = { code: at('PRACTICE_CODE'), name: at('PRACTICE_NAME') }
  return places.code >= 0 && places.name >= 0 ? places : undefined
}

/**
 * Reads a list as the Organisation Data Service publishes it: comma-separated, quoted, no header row; days as YYYYMMDD. A list whose first
 * row names PRACTICE_CODE and PRACTICE_NAME is read by those; it says nothing of closing.
 * A code that stands twice is read once. Refuses: ODS_FILE_NOT_READ with the line, and then nothing of the file is used.
 */
export function readOdsFile(text: string): Result<readonly OdsOrganisation[]> {
  const found = new Map<string, OdsOrganisation>()
  let places: Places | undefined
  for (const { line, cells } of csvRows(text.replace(/^\ufeff/, ''))) {
    if (cells.length === 1 && cells[0] === '') continue
    if (line === 1) {
      places = headed(cells)
      if (places) continue
    }
    const code = (cells[places?.code ?? CODE] ?? '').trim().toUpperCase()
    const name = (cells[places?.name ?? NAME] ?? '').trim()
    const closedOn = places ? null : closeDay((cells[CLOSED] ?? '').trim())
    const readable =
      (places !== undefined || cells.length >= LEAST_COLUMNS) &&
      /^[A-Z0-9]{3,10}$/.test(code) &&
      name.length >= 1 &&
      name.length <= 200 &&
      closedOn !== undefined
    if (!readable) return refuse('ODS_FILE_NOT_READ', { params: { line } })
    if (!found.has(code)) found.set(code, { code, name, closedOn })
  }
  return ok([...found.values()])
}

/** Undefined when it is no calendar day. */
function closeDay(text: string): Day | null | undefined {
  if (text === '') return null
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (!parts) return undefined
  try {
    return day(`${parts[1]}-${parts[2]}-${parts[3]}`)
  } catch {
    return undefined
  }
}

/** Rows of comma-separated text with the line on which each begins; quotes may hold commas, line ends and doubled quotes. */
function* csvRows(text: string): Generator<{ line: number; cells: string[] }> {
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let began = 1
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]!
    if (c === '\n') line += 1
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') {
        cell += '"'
        i += 1
      } else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',') {
      cells.push(cell)
      cell = ''
    } else if (c === '\n') {
      yield { line: began, cells: [...cells, cell] }
      cells = []
      cell = ''
      began = line
    } else if (c !== '\r') cell += c
  }
  if (cell !== '' || cells.length > 0) yield { line: began, cells: [...cells, cell] }
}
