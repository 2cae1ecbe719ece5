import type { Withhold } from '#core/record-copy/withhold.ts'

export const ASKED_HOW = [
  'in person',
  'by phone',
  'by letter',
  'by email',
  'at their own door',
  'through somebody who acts for them',
] as const

export const WITHHOLD_WORDS: Readonly<Record<Withhold, string>> = {
  'another person': 'About another person',
  'serious harm': 'May cause serious harm',
}
export const OTHERS_WORDS = { give: 'Give it', withhold: 'Keep it back' } as const
export const HARM_WORDS = {
  likely: 'Likely to cause serious harm: kept back',
  'not likely': 'Not likely to cause serious harm',
} as const
export const STATE_WORDS = {
  asked: 'Asked for',
  gathered: 'Gathered, being decided',
  released: 'Released, to be handed over',
  'handed over': 'Handed over',
  ended: 'Ended without a copy',
} as const
export type CopyState = keyof typeof STATE_WORDS
export const EXTENDED_WORDS = {
  complex: 'It is complex',
  'several requests': 'They have asked for several things',
} as const
