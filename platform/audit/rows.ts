import { ROW_DOMAIN, sha256Into, writeInt8 } from './canonical.ts'
import { type CopyRow, hexInto, isNull, micros, type OpenBlock, text, whole } from './copy-text.ts'

/** Thirty-two bytes for each of as many rows as come: row i from byte `i * 32` on. */
export class Digests {
  bytes = Buffer.allocUnsafeSlow(32 * 4096)
  length = 0
  /** Makes room for one more; gives the byte at which it begins. */
  next(): number {
    const at = this.length * 32
    if (at === this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(this.bytes.length * 2)
      this.bytes.copy(grown)
      this.bytes = grown
    }
    this.length += 1
    return at
  }
  hex(i: number): string {
    return this.bytes.toString('hex', i * 32, i * 32 + 32)
  }
}

/** What a thread gives another: its arrays change hands, nothing is copied. */
export interface EventsData {
  readonly digests: ArrayBuffer
  readonly numbers: readonly Float64Array<ArrayBuffer>[]
  readonly length: number
  readonly partNames: readonly string[]
  readonly disposals: ReadonlyMap<string, { id: number; outcome: string }>
  readonly twice: readonly number[]
  readonly pages: ReadonlyMap<number, Int32Array>
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
  get values(): Float64Array<ArrayBuffer> {
    return this.#values
  }
  set values(values: Float64Array<ArrayBuffer>) {
    this.#values = values
  }
}

/** The events of a dump: their digests, made anew from what stands there, and what the chains must agree with. */
export class Events {
  readonly ids = new Numbers()
  readonly digests = new Digests()
  readonly parts = new Numbers()
  readonly micros = new Numbers()
  readonly xids = new Numbers()
  partNames: string[] = []
  /** What disposals say of themselves, by the id of the disposal. */
  disposals = new Map<string, { id: number; outcome: string }>()
  /** Ids that stand there twice. */
  twice: number[] = []
  readonly #partOf = new Map<string, number>()
  readonly #near = new Map<number, { a: number; b: number; c: number; part: number }>()
  #dense = new Map<number, Int32Array>()

  data(): EventsData {
    return {
      digests: this.digests.bytes.buffer,
      numbers: [this.ids.values, this.parts.values, this.micros.values, this.xids.values],
      length: this.ids.length,
      partNames: this.partNames,
      disposals: this.disposals,
      twice: this.twice,
      pages: this.#dense,
    }
  }

  static of(data: EventsData): Events {
    const events = new Events()
    events.digests.bytes = Buffer.from(data.digests)
    events.digests.length = data.length
    for (const [i, numbers] of [events.ids, events.parts, events.micros, events.xids].entries()) {
      numbers.values = data.numbers[i]!
      numbers.length = data.length
    }
    for (const name of data.partNames) events.part(name)
    events.disposals = new Map(data.disposals)
    events.twice = [...data.twice]
    events.#dense = new Map(data.pages)
    return events
  }

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

