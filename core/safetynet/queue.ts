import type { StaffId } from '#core/kernel/ids.ts'
import type { Instant, Interval } from '#core/kernel/time.ts'
import type { PersonFacts } from './facts.ts'
import { leadNow } from './lead.ts'

/** What rests on one staff member, of the people whose safety net names them. */
export interface Queue {
  readonly people: number
  /** Planned contacts of theirs that begin in the time asked about. */
  readonly contacts: readonly { readonly id: string; readonly windowFromAt: Instant }[]
  /** Referrals and new support that are still theirs as the sender. */
  readonly referrals: number
  /** People whose key worker they are. */
  readonly episodes: number
  /** People whom they lead out of hospital. */
  readonly leads: number
  readonly tasks: number
  /** Contacts of theirs that did not happen, of which nobody has written what came of it. */
  readonly withoutOutcome: number
}

/**
 * Counts what rests on `staffId`. `during`: the time in which planned contacts are asked about; `until` null is for good.
 * Pure; the facts are those of everybody touched, so that the numbers do not hang on who asks.
 */
export function queueOf(people: readonly PersonFacts[], staffId: StaffId, during: Interval): Queue {
  const all = <T>(pick: (f: PersonFacts) => readonly T[]): T[] => people.flatMap((f) => [...pick(f)])
  const mine = all((f) => f.contacts).filter((c) => c.staffId === staffId && c.resolvedAt === null)
  return {
    people: people.length,
    contacts: mine
      .filter(
        (c) =>
          c.state === 'planned' &&
          c.windowFromAt >= during.from &&
          (during.until === null || c.windowFromAt < during.until),
      )
      .map(({ id, windowFromAt }) => ({ id, windowFromAt })),
    referrals:
      all((f) => f.referrals).filter((r) => r.fromStaffId === staffId && !r.hasEpisode).length +
      all((f) => f.episodes).filter((e) => e.sentBy?.staffId === staffId && e.firstContactAt === null).length,
    episodes: all((f) => f.episodes).filter((e) => e.keyWorkerStaffId === staffId).length,
    leads: people.filter((f) => leadNow(f)?.staffId === staffId).length,
    tasks: all((f) => f.waiting).filter((w) => w.kind === 'task' && w.staffId === staffId).length,
    withoutOutcome: mine.filter((c) => c.state === 'no answer' || c.state === 'did not happen').length,
  }
}
