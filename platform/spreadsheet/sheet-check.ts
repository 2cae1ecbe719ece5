import { refuse } from '#core/kernel/result.ts'
import { NotReadable } from './csv-in.ts'
import { LIMITS } from './limits.ts'

const PLACE = /^([A-Z]{0,3})([0-9]{1,7})$/
const [LESS, MORE, DOUBLE, SINGLE] = [0x3c, 0x3e, 0x22, 0x27]

/**
 * Looks how far the rows and cells of a sheet reach, before a reader makes room for them: each says its place ("B12") or its row ("12") in so
 * many letters and nothing else. Every part of a package is looked at, because the package itself says which of them is a sheet. Throws
 * `NotReadable`: too many rows or columns, a place that is none, more cells than are read, a comment or a raw section in a sheet.
 */
export function checkSheet(data: Buffer): void {
  if (!data.includes('sheetData')) return
  const text = data.toString('latin1')
  // no program writes one into a sheet, and inside it nothing could be held against what a reader takes it for
  if (text.includes('<!')) throw unreadable(1)
  let tags = 0
  for (let at = text.indexOf('<'); at >= 0; ) {
    const end = tagEnd(text, at)
    if (isRowOrCell(text, at)) {
      tags += 1
      if (tags > LIMITS.cells + LIMITS.rows) throw new NotReadable(refuse('IMPORT_PACKED_TOO_LARGE'))
      checkPlaces(text.slice(at, end))
    }
    at = text.indexOf('<', end)
  }
}

const unreadable = (row: number) => new NotReadable(refuse('IMPORT_FILE_NOT_READ', { params: { row } }))

/** Where the tag that begins here ends; a sign inside quotes ends none. */
function tagEnd(text: string, from: number): number {
  let quote = 0
  for (let at = from + 1; at < text.length; at += 1) {
    const c = text.charCodeAt(at)
    if (quote !== 0) {
      if (c === quote) quote = 0
    } else if (c === DOUBLE || c === SINGLE) quote = c
    else if (c === MORE) return at + 1
    else if (c === LESS) break
  }
  throw unreadable(1)
}

const NAME = /[A-Za-z0-9_.:-]*/y
function isRowOrCell(text: string, at: number): boolean {
  NAME.lastIndex = at + 1
  const name = NAME.exec(text)?.[0] ?? ''
  const own = name.slice(name.lastIndexOf(':') + 1)
  return own === 'row' || own === 'c'
}

const SAYS = /(?<![A-Za-z0-9_.-])r\s*=\s*(?:"([^"]*)"|'([^']*)')/g
function checkPlaces(tag: string): void {
  for (const [, one, other] of tag.matchAll(SAYS)) {
    const place = PLACE.exec(one ?? other ?? '')
    if (!place) throw unreadable(1)
    const row = Number(place[2])
    if (row > LIMITS.rows + 1)
      throw new NotReadable(refuse('IMPORT_TOO_MANY_ROWS', { params: { most: LIMITS.rows } }))
    if (columnOf(place[1]!) > LIMITS.columns)
      throw new NotReadable(refuse('IMPORT_TOO_MANY_COLUMNS', { params: { most: LIMITS.columns, row } }))
  }
}

/** A is 1, Z is 26, AA is 27. */
const columnOf = (letters: string): number => {
  let n = 0
  for (const letter of letters) n = n * 26 + (letter.charCodeAt(0) - 64)
  return n
}
