import fs from 'node:fs'

/**
 * One row of a COPY block, as bytes: field i is `bytes[starts[i]..ends[i]]`, still escaped. The same object for every row:
 * take from it what you keep.
 */
export interface CopyRow {
  bytes: Buffer
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** How many fields it has. */
  count: number
}

/** Given the columns of a block, what takes each of its rows. */
export type OpenBlock = (columns: readonly string[]) => (row: CopyRow) => void

const NEWLINE = 10
const TAB = 9
const BACKSLASH = 92
const BLOCK_END = Buffer.from('\n\\.\n')
const CHUNK = 4 * 1024 * 1024
/** No table has so many columns; a line with more is read up to here. */
const MOST_FIELDS = 256

export const aRow = (bytes = Buffer.alloc(0)): CopyRow => ({
  bytes,
  starts: new Int32Array(MOST_FIELDS),
  ends: new Int32Array(MOST_FIELDS),
  count: 0,
})

/**
 * Reads a plain dump of PostgreSQL (ours, or pg_dump's) from its beginning: the rows of the named tables go to their takers, a line
 * outside any block that begins with `--` goes to `comment`, everything else is passed over. Nothing in it is run.
 */
export function readCopy(
  file: string,
  tables: Readonly<Record<string, OpenBlock>>,
  comment: (line: string) => void = () => {},
): void {
  const fd = fs.openSync(file, 'r')
  const row = aRow()
  // one buffer for the whole file: what is left of one read stands before the next
  let buffer = Buffer.allocUnsafeSlow(CHUNK * 2)
  let left = 0
  let take: ((row: CopyRow) => void) | undefined
  let inBlock = false
  let fields = 0
  const line = (bytes: Buffer, from: number, until: number): void => {
    if (inBlock) {
      if (until - from === 2 && bytes[from] === BACKSLASH && bytes[from + 1] === 46) {
        inBlock = false
        take = undefined
      } else if (take) {
        fieldsOf(row, bytes, from, until)
        if (row.count !== fields)
          throw new Error(`The dump is damaged: a row has ${row.count} fields where its table has ${fields}.`)
        take(row)
      }
      return
    }
    const text = bytes.toString('utf8', from, until)
    if (text.startsWith('--')) comment(text)
    const block = /^COPY (\S+) \((.*)\) FROM stdin;$/.exec(text)
    if (!block) return
    inBlock = true
    const columns = block[2]!.split(', ')
    fields = columns.length
    take = tables[block[1]!]?.(columns)
  }
  try {
    for (;;) {
      if (buffer.length - left < CHUNK) {
        const larger = Buffer.allocUnsafeSlow(buffer.length * 2)
        buffer.copy(larger, 0, 0, left)
        buffer = larger
      }
      const read = fs.readSync(fd, buffer, left, CHUNK, null)
      if (read === 0) break
      const bytes = buffer.subarray(0, left + read)
      let from = 0
      for (;;) {
        if (inBlock && !take) {
          // a block that nobody asked for is passed over without looking at its rows
          const end = bytes.indexOf(BLOCK_END, Math.max(0, from - 1))
          if (end < 0) {
            from = Math.max(from, bytes.length - BLOCK_END.length)
            break
          }
          inBlock = false
          from = end + BLOCK_END.length
        }
        const until = bytes.indexOf(NEWLINE, from)
        if (until < 0) break
        line(bytes, from, until)
        from = until + 1
      }
      buffer.copyWithin(0, from, bytes.length)
      left = bytes.length - from
    }
    if (left > 0) line(buffer, 0, left)
  } finally {
    fs.closeSync(fd)
  }
}

/** A digest of 32 bytes as COPY writes it: an escaped backslash, an x, and 64 digits. */
const DIGEST_TEXT = 67
const UUID_TEXT = 36
const DASH = 45

/**
 * How many bytes of a field that begins here need not be looked at one by one for a tab, by its shape: an id's or a digest's. A tab among
 * them would make it none, and what is not one is read as other bytes than were hashed.
 */
function known(bytes: Buffer, from: number, until: number): number {
  if (bytes[from] === BACKSLASH) {
    const end = from + DIGEST_TEXT
    return bytes[from + 2] === 120 && (end === until || (end < until && bytes[end] === TAB)) ? DIGEST_TEXT : 0
  }
  return from + UUID_TEXT < until &&
    bytes[from + UUID_TEXT] === TAB &&
    bytes[from + 8] === DASH &&
    bytes[from + 13] === DASH &&
    bytes[from + 18] === DASH &&
    bytes[from + 23] === DASH
    ? UUID_TEXT
    : 0
}

