import type { ClosingFacts } from '#core/safetynet/close.ts'
import { type LeadFacts, newest } from './facts.ts'

/** Who would close: themself, what they hold, and whether they cover for the lead now. */
export interface Closer {
  readonly staffId: string
  readonly grantees: readonly string[]
  readonly covers: boolean
}

/** What closing asks, but for what is counted: the way out, whether the asker leads, and who carries on. */
export function closingFacts(
  facts: LeadFacts,
  closer: Closer,
): Pick<ClosingFacts, 'transition' | 'askerLeads' | 'carriesOn'> {
  const { lead, forNow, transition, inHospital } = facts
  const asked = newest(facts, 'carry on')
  // one that was taken back is as if nobody had been asked; one of an earlier way out counts for that one
  const stands = asked && transition && asked.offeredAt >= transition.openedAt ? asked.answer : 'withdrawn'
  return {
    transition: transition === null ? null : inHospital ? 'in hospital' : 'open',
    askerLeads: lead
      ? closer.covers || (closer.grantees.includes(lead.teamId) && lead.staffId === closer.staffId)
      : forNow !== null && closer.grantees.includes(forNow.teamId),
    carriesOn:
      stands === 'withdrawn'
        ? 'nobody asked'
        : stands === null
          ? 'not answered'
          : stands === 'accepted'
            ? 'accepted'
            : 'declined',
  }
}