  /** The same of an organisation's 16 bytes and a month, without making the name for every row. */
  partAt(row: CopyRow, organisation: number, bytes: Buffer, at: number, month: number): number {
    const a = bytes.readInt32BE(at)
    const b = bytes.readInt32BE(at + 4)
    const c = bytes.readInt32BE(at + 8)
    const d = bytes.readInt32BE(at + 12)
    const near = this.#near.get(month * 4_294_967_296 + (d >>> 0))
    if (near && near.a === a && near.b === b && near.c === c) return near.part
    const name = row.bytes.toString('latin1', row.starts[organisation]!, row.ends[organisation]!)
    const when = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
    const part = this.part(`${name} ${when}`)
    this.#near.set(month * 4_294_967_296 + (d >>> 0), { a, b, c, part })
    return part
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

const KNOWN = [
  'id',
  'at',
  'actor_id',
  'organisation_id',
  'session_id',
  'purpose',
  'action',
  'person_ids',
  'record_ids',
  'outcome',
  'xid',
]

/** Takes the rows of `audit.event` into `events`. `also` sees every row as it comes. */
export function takeEvents(
  events: Events,
  also?: (columns: readonly string[]) => (row: CopyRow) => void,
): OpenBlock {
  return (columns) => {
    const where = (name: string): number => {
      const i = columns.indexOf(name)
      if (i < 0) throw new Error(`The dump's audit.event has no column ${name}.`)
      return i
    }
    const [id, at, actor, organisation, session, purpose, action, people, records, outcome, xid] = KNOWN.map(
      where,
    ) as [number, number, number, number, number, number, number, number, number, number, number]
    const later = columns.map((name, i) => ({ name, i })).filter((c) => !KNOWN.includes(c.name))
    later.sort((a, b) => (a.name < b.name ? -1 : 1))
    const too = also?.(columns)
    let bytes = Buffer.allocUnsafeSlow(64 * 1024)
    ROW_DOMAIN.copy(bytes)
    let views: (Uint8Array | undefined)[] = []
    return (row) => {
      const size = row.ends[row.count - 1]! - row.starts[0]!
      if (bytes.length < size * 2 + 1024) {
        bytes = Buffer.allocUnsafeSlow(size * 4)
        ROW_DOMAIN.copy(bytes)
        views = []
      }
      const eventId = whole(row, id)
      const when = micros(row, at)
      const transaction = whole(row, xid)
      let to = writeInt8(bytes, ROW_DOMAIN.length, eventId)
      to = writeInt8(bytes, to, when)
      to = hexInto(row.bytes, row.starts[actor]!, row.ends[actor]!, bytes, to)
      const organisationAt = to
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
      const digestAt = events.digests.next()
      // most rows are of a few lengths, so that the same views do for them all
      let view = views[to]
      if (view === undefined) {
        view = new Uint8Array(bytes.buffer, bytes.byteOffset, to)
        views[to] = view
      }
      sha256Into(view, events.digests.bytes, digestAt)
      events.micros.push(when)
      events.xids.push(transaction)
      events.parts.push(events.partAt(row, organisation, bytes, organisationAt, month(row, at, when)))
      if (isDisposal(row, action))
        events.disposals.set(text(row, records).slice(1, -1), { id: eventId, outcome: text(row, outcome) })
      too?.(row)
    }
  }
}

/** The month in UTC, counted from the year 0; read off the text where the dump was written in UTC. */
function month(row: CopyRow, at: number, when: number): number {
  const b = row.bytes
  const from = row.starts[at]!
  const end = row.ends[at]!
  if (b[end - 1] === 48 && b[end - 2] === 48 && b[end - 3] === 43) {
    const year = b[from]! * 1000 + b[from + 1]! * 100 + b[from + 2]! * 10 + b[from + 3]! - 53_328
    return year * 12 + b[from + 5]! * 10 + b[from + 6]! - 529
  }
  const day = new Date(when / 1000)
  return day.getUTCFullYear() * 12 + day.getUTCMonth()
}

const BACKSLASH = 92
const DISPOSE = Buffer.from('audit.dispose')
const isDisposal = (row: CopyRow, i: number): boolean =>
  row.ends[i]! - row.starts[i]! === DISPOSE.length &&
  row.bytes.compare(DISPOSE, 0, DISPOSE.length, row.starts[i]!, row.ends[i]!) === 0

function sized(value: Buffer, into: Buffer, at: number): number {
  into.writeInt32BE(value.length, at)
  return at + 4 + value.copy(into, at + 4)
}

function sizedText(row: CopyRow, i: number, into: Buffer, at: number): number {
  const from = row.starts[i]!
  const until = row.ends[i]!
  let to = at + 4
  for (let b = from; b < until; b += 1) {
    const byte = row.bytes[b]!
    if (byte === BACKSLASH) return sized(Buffer.from(text(row, i)), into, at)
    into[to] = byte
    to += 1
  }
  into.writeInt32BE(until - from, at)
  return to
}

function sizedIds(row: CopyRow, i: number, into: Buffer, at: number): number {
  const end = hexInto(row.bytes, row.starts[i]!, row.ends[i]!, into, at + 4)
  into.writeInt32BE((end - at - 4) / 16, at)
  return end
}
