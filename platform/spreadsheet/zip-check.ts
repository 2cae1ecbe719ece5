import { crc32, inflateRawSync } from 'node:zlib'
import { type Result, refuse } from '#core/kernel/result.ts'
import { NotReadable } from './csv-in.ts'
import { LIMITS } from './limits.ts'
import { checkSheet } from './sheet-check.ts'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

function no(result: Result<never>): never {
  throw new NotReadable(result)
}
const unreadable = (): never => no(refuse('IMPORT_FILE_NOT_READ', { params: { row: 1 } }))

/**
 * An Excel file as its reader gets it: unpacked here by the list at its end, looked at, and put together anew with nothing else in it. What a
 * file says of itself is not believed: neither how large something is unpacked (a reader that does makes room for it), nor what lies beside
 * the list. Refuses a packed bomb, a document type (entities), a cell far outside, encryption and anything that is no such file. Throws
 * `NotReadable`.
 */
export function soundPackage(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) unreadable()
  const files = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (files === 0 || files > LIMITS.packedFiles) no(refuse('IMPORT_PACKED_TOO_LARGE'))
  let left: number = LIMITS.unpackedBytes
  const sound = new Map<string, Buffer>()
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
    if (name.endsWith('.xml') || name.endsWith('.xml.rels')) {
      if (sound.has(name) || data.includes('<!DOCTYPE') || data.includes('<!ENTITY')) unreadable()
      checkSheet(data)
      sound.set(name, data)
    }
    at += 46 + nameLength + extra + comment
  }
  return sound.has('xl/workbook.xml') ? packageOf(sound) : unreadable()
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

/** These files as one package, none of them packed. */
function packageOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const [name, data] of files) {
    const called = Buffer.from(name, 'latin1')
    // what a local head and a line of the list have in common: version, flags, method, time, sum, both sizes, length of the name
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(called.length, 22)
    const head = Buffer.alloc(4)
    head.writeUInt32LE(LOCAL)
    parts.push(head, common, called, data)
    const line = Buffer.alloc(46)
    line.writeUInt32LE(ENTRY, 0)
    line.writeUInt16LE(20, 4)
    common.copy(line, 6)
    line.writeUInt32LE(at, 42)
    list.push(line, called)
    at += 30 + called.length + data.length
  }
  const lines = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(files.size, 8)
  end.writeUInt16LE(files.size, 10)
  end.writeUInt32LE(lines.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, lines, end])
}
