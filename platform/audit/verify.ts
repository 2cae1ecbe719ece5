import type { KeyObject } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '#platform/database/root.ts'
import { beginningOf, linkHashInto, same32 } from './canonical.ts'
import { readLines } from './checkpoint.ts'
import { aRow, type CopyRow, digestInto, micros, type OpenBlock, readCopy, text, whole } from './copy-text.ts'
import { type Fault, Finding, type Window } from './faults.ts'
import { type Checkpoints, judgeCheckpoints } from './judge-checkpoints.ts'
import { Digests, Events, Numbers } from './rows.ts'
import type { EventsAnswer, EventsAsked, Told } from './rows-worker.ts'

export interface VerifyOptions {
  /** A plain dump that holds the schema audit. */
  readonly dump: string
  /** Stores of checkpoints, the first of them the witness's own: folders or files. */
  readonly checkpoints: readonly string[]
  readonly keys: ReadonlyMap<string, KeyObject>
  /** Print what was done about this person. */
  readonly person?: string
}

export interface Verdict {
  readonly events: number
  readonly links: number
  readonly chains: number
  readonly checkpoints: number
  /** Not sealed when the dump was made. */
  readonly waiting: number
  readonly disposedOf: number
  /** Signed on the host of the database itself. */
  readonly oneHost: boolean
  readonly faults: readonly Fault[]
  readonly told: readonly Told[]
  readonly seconds: number
}

/** The links of one chain, in the order of the dump. */
interface Chain {
  readonly seqs: Numbers
  readonly eventIds: Numbers
  readonly digests: Digests
  readonly hashes: Digests
}
interface Disposal {
  readonly id: string
  readonly part: string
  readonly from: number
  readonly until: number
}
interface Dump {
  readonly events: Events
  readonly chains: Map<string, Chain>
  readonly heads: Map<string, { seq: number; hash: string }>
  readonly disposals: Disposal[]
  readonly kept: { n: number; line: string }[]
  sealer?: { chain: string; frontier: number; sealed: number }
  /** Microseconds; when the dump was made, by the installation's clock. */
  at?: number
}

/** An event may wait for the sealer this long before the dump; longer is a finding. */
const MAY_WAIT_MICROS = 60_000_000

/**
 * Whether the audit of a dump is what it was when it was sealed and signed. Needs no database and trusts none: it makes every digest
 * and every hash anew, and holds the chains against checkpoints that lay elsewhere.
 */
export async function verifyAudit(o: VerifyOptions): Promise<Verdict> {
  const began = performance.now()
  const reading = eventsOf({ dump: o.dump, person: o.person })
  reading.catch(() => {})
  const rest = readDump(o.dump)
  const { data, told } = await reading
  const dump: Dump = { ...rest, events: Events.of(data) }
  const finding = new Finding()
  const stores = o.checkpoints.map((from) => ({ from, lines: readLines(from) }))
  const points = judgeCheckpoints(
    stores,
    dump.kept.map((k) => k.line),
    o.keys,
    dump.sealer,
    finding,
  )
  const { disposedOf, sealed } = judgeChains(dump, points, finding)
  const waiting = judgeUnsealed(dump, sealed, finding)
  judgeHeads(dump, points, finding)
  return {
    events: dump.events.ids.length,
    links: [...dump.chains.values()].reduce((n, c) => n + c.seqs.length, 0),
    chains: dump.chains.size,
    checkpoints: points.count,
    waiting,
    disposedOf,
    oneHost: points.oneHost,
    faults: finding.all(),
    told,
    seconds: (performance.now() - began) / 1000,
  }
}

