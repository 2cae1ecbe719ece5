import { inflateRawSync } from 'node:zlib'
import { type Result, refuse } from '#core/kernel/result.ts'
import { NotReadable } from './csv-in.ts'
import { LIMITS } from './limits.ts'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

function no(result: Result<never>): never {
  throw new NotReadable(result)
}
const unreadable = (): never => no(refuse('IMPORT_FILE_NOT_READ', { params: { row: 1 } }))

/**
 * Looks at an Excel file before any library unpacks it: how many files are packed in it, how large each truly is (unpacked with a limit;
 * what a file says of itself is not believed), and how far its sheets reach. Refuses a packed bomb, a document type (entities), a cell
 * far outside, encryption and anything that is no such file. Throws `NotReadable`.
 */
export function checkPacked(bytes: Buffer): void {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) unreadable()
  const files = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (files === 0 || files > LIMITS.packedFiles) no(refuse('IMPORT_PACKED_TOO_LARGE'))
  let left: number = LIMITS.unpackedBytes
  let workbook = false
  for (let i = 0; i < files; i += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) unreadable()
    const flags = bytes.readUInt16LE(at + 8)
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const [nameLength, extra, comment] = [
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
    ]
    const local = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('latin1', at + 46, at + 46 + nameLength)
    if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) unreadable()
    const data = unpacked(bytes, local, packed, method, left)
    left -= data.length
    if (name === 'xl/workbook.xml') workbook = true
    if (/\.(xml|rels)$/i.test(name)) checkXml(name, data)
    at += 46 + nameLength + extra + comment
  }
  if (!workbook) unreadable()
}

function unpacked(bytes: Buffer, local: number, packed: number, method: number, left: number): Buffer {
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL) return unreadable()
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (from + packed > bytes.length) return unreadable()
  const raw = bytes.subarray(from, from + packed)
  if (method === 0) return raw.length > left ? no(refuse('IMPORT_PACKED_TOO_LARGE')) : raw
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, left) })
  } catch (cause) {
    return (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
      ? no(refuse('IMPORT_PACKED_TOO_LARGE'))
      : unreadable()
  }
}

const REFERENCE = /\br="([A-Z]{1,7})([0-9]{1,9})"/g
const OWN_ROW = /\br="([0-9]{1,9})"/

function checkXml(name: string, data: Buffer): void {
  if (data.includes('<!DOCTYPE') || data.includes('<!ENTITY')) unreadable()
  if (!/^xl\/worksheets\//.test(name)) return
  const text = data.toString('latin1')
  for (const [, letters = '', row = ''] of text.matchAll(REFERENCE)) {
    if (Number(row) > LIMITS.rows + 1) no(refuse('IMPORT_TOO_MANY_ROWS', { params: { most: LIMITS.rows } }))
    if (columnOf(letters) > LIMITS.columns)
      no(refuse('IMPORT_TOO_MANY_COLUMNS', { params: { most: LIMITS.columns, row: Number(row) } }))
  }
  // rows that say their own number, with cells that say none
  for (let at = text.indexOf('<row '); at >= 0; at = text.indexOf('<row ', at + 5)) {
    const row = OWN_ROW.exec(text.slice(at, at + 60))?.[1] ?? '0'
    if (Number(row) > LIMITS.rows + 1) no(refuse('IMPORT_TOO_MANY_ROWS', { params: { most: LIMITS.rows } }))
  }
}

/** A is 1, Z is 26, AA is 27. */
const columnOf = (letters: string): number => {
  let n = 0
  for (const letter of letters) n = n * 26 + (letter.charCodeAt(0) - 64)
  return n
}
