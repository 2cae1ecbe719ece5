import { ROW_DOMAIN, sha256, writeInt8 } from './canonical.ts'
import { type CopyRow, hexInto, isNull, micros, type OpenBlock, text, whole } from './copy-text.ts'

/** Thirty-two bytes for each of as many rows as come. */
export class Digests {
  #bytes = Buffer.allocUnsafe(32 * 4096)
  length = 0
  push(digest: Uint8Array): number {
    if ((this.length + 1) * 32 > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(this.#bytes.length * 2)
      this.#bytes.copy(grown)
      this.#bytes = grown
    }
    this.#bytes.set(digest, this.length * 32)
    this.length += 1
    return this.length - 1
  }
  at(i: number): Buffer {
    return this.#bytes.subarray(i * 32, i * 32 + 32)
  }
}

/** Numbers, as many as come, eight bytes each. */
export class Numbers {
  #values = new Float64Array(4096)
  length = 0
  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Float64Array(this.length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.length] = value
    this.length += 1
  }
  at(i: number): number {
    return this.#values[i]!
  }
}

/** The events of a dump: their digests, made anew from what stands there, and what the chains must agree with. */
export class Events {
  readonly ids = new Numbers()
  readonly digests = new Digests()
  readonly parts = new Numbers()
  readonly micros = new Numbers()
  readonly xids = new Numbers()
  readonly partNames: string[] = []
  /** What disposals say of themselves, by the id of the disposal. */
  readonly disposals = new Map<string, { id: number; outcome: string }>()
  /** Ids that stand there twice. */
  readonly twice: number[] = []
  readonly #partOf = new Map<string, number>()
  readonly #dense = new Map<number, Int32Array>()

  /** Where an event lies, or -1. Ids are dense, so that a page of a thousand is one array. */
  slotOf(id: number): number {
    return (this.#dense.get(Math.floor(id / 1024))?.[id % 1024] ?? 0) - 1
  }

  part(name: string): number {
    let i = this.#partOf.get(name)
    if (i === undefined) {
      i = this.partNames.push(name) - 1
      this.#partOf.set(name, i)
    }
    return i
  }

  add(id: number): void {
    let page = this.#dense.get(Math.floor(id / 1024))
    if (!page) {
      page = new Int32Array(1024)
      this.#dense.set(Math.floor(id / 1024), page)
    }
    if (page[id % 1024] !== 0) this.twice.push(id)
    page[id % 1024] = this.ids.length + 1
    this.ids.push(id)
  }
}

const KNOWN = ['id', 'at', 'actor_id', 'organisation_id', 'session_id', 'purpose', 'action', 'person_ids', 'record_ids', 'outcome', 'xid']

/** Takes the rows of `audit.event` into `events`. `also` sees every row as it comes. */
export function takeEvents(events: Events, also?: (columns: readonly string[]) => (row: CopyRow) => void): OpenBlock {
  return (columns) => {
    const where = (name: string): number => {
      const i = columns.indexOf(name)
      if (i < 0) throw new Error(`The dump's audit.event has no column ${name}.`)
      return i
    }
    const [id, at, actor, organisation, session, purpose, action, people, records, outcome, xid] = KNOWN.map(where) as [
      number, number, number, number, number, number, number, number, number, number, number,
    ]
    const later = columns.map((name, i) => ({ name, i })).filter((c) => !KNOWN.includes(c.name))
    later.sort((a, b) => (a.name < b.name ? -1 : 1))
    const too = also?.(columns)
    let bytes = Buffer.allocUnsafe(64 * 1024)
    ROW_DOMAIN.copy(bytes)
    return (row) => {
      const size = row.ends.at(-1)! - row.starts[0]!
      if (bytes.length < size * 2 + 1024) {
        bytes = Buffer.allocUnsafe(size * 4)
        ROW_DOMAIN.copy(bytes)
      }
      const eventId = whole(row, id)
      const when = micros(row, at)
      const transaction = whole(row, xid)
      let to = writeInt8(bytes, ROW_DOMAIN.length, eventId)
      to = writeInt8(bytes, to, when)
      to = hexInto(row.bytes, row.starts[actor]!, row.ends[actor]!, bytes, to)
      to = hexInto(row.bytes, row.starts[organisation]!, row.ends[organisation]!, bytes, to)
      to = hexInto(row.bytes, row.starts[session]!, row.ends[session]!, bytes, to)
      to = writeInt8(bytes, to, transaction)
      to = sizedText(row, purpose, bytes, to)
      to = sizedText(row, action, bytes, to)
      to = sizedText(row, outcome, bytes, to)
      to = sizedIds(row, people, bytes, to)
      to = sizedIds(row, records, bytes, to)
      for (const c of later) {
        if (isNull(row, c.i)) continue
        to = sized(Buffer.from(c.name), bytes, to)
        to = sizedText(row, c.i, bytes, to)
      }
      events.add(eventId)
      events.digests.push(sha256(bytes.subarray(0, to)))
      events.micros.push(when)
      events.xids.push(transaction)
      events.parts.push(events.part(`${row.bytes.toString('latin1', row.starts[organisation]!, row.ends[organisation]!)} ${month(row, at, when)}`))
      if (isDisposal(row, action)) events.disposals.set(text(row, records).slice(1, -1), { id: eventId, outcome: text(row, outcome) })
      too?.(row)
    }
  }
}

/** The month in UTC; read off the text where the dump was written in UTC. */
function month(row: CopyRow, at: number, when: number): string {
  const end = row.ends[at]!
  return row.bytes[end - 1] === 48 && row.bytes[end - 2] === 48 && row.bytes[end - 3] === 43
    ? row.bytes.toString('latin1', row.starts[at]!, row.starts[at]! + 7)
    : new Date(when / 1000).toISOString().slice(0, 7)
}

const DISPOSE = Buffer.from('audit.dispose')
const isDisposal = (row: CopyRow, i: number): boolean =>
  row.ends[i]! - row.starts[i]! === DISPOSE.length && row.bytes.compare(DISPOSE, 0, DISPOSE.length, row.starts[i]!, row.ends[i]!) === 0

function sized(value: Buffer, into: Buffer, at: number): number {
  into.writeInt32BE(value.length, at)
  return at + 4 + value.copy(into, at + 4)
}

function sizedText(row: CopyRow, i: number, into: Buffer, at: number): number {
  const from = row.starts[i]!
  const until = row.ends[i]!
  for (let b = from; b < until; b += 1) if (row.bytes[b] === 92) return sized(Buffer.from(text(row, i)), into, at)
  into.writeInt32BE(until - from, at)
  row.bytes.copy(into, at + 4, from, until)
  return at + 4 + until - from
}

function sizedIds(row: CopyRow, i: number, into: Buffer, at: number): number {
  const end = hexInto(row.bytes, row.starts[i]!, row.ends[i]!, into, at + 4)
  into.writeInt32BE((end - at - 4) / 16, at)
  return end
}
