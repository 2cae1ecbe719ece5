import type { ReferralId, StayId, TransitionId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** A stay as far as a transition asks: where it stands in time. */
export interface StayFacts {
  readonly id: StayId
  readonly admittedAt: Instant
  readonly endedAt: Instant | null
  /** 'day': `endedAt` is the London midnight on which that day began, and nobody has said the hour. Left out: to the minute. */
  readonly endKnownTo?: 'minute' | 'day'
  /**
   * When a planned leave date or a clinically-ready date was first entered for it after the last closing, or stood again because a
   * leaving was undone after it; null or left out when none was.
   */
  readonly datesEnteredAt?: Instant | null
  /**
   * Before this its end, as it stands, can have been known to nobody: when the stay was first written down, or its end was last
   * undone. Null or left out: known in time.
   */
  readonly endKnownAt?: Instant | null
}

/** A referral as far as a transition asks; every one ever sent, whatever became of it. */
export interface SentFacts {
  readonly id: ReferralId
  readonly sentAt: Instant
  readonly stayId: StayId | null
}

export type Opening = 'referral names the stay' | 'left' | 'referral without a stay' | 'leave date entered'

interface Begun {
  /** The id of the referral or stay that opened it: the same facts always give the same transition. */
  readonly id: TransitionId
  readonly openedAt: Instant
  readonly openedBecause: Opening
  /** The stay being left, or left last; null for a transition that only a referral opened. */
  readonly stayId: StayId | null
}

/** A way out that somebody closed: what it went by, and when. */
export interface ClosedFacts {
  readonly id: string
  readonly transitionId: TransitionId
  readonly at: Instant
}

/** The days around leaving, as these facts say; 'none' also when the last way out was closed and nothing opened another since. */
export type Transition =
  | { readonly state: 'none' }
  | (Begun & { readonly state: 'open' })
  | (Begun & {
      readonly state: 'suspended'
      readonly suspendedAt: Instant
      readonly suspendedByStayId: StayId
    })

interface Opened {
  readonly at: Instant
  readonly id: string
  readonly stayId: StayId | null
  readonly because: Opening
  readonly knownAt?: Instant
}

const earliestFirst = (a: { at: Instant; id: string }, b: { at: Instant; id: string }): number =>
  a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1

/**
 * The person's transition, worked out whole from stays and referrals, so that a late message gives what a timely one would.
 * Opens at the earliest of: a planned leave date or a clinically-ready date is entered (and stays open when it is taken back),
 * a referral that names the stay, leaving, a referral for somebody with no stay. A stay that begins afterwards suspends it from that minute; leaving that stay restores it, now about that stay.
 * Only `transition.close` closes it: whatever happened until then belongs to it, and what happens later opens another. A leaving
 * that nobody could know of at the closing opens one too, from the minute of leaving: nobody met that person, and nobody leads.
 * Why the ward of the new stay at once: whoever has the person leads, and the way out begins there.
 * Source: docs/architecture.md, the safety net.
 */
export function transitionOf(
  stays: readonly StayFacts[],
  referrals: readonly SentFacts[],
  closings: readonly ClosedFacts[] = [],
): Transition {
  const lastClosed = [...closings].sort(earliestFirst).at(-1)
  const opened: Opened[] = [
    ...referrals.map((r) => ({
      at: r.sentAt,
      id: r.id as string,
      stayId: r.stayId,
      because: (r.stayId === null ? 'referral without a stay' : 'referral names the stay') as Opening,
    })),
    ...stays.flatMap((s) =>
      s.datesEnteredAt == null
        ? []
        : [
            {
              // a sender's clock may run ahead: what is planned for a stay never begins before the stay
              at: s.datesEnteredAt > s.admittedAt ? s.datesEnteredAt : s.admittedAt,
              id: s.id as string,
              stayId: s.id as StayId | null,
              because: 'leave date entered' as Opening,
            },
          ],
    ),
    ...stays.flatMap((s) =>
      s.endedAt === null
        ? []
        : [
            {
              at: s.endedAt,
              id: s.id as string,
              stayId: s.id as StayId | null,
              because: 'left' as Opening,
              knownAt: s.endKnownAt ?? s.endedAt,
            },
          ],
    ),
  ]
  const openings = opened
    .filter((o) => lastClosed === undefined || o.at > lastClosed.at || (o.knownAt ?? o.at) > lastClosed.at)
    .sort(earliestFirst)
  const first = openings[0]
  if (!first) return { state: 'none' }
  const later = stays
    .filter((s) => s.admittedAt > first.at)
    .map((s) => ({ ...s, at: s.admittedAt }))
    .sort(earliestFirst)
  // a stay that opened a way out before (its leaving was taken back, then happened) goes on under the closing's own id
  const used = closings.some((c) => (c.transitionId as string) === first.id)
  const begun = {
    id: (used && lastClosed ? lastClosed.id : first.id) as TransitionId,
    openedAt: first.at,
    openedBecause: first.because,
  }
  const back = later.find((s) => s.endedAt === null)
  if (back)
    return {
      ...begun,
      state: 'suspended',
      stayId: back.id,
      suspendedAt: back.admittedAt,
      suspendedByStayId: back.id,
    }
  return { ...begun, state: 'open', stayId: later.at(-1)?.id ?? first.stayId }
}
