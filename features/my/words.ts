import { dayOf, type Instant } from '#core/kernel/time.ts'
import { clock, clockAndDay, dayThisYear } from '#platform/ui/index.ts'
import type { SharedTeam } from './queries/sharing.ts'
import type { SheetVisit } from './queries/sheet.ts'

const MODES: Readonly<Record<string, string>> = {
  visit: 'A visit',
  phone: 'A phone call',
  video: 'A video call',
  'accompanied first visit': 'A first visit somewhere new, together',
}

/** "A visit, Tuesday 24 November, between 5:30pm and 8:30pm". */
export const visitWords = (v: SheetVisit): string =>
  `${MODES[v.mode] ?? 'A contact'}, ${dayThisYear(dayOf(v.fromAt))}, between ${clock(v.fromAt)} and ${clock(v.untilAt)}`

/** What a team sees, in plain words, widest last. Empty: nothing now. */
export function seesWords(team: Pick<SharedTeam, 'classes'>): readonly string[] {
  const sees: readonly (readonly [bit: number, words: string])[] = [
    [1, 'your name, your age and how to reach you'],
    [2, 'your medicines, allergies and safety plan, and who leads your care'],
    [4, 'what the people who support you write and plan together'],
    [16, 'your drug and alcohol support'],
    [8, 'what they wrote themselves'],
  ]
  return sees.filter(([bit]) => (team.classes & bit) !== 0).map(([, words]) => words)
}

const ANSWERS: Readonly<Record<string, string>> = {
  yes: 'You said yes',
  some: 'You said yes to some of it',
  no: 'You said no',
  'not asked': 'You have not been asked yet',
  'ask me later': 'You said: ask me later',
  'could not be asked': 'You could not be asked at the time',
}

export const answerWords = (
  answer: string | null,
  at: Instant | null,
  saidBy: 'staff' | 'person' | null,
  writtenBy: string | null,
): string => {
  if (answer === null) return 'You have not been asked yet.'
  const when = at === null ? '' : `, at ${clockAndDay(at)}`
  const how = saidBy === 'person' ? ', here' : writtenBy === null ? '' : `, to ${writtenBy}`
  return `${ANSWERS[answer] ?? answer}${how}${when}.`
}

const PLACES: readonly (readonly [part: RegExp, words: string])[] = [
  [/own-door|\/door$|print\/my/, 'how you get in here, or your sheet'],
  [/^my\.|\/my(\/|$)/, 'your own page'],
  [/safety-plan|\/safety/, 'your safety plan'],
  [/\/plan|^plan\./, 'your plan'],
  [/medicine/, 'your medicines'],
  [/sharing/, 'what you said about sharing'],
  [/referral/, 'a referral about you'],
  [/contact|visit|round/, 'your visits and calls'],
  [/stay|leaving/, 'your time in hospital and leaving'],
  [/goal|appointment/, 'your goals and appointments'],
  [/search|similar/, 'a search that found you'],
  [/looked|history|timeline/, 'your history'],
  [/carer/, 'who cares for you'],
  [/task|gap|safetynet|board|notice/, 'a list of what must be done for you'],
  [/\/app\/people(?:$|\/print)|caseload|team/, 'a list with your name on it'],
]

/** "your plan": what somebody looked at, without our screens' own names. */
export const lookedAtWords = (action: string): string =>
  PLACES.find(([part]) => part.test(action))?.[1] ?? 'your record'

export const didWords = (outcome: string): string =>
  outcome === 'shown' ? 'looked at' : outcome === 'done' ? 'wrote or changed something in' : 'tried to open'