function readDump(file: string): Omit<Dump, 'events'> {
  const d: Omit<Dump, 'events'> = {
    chains: new Map(),
    heads: new Map(),
    disposals: [],
    kept: [],
  }
  const rows =
    (names: readonly string[], take: (row: CopyRow, at: readonly number[]) => void): OpenBlock =>
    (columns) => {
      const at = names.map((name) => columns.indexOf(name))
      if (at.includes(-1)) throw new Error(`The dump lacks ${names[at.indexOf(-1)]}.`)
      return (row) => take(row, at)
    }
  readCopy(
    file,
    {
      'audit.link': rows(['part', 'seq', 'event_id', 'row_digest', 'hash'], takeLink(d.chains)),
      'audit.head': rows(['part', 'seq', 'hash'], (row, [part, seq, hash]) => {
        d.heads.set(text(row, part!), { seq: whole(row, seq!), hash: text(row, hash!).slice(2) })
      }),
      'audit.disposal': rows(['id', 'part', 'from_seq', 'until_seq'], (row, [id, part, from, until]) => {
        d.disposals.push({
          id: text(row, id!),
          part: text(row, part!),
          from: whole(row, from!),
          until: whole(row, until!),
        })
      }),
      'audit.checkpoint': rows(['n', 'line'], (row, [n, line]) => {
        d.kept.push({ n: whole(row, n!), line: text(row, line!) })
      }),
      'audit.sealer': rows(['chain', 'frontier', 'sealed'], (row, [chain, frontier, sealed]) => {
        d.sealer = { chain: text(row, chain!), frontier: whole(row, frontier!), sealed: whole(row, sealed!) }
      }),
    },
    (line) => {
      const at = /^-- Throughcare audit at (.+)$/.exec(line)?.[1]
      if (at) d.at = microsOf(at)
    },
  )
  d.kept.sort((a, b) => a.n - b.n)
  return d
}

/** The events, digested on a thread of their own: the source file here, its bundle in an installed package. */
function eventsOf(asked: EventsAsked): Promise<EventsAnswer> {
  const here = fileURLToPath(import.meta.url)
  const file = here.endsWith('.ts')
    ? path.join(path.dirname(here), 'rows-worker.ts')
    : path.join(packageRoot(), 'dist', 'audit-rows.js')
  return new Promise((resolve, reject) => {
    const thread = new Worker(file, { workerData: asked })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('the events of the dump could not be read')))
  })
}

function takeLink(chains: Map<string, Chain>): (row: CopyRow, at: readonly number[]) => void {
  let chain: Chain | undefined
  let lastName = Buffer.alloc(0)
  return (row, [part, seq, event, digest, hash]) => {
    const from = row.starts[part!]!
    const until = row.ends[part!]!
    // the links of one chain mostly stand together
    if (!chain || row.bytes.compare(lastName, 0, lastName.length, from, until) !== 0) {
      const name = row.bytes.toString('utf8', from, until)
      lastName = Buffer.from(name)
      chain = chains.get(name)
      if (!chain) {
        chain = {
          seqs: new Numbers(),
          eventIds: new Numbers(),
          digests: new Digests(),
          hashes: new Digests(),
        }
        chains.set(name, chain)
      }
    }
    chain.seqs.push(whole(row, seq!))
    chain.eventIds.push(whole(row, event!))
    const digestAt = chain.digests.next()
    digestInto(row, digest!, chain.digests.bytes, digestAt)
    const hashAt = chain.hashes.next()
    digestInto(row, hash!, chain.hashes.bytes, hashAt)
  }
}

function microsOf(instant: string): number {
  const row = aRow(Buffer.from(instant))
  row.ends[0] = instant.length
  row.count = 1
  return micros(row, 0)
}

