import list from './mhsds-v6.json' with { type: 'json' }

/** One national reason why somebody who is clinically ready has not left: the code, the national wording, and plain words for a screen. */
export interface DelayReason {
  readonly code: string
  readonly national: string
  readonly words: string
}

/** The national list, in the order of its codes. Source: SOURCE.md beside this file. */
export const DELAY_REASONS: readonly DelayReason[] = list.reasons
export const DELAY_REASON_CODES: ReadonlySet<string> = new Set(list.reasons.map((r) => r.code))

/** Plain words of a code; a code that left the list still has a name, so that old rows can be read. */
export const delayReasonWords = (code: string): string =>
  DELAY_REASONS.find((r) => r.code === code)?.words ?? `National reason ${code}`
