import { ofDeath, stoppedByDeath } from './death.ts'
import type { PersonFacts } from './facts.ts'
import { n1a } from './n1a.ts'
import { n1b } from './n1b.ts'
import { n2 } from './n2.ts'
import { n4 } from './n4.ts'
import { n5 } from './n5.ts'
import { n7 } from './n7.ts'
import { n8 } from './n8.ts'
import { n9 } from './n9.ts'
import { n11 } from './n11.ts'
import type { Obligation } from './obligation.ts'
import { staffingOf } from './staffing.ts'

/**
 * Everything owed to one person which is not kept at some time, past or to come, and which no recorded act has settled.
 * Shape: sorted by key, each key once. Without a way out the rules about leaving find nothing to ask (N1a, N4, N8); who owns
 * support, the next contact, an answer, an outcome, a review and whatever waits are owed as long as they are there
 * (`docs/decisions/0022-after-closing.md`). A confirmed death leaves only what it asks for.
 * Why no clock: with no command between two days, both give the same rows, so what is stored never goes stale.
 * Throws when the facts name a staff member or team they do not hold.
 * Source: docs/architecture.md, the safety net.
 */
export function obligationsOf(facts: PersonFacts): Obligation[] {
  const staffing = staffingOf(facts)
  // a death is asked about whoever it is; once it is confirmed, nothing else is owed any more
  const inLife = stoppedByDeath(facts) ? [] : [n1a, n1b, n2, n4, n5, n7, n8, n9, n11]
  return [...inLife, ofDeath]
    .flatMap((rule) => rule(facts, staffing))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}