/** Each chain by itself: every place there, every hash right, every event there and unchanged. Gives how many were disposed of, and which have a place. */
function judgeChains(
  d: Dump,
  points: Checkpoints,
  finding: Finding,
): { disposedOf: number; sealed: Uint8Array } {
  const sealed = new Uint8Array(d.events.ids.length)
  const disposed = rightDisposals(d, finding)
  let disposedOf = 0
  for (const id of d.events.twice) finding.add({ kind: 'event twice', eventId: id })
  for (const [part, chain] of [...d.chains].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const order = inOrder(chain.seqs)
    const partIndex = d.events.part(part)
    let before = beginningOf(part)
    let beforeAt = 0
    const made = Buffer.alloc(32)
    const hashes = chain.hashes.bytes
    let last = 0
    for (let k = 0; k < order.length; k += 1) {
      const i = order[k]!
      const seq = chain.seqs.at(i)
      const eventId = chain.eventIds.at(i)
      const about = (kind: Fault['kind']) =>
        finding.add({ kind, part, seq, eventId, window: points.windowOf(part, seq) })
      if (seq !== last + 1) about(seq === last ? 'place twice' : 'link gone')
      else {
        linkHashInto(seq, before, beforeAt, chain.digests.bytes, i * 32, made, 0)
        if (!same32(made, 0, hashes, i * 32)) about('chain broken')
      }
      before = hashes
      beforeAt = i * 32
      points.meet(part, seq, chain.hashes, i, finding)
      last = seq
      const slot = d.events.slotOf(eventId)
      if (slot < 0) {
        if (disposed.some((r) => r.part === part && seq >= r.from && seq <= r.until)) disposedOf += 1
        else about('event gone')
        continue
      }
      if (sealed[slot]) about('sealed twice')
      sealed[slot] = 1
      if (!same32(d.events.digests.bytes, slot * 32, chain.digests.bytes, i * 32)) about('row changed')
      else if (d.events.parts.at(slot) !== partIndex) about('in the wrong chain')
    }
    points.end(part, last, finding)
  }
  points.absent(new Set(d.chains.keys()), d.sealer?.sealed ?? 0, finding)
  return { disposedOf, sealed }
}

function inOrder(seqs: Numbers): Int32Array {
  const order = new Int32Array(seqs.length)
  let sorted = true
  for (let i = 0; i < order.length; i += 1) {
    order[i] = i
    if (i > 0 && seqs.at(i) < seqs.at(i - 1)) sorted = false
  }
  return sorted ? order : order.sort((a, b) => seqs.at(a) - seqs.at(b) || a - b)
}

/** Only a disposal that an event of its own tells of lets events be absent. */
function rightDisposals(d: Dump, finding: Finding): Disposal[] {
  return d.disposals.filter((r) => {
    const event = d.events.disposals.get(r.id)
    if (event?.outcome === `${r.part} ${r.from}-${r.until}`) return true
    finding.add({ kind: 'disposal not on record', part: r.part, seq: r.from })
    return false
  })
}

/** Events that no chain holds: below the frontier somebody put them there; above it they wait, and may not wait long. */
function judgeUnsealed(d: Dump, sealed: Uint8Array, finding: Finding): number {
  const frontier = d.sealer?.frontier ?? 0
  let newest = d.at ?? 0
  if (d.at === undefined)
    for (let i = 0; i < d.events.ids.length; i += 1) newest = Math.max(newest, d.events.micros.at(i))
  let waiting = 0
  for (let slot = 0; slot < d.events.ids.length; slot += 1) {
    if (sealed[slot]) continue
    const about = { part: d.events.partNames[d.events.parts.at(slot)]!, eventId: d.events.ids.at(slot) }
    if (d.events.xids.at(slot) < frontier) {
      finding.add({ kind: 'never sealed', ...about })
      continue
    }
    waiting += 1
    if (newest - d.events.micros.at(slot) > MAY_WAIT_MICROS) finding.add({ kind: 'sealer behind', ...about })
  }
  return waiting
}

function judgeHeads(d: Dump, points: Checkpoints, finding: Finding): void {
  for (const part of new Set([...d.chains.keys(), ...d.heads.keys()])) {
    const chain = d.chains.get(part)
    const head = d.heads.get(part)
    const last = chain === undefined ? -1 : inOrder(chain.seqs).at(-1)!
    const seq = chain === undefined ? 0 : chain.seqs.at(last)
    if (head?.seq === seq && chain?.hashes.hex(last) === head.hash) continue
    finding.add({ kind: 'end differs', part, seq, window: points.windowOf(part, seq) })
  }
}

export type { Fault, Told, Window }