function fieldsOf(row: CopyRow, bytes: Buffer, from: number, until: number): void {
  const { starts, ends } = row
  let n = 0
  starts[0] = from
  for (let i = from + known(bytes, from, until); i < until; i += 1) {
    if (bytes[i] !== TAB || n === MOST_FIELDS - 1) continue
    ends[n] = i
    n += 1
    starts[n] = i + 1
    i += known(bytes, i + 1, until)
  }
  ends[n] = until
  row.bytes = bytes
  row.count = n + 1
}

export const isNull = (row: CopyRow, i: number): boolean =>
  row.ends[i]! - row.starts[i]! === 2 &&
  row.bytes[row.starts[i]!] === BACKSLASH &&
  row.bytes[row.starts[i]! + 1] === 78

const MEANT: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' }

/** The field's text with its escapes undone. */
export const text = (row: CopyRow, i: number): string =>
  row.bytes.toString('utf8', row.starts[i]!, row.ends[i]!).replace(/\\(.)/g, (_, c: string) => MEANT[c] ?? c)

/** A whole number below 2^53. */
export function whole(row: CopyRow, i: number): number {
  let value = 0
  for (let at = row.starts[i]!; at < row.ends[i]!; at += 1) {
    const digit = row.bytes[at]! - 48
    if (digit < 0 || digit > 9) return Number(row.bytes.toString('latin1', row.starts[i]!, row.ends[i]!))
    value = value * 10 + digit
  }
  return value
}

const NIBBLE = new Uint8Array(256).fill(255)
for (let i = 0; i < 16; i += 1) {
  NIBBLE['0123456789abcdef'.charCodeAt(i)] = i
  NIBBLE['0123456789ABCDEF'.charCodeAt(i)] = i
}

/** Every pair of hex digits of the field from byte `from` on, as bytes into `into`; other characters are passed over. Gives where it ends. */
export function hexInto(bytes: Buffer, from: number, until: number, into: Buffer, at: number): number {
  let high = -1
  let to = at
  for (let i = from; i < until; i += 1) {
    const nibble = NIBBLE[bytes[i]!]!
    if (nibble === 255) continue
    if (high < 0) high = nibble
    else {
      into[to] = high * 16 + nibble
      to += 1
      high = -1
    }
  }
  return to
}

/** The 32 bytes of a digest's field into `into` from `at` on. */
export function digestInto(row: CopyRow, i: number, into: Buffer, at: number): void {
  const b = row.bytes
  const from = row.starts[i]!
  const until = row.ends[i]!
  let odd = until - from === DIGEST_TEXT ? 0 : 255
  for (let k = 0, d = from + 3; k < 32 && odd < 16; k += 1, d += 2) {
    const high = NIBBLE[b[d]!]!
    const low = NIBBLE[b[d + 1]!]!
    odd |= high | low
    into[at + k] = high * 16 + low
  }
  // something else than a digest: as many bytes as it has digits for, and nothing left of another row
  if (odd >= 16) into.fill(0, hexInto(b, from, Math.min(until, from + 64), into, at), at + 32)
}

const two = (b: Buffer, at: number): number => b[at]! * 10 + b[at + 1]! - 528

/** An instant as PostgreSQL writes it (`2026-03-05 09:00:00.123+00`) in microseconds since 1970. NaN when it is not one. */
export function micros(row: CopyRow, i: number): number {
  const b = row.bytes
  const from = row.starts[i]!
  let at = from + 19
  const year = two(b, from) * 100 + two(b, from + 2)
  const ms = Date.UTC(
    year,
    two(b, from + 5) - 1,
    two(b, from + 8),
    two(b, from + 11),
    two(b, from + 14),
    two(b, from + 17),
  )
  let part = 0
  let digits = 0
  if (b[at] === 46) {
    for (at += 1; b[at]! >= 48 && b[at]! <= 57 && at < row.ends[i]!; at += 1) {
      part = part * 10 + b[at]! - 48
      digits += 1
    }
  }
  const sign = b[at] === 43 ? 1 : b[at] === 45 ? -1 : Number.NaN
  const hours = two(b, at + 1)
  const minutes = b[at + 3] === 58 ? two(b, at + 4) : 0
  return ms * 1000 + part * 10 ** (6 - digits) - sign * (hours * 60 + minutes) * 60_000_000
}
