import type { PersonFacts } from '#core/safetynet/facts.ts'
import { type ObligationRow, rowsOf } from '#core/safetynet/obligation.ts'
import { obligationsOf } from '#core/safetynet/obligations.ts'
import { transitionOf } from '#core/safetynet/transition.ts'

/** Rows as the database's `net.replace` reads them. */
export interface DerivedRows {
  readonly transitions: readonly object[]
  readonly obligations: readonly ObligationRow[]
}

/**
 * The safety net's rules over people's facts: transitions and obligations, no clock.
 * `facts`: what `net.facts` gives for one person.
 */
export function derivedRows(
  people: readonly { readonly personId: string; readonly facts: unknown }[],
): DerivedRows {
  const transitions: object[] = []
  const obligations: ObligationRow[] = []
  for (const { personId, facts } of people) {
    const known = facts as PersonFacts
    const transition = transitionOf(known.stays ?? [], known.sent ?? [], known.closings ?? [])
    if (transition.state !== 'none') {
      transitions.push({
        personId,
        ...transition,
        kind: transition.stayId === null ? 'referral only' : 'stay',
      })
    }
    obligations.push(...rowsOf(known.personId, obligationsOf({ ...known, transition })))
  }
  return { transitions, obligations }
}
