import type { ORGANISATION_KINDS } from '../commands/organisation-add.ts'
import type { TEAM_KINDS } from '../commands/team-add.ts'
import type { UNIT_KINDS } from '../commands/unit-add.ts'

export const KIND_WORDS: Readonly<Record<(typeof ORGANISATION_KINDS)[number], string>> = {
  trust: 'NHS trust',
  voluntary: 'Voluntary organisation',
  'independent provider': 'Independent provider',
  police: 'Police',
  commissioner: 'Commissioner',
  'primary care': 'Primary care',
}

export const TEAM_KIND_WORDS: Readonly<Record<(typeof TEAM_KINDS)[number], string>> = {
  ward: 'Ward team',
  community: 'Community team',
  support: 'Support team',
  'records desk': 'Records desk',
  commissioning: 'Commissioning',
  'primary care': 'Primary care',
}

export const UNIT_KIND_WORDS: Readonly<Record<(typeof UNIT_KINDS)[number], string>> = {
  ward: 'Ward',
  residential: 'House',
  secure: 'Secure unit',
}

/** The words for a kind; a kind of a later release is shown as it is kept. */
export const wordOf = (words: Readonly<Record<string, string>>, kind: string): string => words[kind] ?? kind
/** The choices of a select, in the order of the list. */
export const choicesOf = <K extends string>(words: Readonly<Record<K, string>>) =>
  Object.entries<string>(words).map(([value, text]) => ({ value, text }))
