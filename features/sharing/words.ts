import type { Day } from '#core/kernel/time.ts'
import { type DeputyKind, deputyStanding } from '#core/people/deputy.ts'
import type { ConfidentialityRoute, LegalBasis, TakesPart } from '#core/sharing/basis.ts'
import type { Answer, Item } from '#core/sharing/decision.ts'
import { longDay } from '#platform/ui/words.ts'

/** What the person said, in the words of the question. */
export const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  yes: 'Yes',
  some: 'Some of it',
  no: 'No',
  'not asked': 'Not asked yet',
  'ask me later': 'Ask me later',
  'could not be asked': 'Could not be asked',
}

export const ITEM_WORDS: Readonly<Record<Item, string>> = {
  core: 'NHS number, address, allergies, medicines, where you are, and who visits next',
  shared: 'what teams write for one another: visits, calls and shared notes',
  'drug-and-alcohol': 'what drug and alcohol teams write',
  'home-entry': 'how to get into your home, on the day of a visit',
}

/** The legal basis of the organisations, as it is chosen and shown. "Consent" stands here alone: it is the name of one of them. */
export const LEGAL_BASIS_WORDS: Readonly<Record<LegalBasis, string>> = {
  'public task and health care': 'Public task, and health or social care',
  'legitimate interests and health care': 'Legitimate interests, and health or social care',
  'explicit consent': 'Explicit consent, where the activity rests on nothing else',
  'not recorded': 'Not recorded',
}

export const ROUTE_WORDS: Readonly<Record<ConfidentialityRoute, string>> = {
  'reasonably expected': 'They would reasonably expect it for their own care',
  agreed: 'They agreed to it',
  overridden: 'Shared without agreement',
  'required by law': 'The law requires it',
  'not recorded': 'Not recorded',
}

/** Who speaks or decides for somebody, as it is chosen and shown. */
export const DEPUTY_WORDS: Readonly<Record<DeputyKind, string>> = {
  attorney: 'Attorney, under a lasting power of attorney',
  deputy: 'Deputy, appointed by the Court of Protection',
  'nearest relative': 'Nearest relative, under the Mental Health Act',
  'nominated person': 'Nominated person, under the Mental Health Act',
  advocate: 'Advocate',
}

/** Which paper was seen. Where none was, what to do about it. */
export const evidenceWords = (d: {
  readonly evidence: string | null
  readonly seenOn: Day | null
}): string =>
  d.evidence === null || d.seenOn === null
    ? 'No paper seen yet. Ask to see one before you act on what they say.'
    : `${d.evidence}, seen on ${longDay(d.seenOn)}`

/** From when until when, and whether that is over. */
export function deputyState(
  d: {
    readonly fromOn: Day
    readonly untilOn: Day | null
    readonly endedOn: Day | null
    readonly endedWhy: string | null
  },
  today: Day,
): string {
  const from = `From ${longDay(d.fromOn)}`
  if (d.endedOn !== null) return `${from}. Ended on ${longDay(d.endedOn)}: ${d.endedWhy ?? ''}`
  const until = d.untilOn === null ? 'no last day is set' : `until ${longDay(d.untilOn)}`
  const over = deputyStanding(d, today)
  return `${from}, ${until}${over === 'over' ? '. That is over' : over === 'to come' ? '. Not yet' : ''}`
}

export const TAKES_PART_WORDS: Readonly<Record<TakesPart, string>> = {
  yes: 'Yes',
  no: 'No',
  'not asked': 'Not asked yet',
}

const SEES: readonly (readonly [bit: number, words: string])[] = [
  [1, 'name, age, safe contact, how to communicate'],
  [2, 'NHS number, address, allergies, medicines, where they are, who visits next'],
  [4, 'what teams write for one another'],
  [16, 'what drug and alcohol teams write'],
  [64, 'how to get in, on the day of a visit'],
  [8, 'what they wrote themselves'],
]

/** What a team can read now, in the words of the access rule; '' for nothing. */
export const seesWords = (classes: number): string =>
  SEES.filter(([bit]) => (classes & bit) !== 0)
    .map(([, words]) => words)
    .join('; ')

/**
 * Who is meant to read a text. 'own team': nobody else. 'shared': whoever reads what this team writes for others (of a drug-and-alcohol
 * team that is its own class). 'core': whoever may see what is needed for care.
 */
export type Audience = 'own team' | 'shared' | 'core'
const BIT: Readonly<Record<Exclude<Audience, 'own team'>, number>> = { shared: 4, core: 2 }

/**
 * The end of "Seen by: ", by name. Readers come and go with what the person says, and a drug-and-alcohol team is named only to those who may
 * know of it: so the line never says that it is whole. Undefined where the asker may not know who reads.
 */
export function seenByWords(
  seen: {
    readonly teamId: string
    readonly team: string
    readonly drugAndAlcohol: boolean
    readonly readers: readonly { readonly id: string; readonly name: string; readonly classes: number }[]
  },
  audience: Audience,
): string | undefined {
  if (audience === 'own team') return `your team (${seen.team}) only. The person can ask to read this.`
  if (seen.readers.length === 0) return undefined
  const bit = audience === 'shared' && seen.drugAndAlcohol ? 16 : BIT[audience]
  const names = seen.readers.filter((r) => r.id !== seen.teamId && (r.classes & bit) !== 0).map((r) => r.name)
  return `${[`your team (${seen.team})`, ...names].join(', ')}, and anybody else with whom the person shares this. The person can ask to read this.`
}
