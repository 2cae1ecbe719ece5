import type { UnitId } from '../kernel/ids.ts'
import { dayOf, type Instant } from '../kernel/time.ts'
import type { EndSource, KnownTo } from './stay.ts'

/** One thing that a hospital's message said of a stay. */
export const HEARD = [
  'admitted',
  'moved',
  'left',
  'admission put right',
  'leaving put right',
  'admission cancelled',
  'move cancelled',
  'leaving cancelled',
  'leave began',
  'leave ended',
] as const
export type HeardWhat = (typeof HEARD)[number]

/** `at`: when it happened, as the message says; null where it says none. `sentAt`: when it was said. `heardAt`: when it came. */
export interface Heard {
  readonly id: string
  readonly what: HeardWhat
  readonly at: Instant | null
  readonly knownTo: KnownTo
  readonly sentAt: Instant
  readonly heardAt: Instant
  readonly unitId: UnitId | null
  readonly endSource: EndSource | null
  readonly method: string | null
  readonly destination: string | null
  readonly expectedBackAt: Instant | null
}

export interface HeardMove {
  readonly id: string
  readonly unitId: UnitId
  readonly at: Instant
  readonly knownTo: KnownTo
}
export interface HeardEnd {
  readonly at: Instant
  readonly knownTo: KnownTo
  readonly source: EndSource
  readonly sentAt: Instant
  readonly method: string | null
  readonly destination: string | null
}
export interface HeardLeave {
  readonly id: string
  readonly fromAt: Instant
  readonly expectedBackAt: Instant | null
  readonly backAt: Instant | null
}

/** A stay as all messages together tell it. `admission`: null where no message told of one (the ward wrote it by hand). */
export interface StayAsHeard {
  readonly admission:
    | 'cancelled'
    | { readonly at: Instant; readonly knownTo: KnownTo; readonly unitId: UnitId | null }
    | null
  readonly moves: readonly HeardMove[]
  readonly end: HeardEnd | null
  readonly leaves: readonly HeardLeave[]
}

/** In the order of saying; of two said at once the one that came first, then by id, so that there is always one order. */
const bySaying = (a: Heard, b: Heard): number =>
  compare(a.sentAt, b.sentAt) || compare(a.heardAt, b.heardAt) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * What all messages of one stay tell together. The order in which they came changes nothing; what was sent later puts right what was
 * sent earlier, and what happened is placed by its own time.
 *   Admission: the first one sent, or sent after the last cancelling; its time as an update put it right last.
 *   Moves: those not cancelled. A cancelling means the move of the time that it names, else the newest one said before it.
 *   Leaving: of those said after the last cancelling, one whose time was said goes before one inferred, then the last sent; an update
 *   puts right the time of a leaving that was told, and is none by itself.
 *   Leave: beginnings and returns by their own times, each beginning with the next return.
 * `undoneByHandAt`: when the ward itself wrote that a leaving did not happen; what was said before that is undone by it.
 * Source: HL7 2.4 chapter 3 (A11, A12, A13, A21, A22); EVN-6 of a cancelling is the time of what it cancels.
 */
export function stayAsHeard(heard: readonly Heard[], undoneByHandAt: Instant | null): StayAsHeard {
  const all = heard.toSorted(bySaying)
  // what was said before an admission was taken back is of a stay that never was
  const cancelled = all.findLastIndex((h) => h.what === 'admission cancelled')
  const said = all.slice(Math.max(0, cancelled))
  const of = (...whats: readonly HeardWhat[]) => said.filter((h) => whats.includes(h.what))
  return {
    admission: admissionOf(of('admitted', 'admission cancelled'), of('admission put right')),
    moves: movesOf(of('moved', 'move cancelled')),
    end: endOf(of('left', 'leaving put right', 'leaving cancelled'), undoneByHandAt),
    leaves: leavesOf(of('leave began', 'leave ended')),
  }
}

function admissionOf(said: readonly Heard[], putRight: readonly Heard[]): StayAsHeard['admission'] {
  if (said.length === 0) return null
  const cancelled = said.findLastIndex((h) => h.what === 'admission cancelled')
  const first = said.slice(cancelled + 1).find((h) => h.at !== null)
  if (!first) return cancelled < 0 ? null : 'cancelled'
  const last = putRight.findLast((h) => h.at !== null && h.sentAt >= first.sentAt)
  return {
    at: last?.at ?? first.at!,
    knownTo: last?.knownTo ?? first.knownTo,
    unitId: first.unitId,
  }
}

function movesOf(said: readonly Heard[]): readonly HeardMove[] {
  let standing: Heard[] = []
  for (const h of said) {
    if (h.what === 'moved') {
      // the same move said again in another message
      standing = [...standing.filter((s) => s.at !== h.at), h]
      continue
    }
    const named = standing.some((s) => s.at === h.at)
    const newest = standing
      .map((s) => s.at ?? '')
      .sort()
      .at(-1)
    standing = standing.filter((s) => (named ? s.at !== h.at : s.at !== newest))
  }
  return standing
    .flatMap((h) =>
      h.at === null || h.unitId === null
        ? []
        : [{ id: h.id, unitId: h.unitId, at: h.at, knownTo: h.knownTo }],
    )
    .sort((a, b) => compare(a.at, b.at))
}

function endOf(said: readonly Heard[], undoneByHandAt: Instant | null): HeardEnd | null {
  const cancelled = said.findLastIndex((h) => h.what === 'leaving cancelled')
  const after = said
    .slice(cancelled + 1)
    .filter((h) => h.at !== null && (undoneByHandAt === null || h.sentAt > undoneByHandAt))
  const told = after.filter((h) => h.what === 'left')
  if (told.length === 0) return null
  const saidSo = after.filter((h) => h.endSource !== 'inferred from MSH-7')
  const last = (saidSo.length > 0 ? saidSo : told).at(-1)!
  const how = told.findLast((h) => h.method !== null || h.destination !== null) ?? last
  return {
    at: last.at!,
    knownTo: last.knownTo,
    source: last.endSource ?? 'PV1-45',
    sentAt: last.sentAt,
    method: last.method ?? how.method,
    destination: last.destination ?? how.destination,
  }
}

function leavesOf(said: readonly Heard[]): readonly HeardLeave[] {
  const order = said
    .filter((h) => h.at !== null)
    .toSorted((a, b) => compare(a.at!, b.at!) || compare(b.what, a.what) || bySaying(a, b))
  const leaves: HeardLeave[] = []
  for (const h of order) {
    const open = leaves.at(-1)
    const away = open !== undefined && open.backAt === null
    if (h.what === 'leave began' && !away)
      leaves.push({ id: h.id, fromAt: h.at!, expectedBackAt: h.expectedBackAt, backAt: null })
    if (h.what === 'leave ended' && away) leaves[leaves.length - 1] = { ...open, backAt: h.at! }
  }
  return leaves
}

/**
 * A time of which only the day is known, on the day of what must come before it, is no earlier than that: a bare day is its midnight.
 */
export const notBefore = (at: Instant, knownTo: KnownTo, other: Instant, otherTo: KnownTo): Instant =>
  at < other && (knownTo === 'day' || otherTo === 'day') && dayOf(at) === dayOf(other) ? other : at
