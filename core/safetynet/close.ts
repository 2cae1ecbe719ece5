import { ok, type Result, refuse } from '#core/kernel/result.ts'

/** What closing a way out asks. Counts are of everything that stands open, whoever may see it. */
export interface ClosingFacts {
  /** Null: no way out is open. 'in hospital': a stay is open, so the way out is not over. */
  readonly transition: 'open' | 'in hospital' | null
  /** Whether the asker is the lead, covers for the lead now, or is of the team that answers for now where nobody leads. */
  readonly askerLeads: boolean
  /** Referrals that wait for an answer, or were declined without a way onward. */
  readonly referralsOpen: number
  /** Gaps open now, other than those of `leavingOwed`. */
  readonly gapsOpen: number
  /** What leaving still owes, open now or later: the first contact (N4), the plan to everyone named in it (N8). */
  readonly leavingOwed: number
  /** Who was asked to carry on, as the newest asking stands. */
  readonly carriesOn: 'nobody asked' | 'not answered' | 'declined' | 'accepted'
  readonly words: string
}

export type Missing =
  | 'CLOSE_NOT_OPEN'
  | 'CLOSE_IN_HOSPITAL'
  | 'CLOSE_REFERRAL_OPEN'
  | 'CLOSE_GAP_OPEN'
  | 'CLOSE_LEAVING_OWED'
  | 'CLOSE_NOBODY_CARRIES_ON'
  | 'CLOSE_NOT_ACCEPTED'
  | 'CLOSE_NOT_LEAD'

/**
 * Everything that is still missing before a way out may be closed, in the order in which somebody would do it.
 * What leaving owes counts before it is late too: after a closing nobody owes it, so an hour after leaving is too soon.
 * Source: docs/architecture.md, the safety net: every referral answered with a way onward, no open gap, the lead has written who
 * carries on and that named receiver has accepted.
 */
export function missingToClose(f: Omit<ClosingFacts, 'words'>): Missing[] {
  if (f.transition === null) return ['CLOSE_NOT_OPEN']
  const missing: (Missing | false)[] = [
    f.transition === 'in hospital' && 'CLOSE_IN_HOSPITAL',
    f.referralsOpen > 0 && 'CLOSE_REFERRAL_OPEN',
    f.gapsOpen > 0 && 'CLOSE_GAP_OPEN',
    f.leavingOwed > 0 && 'CLOSE_LEAVING_OWED',
    (f.carriesOn === 'nobody asked' || f.carriesOn === 'declined') && 'CLOSE_NOBODY_CARRIES_ON',
    f.carriesOn === 'not answered' && 'CLOSE_NOT_ACCEPTED',
    !f.askerLeads && 'CLOSE_NOT_LEAD',
  ]
  return missing.filter((m) => m !== false)
}

/** Closes a way out. Refuses the first of `missingToClose`, and CLOSE_NEEDS_WORDS. What goes on afterwards
 * (support, its contacts, worries, tasks) is owed as before: closing ends the lead and the days after leaving, nothing else. */
export function decideClose(f: ClosingFacts): Result<string> {
  const [first] = missingToClose(f)
  if (first) return refuse(first)
  return f.words.trim() === '' ? refuse('CLOSE_NEEDS_WORDS', { field: 'words' }) : ok(f.words.trim())
}
