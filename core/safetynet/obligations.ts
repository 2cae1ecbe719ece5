import type { PersonFacts } from './facts.ts'
import { n1b } from './n1b.ts'
import { n2 } from './n2.ts'
import { n4 } from './n4.ts'
import { n5 } from './n5.ts'
import { n7 } from './n7.ts'
import { n11 } from './n11.ts'
import type { Obligation } from './obligation.ts'
import { staffingOf } from './staffing.ts'

/**
 * Everything owed to one person which is not kept at some time, past or to come, and which no recorded act has settled.
 * Shape: sorted by key, each key once. Nothing for a person without an open or suspended transition.
 * Why no clock: with no command between two days, both give the same rows, so what is stored never goes stale.
 * Throws when the facts name a staff member or team they do not hold.
 * Source: docs/architecture.md, the safety net.
 */
export function obligationsOf(facts: PersonFacts): Obligation[] {
  if (facts.transition.state === 'none') return []
  const staffing = staffingOf(facts)
  return [n1b, n2, n4, n5, n7, n11]
    .flatMap((rule) => rule(facts, staffing))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}
