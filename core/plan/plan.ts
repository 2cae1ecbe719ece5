import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'

/**
 * What a leaving and staying-well plan speaks of, in the order in which it is read. Each is said in plain words, and beside them in
 * the person's own. Source: NICE NG53 (2016), recommendations on the recovery plan; the list is ours where the copy we read was short.
 */
export const SECTIONS = {
  signs: 'What shows that things are getting harder',
  goals: 'Goals',
  crisis: 'Who to ring and where to go in a crisis',
  money: 'Money and benefits',
  people: 'Family, friends and other people',
  activity: 'Work, learning and things to do',
  medicines: 'Medicines, and who watches over them',
  support: 'Treatment and support',
  health: 'Physical health',
  coordinator: 'Who coordinates the plan',
} as const
export type SectionKey = keyof typeof SECTIONS
export const SECTION_KEYS = Object.keys(SECTIONS) as SectionKey[]

/** One section: `words` agreed in plain words, `own` in the person's. '' where nothing was said. */
export interface Section {
  readonly words: string
  readonly own: string
}
export type Sections = Readonly<Partial<Record<SectionKey, Section>>>

/**
 * Somebody named in a plan, who is to have it. `id` stays the same from version to version, so that a receipt holds.
 * A staff member has `staffId` and their `teamId`; a team `teamId`; an organisation `organisationId`; anybody outside (a GP, the
 * person) none of these.
 */
export interface Named {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly staffId: string | null
  readonly teamId: string | null
  readonly organisationId: string | null
}

/** One version whole. */
export interface PlanVersion {
  readonly version: number
  readonly sections: Sections
  readonly named: readonly Named[]
}

/** Nothing written yet: what the first saver has seen. */
export const NO_PLAN: PlanVersion = { version: 0, sections: {}, named: [] }

export type WritePlanOutcome =
  | { readonly effect: 'written'; readonly plan: PlanVersion }
  | { readonly effect: 'none'; readonly plan: PlanVersion }

const tidy = (sections: Sections): Sections =>
  Object.fromEntries(
    SECTION_KEYS.flatMap((key) => {
      const [words, own] = [sections[key]?.words.trim() ?? '', sections[key]?.own.trim() ?? '']
      return words === '' && own === '' ? [] : [[key, { words, own }]]
    }),
  )

/** The same text and the same names; the order in which a record keeps its fields says nothing. */
const alike = (a: Omit<PlanVersion, 'version'>, b: Omit<PlanVersion, 'version'>): boolean => {
  const plain = ({ sections, named }: Omit<PlanVersion, 'version'>) =>
    JSON.stringify([
      SECTION_KEYS.map((key) => [sections[key]?.words, sections[key]?.own]),
      named.map((n) => [n.id, n.name, n.role, n.staffId, n.teamId, n.organisationId]),
    ])
  return plain(a) === plain(b)
}

/**
 * Writes a version of a plan: the whole of it. The same text and the same names again have no effect.
 * Refuses: PLAN_SAYS_NOTHING (no section has a word), PLAN_NAMES_NOBODY (nobody is to have it), PLAN_NAMED_TWICE.
 * Why somebody must be named: a plan that nobody is given is not a plan (NICE QS159 statement 3).
 */
export function decideWritePlan(
  before: PlanVersion,
  next: Omit<PlanVersion, 'version'>,
): Result<WritePlanOutcome> {
  const sections = tidy(next.sections)
  if (Object.keys(sections).length === 0) return refuse('PLAN_SAYS_NOTHING', { field: 'sections' })
  const named = next.named.map((n) => ({ ...n, name: n.name.trim(), role: n.role.trim() }))
  if (named.length === 0) return refuse('PLAN_NAMES_NOBODY', { field: 'named' })
  const who = named.map((n) => n.staffId ?? n.teamId ?? n.organisationId ?? `${n.name} ${n.role}`)
  if (new Set(who).size < who.length || new Set(named.map((n) => n.id)).size < named.length)
    return refuse('PLAN_NAMED_TWICE', { field: 'named' })
  if (before.version > 0 && alike({ sections, named }, { ...before, sections: tidy(before.sections) }))
    return ok({ effect: 'none', plan: before })
  return ok({ effect: 'written', plan: { version: before.version + 1, sections, named } })
}

/** How a plan got to somebody. There is no "sent": what was sent is not received. */
export const RECEIVED_WAYS = ['opened here', 'acknowledged by machine', 'handed over', 'posted'] as const
export type ReceivedWay = (typeof RECEIVED_WAYS)[number]

/** Who opens a plan: themself, their team, and what they go by. */
export interface Opener {
  readonly staffId: string
  readonly grantees: readonly string[]
}

/** Those named in this version who have it when this staff member opens it: themself, and the team in which they work. */
export const openedFor = (named: readonly Named[], by: Opener): Named[] =>
  named.filter((n) =>
    n.staffId === null ? n.teamId !== null && by.grantees.includes(n.teamId) : n.staffId === by.staffId,
  )

/** Those named for whom the machine of this organisation may say that it has the plan. */
export const acknowledgedFor = (named: readonly Named[], organisationId: string): Named[] =>
  named.filter((n) => n.organisationId === organisationId)

/**
 * A worker writes how and when somebody was given the plan.
 * Refuses: PLAN_NOT_NAMED, PLAN_RECEIPT_NEEDS_HOW, PLAN_RECEIVED_IN_FUTURE, PLAN_RECEIVED_BEFORE_WRITTEN, PLAN_RECEIVED_ALREADY.
 */
export function decideHandOver(
  recipient: Named | undefined,
  received: boolean,
  writtenAt: Instant,
  said: { readonly how: string; readonly at: Instant },
  now: Instant,
): Result<{ readonly how: string; readonly at: Instant }> {
  if (recipient === undefined) return refuse('PLAN_NOT_NAMED')
  if (received) return refuse('PLAN_RECEIVED_ALREADY')
  const how = said.how.trim()
  if (how === '') return refuse('PLAN_RECEIPT_NEEDS_HOW', { field: 'how' })
  if (said.at > now) return refuse('PLAN_RECEIVED_IN_FUTURE', { field: 'at' })
  // a time is said to the minute, so the minute in which it was written is not before it
  if (said.at.slice(0, 16) < writtenAt.slice(0, 16))
    return refuse('PLAN_RECEIVED_BEFORE_WRITTEN', { field: 'at' })
  return ok({ how, at: said.at })
}
