/** Why a part of a record may be kept back from the person it is about. */
export const WITHHOLD = ['another person', 'serious harm'] as const
export type Withhold = (typeof WITHHOLD)[number]

/** A row of the record as a copy says it: its table, and its words with names instead of ids. */
export interface CopyRow {
  readonly table: string
  readonly key: string
  readonly said: Readonly<Record<string, unknown>>
}
/** What to look for in the words. */
export interface CopyNames {
  readonly carers: readonly string[]
  /** Staff whom a lead shows to this person as a team. */
  readonly hiddenStaff: readonly string[]
  /** Whether something was shared without agreement of which the person was not told yet. */
  readonly untold: boolean
}
export interface Proposal {
  readonly table: string
  readonly key: string
  readonly what: Withhold
  /** One sentence of ours, shown to whoever decides. */
  readonly why: string
}

/**
 * What proposes a part to a human; none of it decides, and a part that no rule names may still be proposed by hand.
 * Other people: DPA 2018 Sch. 2 Part 3 para. 16; staff and health professionals acting in their work are not withheld for that (para. 17).
 * Serious harm to anybody's physical or mental health: DPA 2018 Sch. 3 Part 2 paras. 2, 5 and 6 (health), Part 3 para. 11 (social work).
 * ICO, Right of access: "information about other individuals", "health data" (read 23 November 2026).
 * Which classes of row ask which question is ours, unsigned; a Caldicott Guardian has not looked at it.
 */
const BY_TABLE: Readonly<Record<string, readonly (readonly [Withhold, string])[]>> = {
  'tc.carer': [['another person', 'It is about somebody close to the person.']],
  'tc.carer_choice': [['another person', 'It is about somebody close to the person.']],
  'tc.merge': [['another person', 'It may tell of another person’s record.']],
  'tc.staff_safety_action': [['serious harm', 'It says what staff fear, and from whom.']],
  'tc.staff_safety_reason': [
    ['serious harm', 'It says why staff fear harm.'],
    ['another person', 'It may tell who said so.'],
  ],
  'tc.shown_as_team': [['serious harm', 'A lead decided that this staff member is not named to the person.']],
  'tc.worry': [['serious harm', 'It is a worry about the person that they may not have been told.']],
  'tc.unplanned_leaving': [['serious harm', 'It tells of a leaving that worried somebody.']],
  'tc.incident_version': [['another person', 'An incident may involve another person.']],
  'tc.death_report': [['serious harm', 'It reports the person’s own death.']],
}

/** Words by which free text speaks of somebody else: a prompt, not a finding. */
const CLOSE =
  /\b(?:mother|father|mum|dad|parents?|sister|brother|son|daughter|child|children|wife|husband|partner|girlfriend|boyfriend|ex-partner|neighbours?|landlord|friend|flatmate|housemate|cousin|aunt|uncle|grand(?:mother|father)|anonymous|in confidence)\b/iu
/** Words that ask the question of harm, to the person or to somebody else. */
const HARM =
  /\b(?:suicid\w{0,12}|self-harm\w{0,6}|overdos\w{0,6}|abus\w{0,8}|assault\w{0,6}|violen\w{0,6}|threat\w{0,8}|safeguarding|paranoi\w{0,4}|terminal|do not tell|must not know)\b/iu

/** The words in a value, at any depth, joined: what a human would read in it. */
export function wordsIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(wordsIn).join('\n')
  return value !== null && typeof value === 'object' ? Object.values(value).map(wordsIn).join('\n') : ''
}

const names = (words: string, name: string): boolean =>
  name.length > 2 && words.toLocaleLowerCase('en').includes(name.toLocaleLowerCase('en'))

const WITHOUT = /\bshar(?:ed|ing) without (?:their )?agreement\b/iu
/** Whether a row is something shared without agreement of which the person was not told yet. */
export const isUntold = ({ table, said }: Pick<CopyRow, 'table' | 'said'>): boolean =>
  table === 'tc.sharing_without' && said.told === 'not yet' && said.told_at === undefined

/** What is proposed of one row, each with its sentence; nothing is the ordinary case. */
export function proposalsFor(row: CopyRow, { carers, hiddenStaff, untold }: CopyNames): Proposal[] {
  const found: (readonly [Withhold, string])[] = [...(BY_TABLE[row.table] ?? [])]
  const words = wordsIn(row.said)
  if (row.table === 'tc.person_word' && row.said.from_kind !== 'person')
    found.push(['another person', 'Somebody else told the team this.'])
  if (isUntold(row))
    found.push(['serious harm', 'The person was not told of it yet, for a reason that was weighed.'])
  // its task, its line of the timeline and the second look at it tell of the act as plainly as its own row
  else if (untold && WITHOUT.test(words))
    found.push(['serious harm', 'It tells of an act of which the person was not told yet.'])
  if (carers.some((name) => row.table !== 'tc.carer' && names(words, name)))
    found.push(['another person', 'It names a carer or somebody close.'])
  if (hiddenStaff.some((name) => names(words, name)))
    found.push(['serious harm', 'It names a staff member whom a lead shows as a team.'])
  if (FREE_TEXT.includes(row.table)) {
    if (CLOSE.test(words)) found.push(['another person', 'Its words speak of somebody else.'])
    if (HARM.test(words)) found.push(['serious harm', 'Its words speak of harm.'])
  }
  return found.map(([what, why]) => ({ table: row.table, key: row.key, what, why }))
}

/** Tables whose rows are somebody's own words. */
const FREE_TEXT: readonly string[] = [
  'tc.note',
  'tc.worry',
  'tc.contact',
  'tc.contact_correction',
  'tc.chain_step_done',
  'tc.referral',
  'tc.referral_message',
  'tc.referral_original',
  'tc.partner_message',
  'tc.plan',
  'tc.person_word',
  'tc.review',
  'tc.incident_version',
  'tc.sharing_without',
  'tc.emergency_access',
  'tc.unmet_need',
  'tc.leaving_blocker',
  'tc.lead_handover',
  'tc.episode',
  'tc.task',
  'tc.transition_closing',
  'tc.unplanned_leaving',
]

/** A part and what was decided of it. */
export interface PartDecided {
  readonly proposed: readonly Withhold[]
  readonly others: 'give' | 'withhold' | null
  readonly harm: 'likely' | 'not likely' | null
}
/** Whether somebody must still decide: each proposal has its own answer, and nothing is released before the last. */
export const isUndecided = ({ proposed, others, harm }: PartDecided): boolean =>
  (proposed.includes('another person') && others === null) ||
  (proposed.includes('serious harm') && harm === null)
/** Whether it is given: kept back where harm is likely, or where another person's interest outweighs. */
export const isGiven = ({ others, harm }: PartDecided): boolean => others !== 'withhold' && harm !== 'likely'

/**
 * Professions whose members may decide about serious harm in health data, by register. Source: DPA 2018 s. 204(1), in the words of our screens.
 * A social worker decides about social work data (Sch. 3 Part 3), not here.
 */
export const HEALTH_PROFESSIONS = [
  'doctor (GMC)',
  'nurse, midwife or nursing associate (NMC)',
  'pharmacist or pharmacy technician (GPhC)',
  'psychologist or other HCPC profession',
  'dentist or dental professional (GDC)',
  'optometrist (GOC)',
  'osteopath or chiropractor',
] as const
export type HealthProfession = (typeof HEALTH_PROFESSIONS)[number]
