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

/**
 * The reasons that say that there is no home to go to yet: a place in a care or children's home (07, 08, 20, 21), a foster placement
 * (23), the six that the list itself calls housing (14 to 19), and housing made for one person (32). What comes to a home (09, 10) is not
 * among them. The choice is ours: SOURCE.md.
 */
export const DELAY_REASONS_ABOUT_HOME: readonly string[] = '07 08 14 15 16 17 18 19 20 21 23 32'.split(' ')
