import type { ContactId, StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant, Interval } from '../kernel/time.ts'
import { partOfDay } from './visitors.ts'

/**
 * The most visits that a proposal gives one worker in one part of a day. Ours: rounds of 9 to 14 visits in two parts of the
 * day were reported to us, so seven fit in one. A colleague may still be chosen by hand for more.
 */
export const MOST_IN_A_PART = 7

/** A planned contact that needs somebody. */
export interface VisitToCover {
  readonly contactId: ContactId
  readonly windowFrom: Instant
  readonly windowUntil: Instant
  /** Null: a contact of the team's own, which whoever makes visits of the team may be proposed for. */
  readonly serviceId: string | null
}

/** Somebody of the same team, with when nobody is there in their place and what is planned for them on that day already.
 * `services`: those of which they make visits. A manager who makes none is proposed for none. */
export interface Colleague {
  readonly staffId: StaffId
  readonly away: readonly Interval[]
  readonly services: readonly string[]
  readonly planned: readonly { readonly windowFrom: Instant; readonly windowUntil: Instant }[]
}

export interface RoundCover {
  readonly given: readonly { readonly contactId: ContactId; readonly staffId: StaffId }[]
  /** Nobody who is there has room: listed, never dropped. */
  readonly nobody: readonly ContactId[]
}

/** Whether somebody is there when a window begins. */
export const isThere = (colleague: Pick<Colleague, 'away'>, at: Instant): boolean =>
  !colleague.away.some((a) => a.from <= at && (a.until === null || at < a.until))

/** What is kept where a visit loses a worker who is away or has left when it begins: nobody has to type that again. */
export const AWAY_THEN = 'Its worker is away at that time.'

/**
 * Why a visit has nobody from now on: what was written, else that its worker is away when it begins. Null: it has no worker
 * already, and nothing new is said. `worker`: whose it is now.
 * Refuses ROUND_NEEDS_WHY: its worker is there, so it stays with them unless somebody writes why nobody can take it.
 */
export function whyNobody(
  worker: Pick<Colleague, 'away'> | null,
  at: Instant,
  why: string,
): Result<string | null> {
  if (why.trim() !== '') return ok(why.trim())
  if (worker === null) return ok(null)
  return isThere(worker, at) ? refuse('ROUND_NEEDS_WHY') : ok(AWAY_THEN)
}

/** How many of these windows share a moment with this one. */
export const overlaps = (
  planned: readonly { readonly windowFrom: Instant; readonly windowUntil: Instant }[],
  visit: { readonly windowFrom: Instant; readonly windowUntil: Instant },
): number =>
  planned.filter((p) => p.windowFrom < visit.windowUntil && visit.windowFrom < p.windowUntil).length

/**
 * A proposal for one round: each visit to the colleague who makes visits of that service and is there, with the fewest at the
 * same time, then with the fewest in that part of the day, counting what this proposal gave them already; of equals, the first
 * in the list. Pure; the order of visits is that of their windows.
 * `most`: visits of one worker in one part of a day, beyond which nobody is proposed.
 */
export function proposeRound(
  visits: readonly VisitToCover[],
  colleagues: readonly Colleague[],
  most: number = MOST_IN_A_PART,
): RoundCover {
  const load = new Map<string, number>()
  const key = (who: StaffId, at: Instant) => `${who} ${partOfDay(at)}`
  for (const c of colleagues)
    for (const p of c.planned)
      load.set(key(c.staffId, p.windowFrom), (load.get(key(c.staffId, p.windowFrom)) ?? 0) + 1)
  const windows = new Map<string, { windowFrom: Instant; windowUntil: Instant }[]>(
    colleagues.map((c) => [c.staffId, [...c.planned]]),
  )
  const given: { contactId: ContactId; staffId: StaffId }[] = []
  const nobody: ContactId[] = []
  const inOrder = [...visits].sort((a, b) =>
    a.windowFrom === b.windowFrom
      ? a.contactId < b.contactId
        ? -1
        : 1
      : a.windowFrom < b.windowFrom
        ? -1
        : 1,
  )
  for (const visit of inOrder) {
    let best: { readonly staffId: StaffId; readonly n: number; readonly atOnce: number } | null = null
    for (const c of colleagues) {
      const n = load.get(key(c.staffId, visit.windowFrom)) ?? 0
      const makes = visit.serviceId === null ? c.services.length > 0 : c.services.includes(visit.serviceId)
      if (n >= most || !makes || !isThere(c, visit.windowFrom)) continue
      const atOnce = overlaps(windows.get(c.staffId) ?? [], visit)
      if (best === null || atOnce < best.atOnce || (atOnce === best.atOnce && n < best.n))
        best = { staffId: c.staffId, n, atOnce }
    }
    if (best === null) nobody.push(visit.contactId)
    else {
      given.push({ contactId: visit.contactId, staffId: best.staffId })
      load.set(key(best.staffId, visit.windowFrom), best.n + 1)
      windows.get(best.staffId)?.push(visit)
    }
  }
  return { given, nobody }
}
