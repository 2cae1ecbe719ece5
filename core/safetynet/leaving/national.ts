import { dayOf } from '#core/kernel/time.ts'
import { differenceInWords } from './difference.ts'
import { type ReturnClock, type ReturnClockFacts, returnClock } from './return-clock.ts'
import { type SafetyClockFacts, safetyClock } from './safety-clock.ts'

/** One leaving as both clocks ask about it. `provider`: the code of the organisation that was left; null where it has none here. */
export interface BothClocksFacts {
  readonly safety: SafetyClockFacts
  readonly national: Omit<ReturnClockFacts, 'leftOn' | 'providers'>
  readonly provider: string | null
}

export interface BothClocks {
  /** Null where a fact without which nothing can be counted is missing: no guess stands in for it. */
  readonly national: ReturnClock | null
  /** Why the two say different things; null where they agree, or where the national count is not told. */
  readonly difference: string | null
  /** Which facts are missing, each a sentence, with what that means for the count. */
  readonly missing: readonly string[]
}

/**
 * The national count of one leaving beside the safety clock, from what is in the record. Contacts count under the code of the organisation
 * whose team made them; what was really submitted is known to nobody here.
 * Source: `return-clock.ts`. A missing kind of bed or provider's code leaves nothing to count; a missing method or destination counts.
 */
export function bothClocks({ safety, national, provider }: BothClocksFacts): BothClocks {
  const missing = [
    ...(national.bedClass === null ? ['The kind of beds of this ward is not in the record.'] : []),
    ...(provider === null ? ['The organisation that was left has no code (ODS) in the record.'] : []),
  ]
  if (provider === null || national.bedClass === null) return { national: null, difference: null, missing }
  const said = returnClock({ ...national, leftOn: dayOf(safety.leftAt), providers: [provider] })
  const unsaid = [
    ...(national.method === null ? ['how they left'] : []),
    ...(national.destination === null ? ['to what kind of place they went'] : []),
  ]
  return {
    national: said,
    difference: differenceInWords(safetyClock(safety), said),
    missing:
      unsaid.length === 0 || said.state === 'not counted'
        ? []
        : [`Nobody has said ${unsaid.join(' and ')}: it is counted until somebody does.`],
  }
}
