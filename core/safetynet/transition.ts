import type { ReferralId, StayId, TransitionId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** A stay as far as a transition asks: where it stands in time. */
export interface StayFacts {
  readonly id: StayId
  readonly admittedAt: Instant
  readonly endedAt: Instant | null
  /** When a planned leave date or a clinically-ready date was first entered for it; null or left out when none was. */
  readonly datesEnteredAt?: Instant | null
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

/** The days around leaving, as these facts say. Closing is not built yet: until then it stays open, and the board says so. */
export type Transition =
  | { readonly state: 'none' }
  | (Begun & { readonly state: 'open' })
  | (Begun & {
      readonly state: 'suspended'
      readonly suspendedAt: Instant
      readonly suspendedByStayId: StayId
    })

const earliestFirst = (a: { at: Instant; id: string }, b: { at: Instant; id: string }): number =>
  a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1

/**
 * The person's transition, worked out whole from stays and referrals, so that a late message gives what a timely one would.
 * Opens at the earliest of: a planned leave date or a clinically-ready date is entered (and stays open when it is taken back),
 * a referral that names the stay, leaving, a referral for somebody with no stay. A stay that begins afterwards suspends it from that minute; leaving that stay restores it, now about that stay.
 * Why the ward of the new stay at once: whoever has the person leads, and the way out begins there.
 * Source: docs/architecture.md, the safety net.
 */
export function transitionOf(stays: readonly StayFacts[], referrals: readonly SentFacts[]): Transition {
  const openings = [
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
        : [{ at: s.endedAt, id: s.id as string, stayId: s.id as StayId | null, because: 'left' as Opening }],
    ),
  ].sort(earliestFirst)
  const first = openings[0]
  if (!first) return { state: 'none' }
  const later = stays
    .filter((s) => s.admittedAt > first.at)
    .map((s) => ({ ...s, at: s.admittedAt }))
    .sort(earliestFirst)
  const begun = { id: first.id as TransitionId, openedAt: first.at, openedBecause: first.because }
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
