import type { StaffId, TeamId } from '../kernel/ids.ts'
import { addHours, dayOf, fromEpochMs, type Instant, type Interval, toEpochMs } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { isOpen, saysWhoIsAtWork, stretchBegan, type TeamHours } from './hours.ts'

/** A staff member, or whoever holds a post now. `key`: 'staff:<id>' or 'post:<id>', told once however many read it. */
export interface Who {
  readonly key: string
  readonly staffIds: readonly StaffId[]
}

export interface DutyShift extends Who {
  readonly from: Instant
  readonly until: Instant
}

export interface DutyStaff {
  readonly id: StaffId
  readonly leftAt: Instant | null
  /** Holds a post of this team now. */
  readonly ofTeam: boolean
  readonly absences: readonly (Interval & { readonly coverStaffId: StaffId | null })[]
}

/** Where a team's messages go when nobody of it is at work: words of who to ring, an address, or another team. */
export interface OutOfHours {
  readonly words: string
  readonly email: string | null
  readonly phone: string | null
  readonly teamId: TeamId | null
}

/** All that says who answers for one team about now. `hours` null: never set. */
export interface DutyFacts {
  readonly teamId: TeamId
  readonly hours: TeamHours | null
  /** Those about now. */
  readonly shifts: readonly DutyShift[]
  /** It goes by shifts: one of them lies in the fourteen days before now, or runs or begins soon. */
  readonly setsShifts: boolean
  readonly chain: readonly Who[]
  readonly manager: Who | null
  readonly outOfHours: OutOfHours | null
  /** Everybody named above, whoever covers for one of them, and whoever acknowledged. */
  readonly staff: readonly DutyStaff[]
}

/** One to tell, with why it is they. 'nobody is on duty': the team as a whole, because nothing else was set or is at work. */
export interface Answerer extends Who {
  readonly because: 'on duty' | 'next in the chain' | 'manager' | 'out of hours' | 'nobody is on duty'
  /** Whose duty it is: the team itself, or the one that answers for it out of hours. */
  readonly teamId: TeamId
  readonly destination: OutOfHours | null
  /** When their present stretch of duty began: their shift, or this opening or closing of the team. */
  readonly since: Instant
}

const covers = (i: Interval, when: Instant): boolean => i.from <= when && (i.until === null || when < i.until)

/** Whether somebody has neither left nor is away at an instant. Somebody unknown is not there. */
function here(facts: DutyFacts, id: StaffId, when: Instant): boolean {
  const s = facts.staff.find((one) => one.id === id)
  return (
    s !== undefined &&
    (s.leftAt === null || when < s.leftAt) &&
    !s.absences.some((absence) => covers(absence, when))
  )
}

/** Those of them who are there; whoever is away with cover is answered for by the cover. */
function reached(facts: DutyFacts, who: Who, when: Instant): Who | null {
  const ids = who.staffIds.flatMap((id) => {
    if (here(facts, id, when)) return [id]
    const away = facts.staff.find((s) => s.id === id)
    if (away === undefined || (away.leftAt !== null && away.leftAt <= when)) return []
    // two absences may lie over each other: one without cover does not hide the other's
    const cover = away.absences
      .filter((absence) => covers(absence, when))
      .map((absence) => absence.coverStaffId)
      .find((by) => by !== null && here(facts, by, when))
    return cover ? [cover] : []
  })
  const staffIds = [...new Set(ids)]
  return staffIds.length === 0 ? null : { key: who.key, staffIds }
}

const onDayOf = (s: DutyShift, when: Instant): boolean =>
  dayOf(s.from) <= dayOf(when) && dayOf(when) <= dayOf(fromEpochMs(toEpochMs(s.until) - 1))

/** Whether a shift runs now that is theirs, or that of somebody for whom they stand in. */
const onShift = (facts: DutyFacts, id: StaffId, when: Instant): boolean =>
  facts.shifts.some((s) => covers(s, when) && standsFor(facts, id, s, when))

const standsFor = (facts: DutyFacts, id: StaffId, who: Who, when: Instant): boolean =>
  here(facts, id, when) &&
  (who.staffIds.includes(id) || (reached(facts, who, when)?.staffIds.includes(id) ?? false))

/**
 * Whether a staff member is at work for a team at an instant: there, and on shift or covering for somebody who would be; or of
 * the team or named by it, in its hours, unless a shift of theirs on that day of London lies elsewhere. Hours that were never
 * set say nothing, so then whoever is there counts as at work.
 */
export function atWork(facts: DutyFacts, id: StaffId, when: Instant, holidays: HolidayCalendar): boolean {
  if (!here(facts, id, when)) return false
  if (onShift(facts, id, when)) return true
  if (facts.shifts.some((s) => s.staffIds.includes(id) && onDayOf(s, when))) return false
  const ofTeam = facts.staff.some((s) => s.id === id && s.ofTeam)
  const named = [...facts.shifts, ...facts.chain, ...(facts.manager === null ? [] : [facts.manager])]
  if (!ofTeam && !named.some((who) => standsFor(facts, id, who, when))) return false
  return facts.hours === null || isOpen(facts.hours, when, holidays)
}

/** So long an acknowledgement counts at most where no shift says that whoever gave it is at work still. */
export const SEES_TO_IT_HOURS = 12

/** What somebody said of one telling: under which key, who and when. */
export interface Acknowledged {
  readonly key: string
  readonly by: StaffId
  readonly at: Instant
}

/**
 * Whether an acknowledgement that no shift bears still counts for a team: given in the present opening or closing, at most
 * twelve hours ago. A team that goes by shifts and whose hours do not say who is at work changes hands with its shifts, so there
 * none has begun or ended since.
 */
function stillCounts(facts: DutyFacts, at: Instant, when: Instant, holidays: HolidayCalendar): boolean {
  const between = (moment: Instant) => at < moment && moment <= when
  return (
    at >= stretchBegan(facts.hours, when, holidays) &&
    when < addHours(at, SEES_TO_IT_HOURS) &&
    (saysWhoIsAtWork(facts.hours, when, holidays) ||
      !facts.shifts.some((s) => between(s.from) || between(s.until)))
  )
}

/** On shift for a team; or at work for it by its hours alone, for as long as that is worth something. */
const bears = (facts: DutyFacts, { by, at }: Acknowledged, when: Instant, holidays: HolidayCalendar) =>
  onShift(facts, by, when) || (atWork(facts, by, when, holidays) && stillCounts(facts, at, when, holidays))

/**
 * Whether whoever acknowledged still sees to it: on shift for the team, or at work by its hours since they said so; or either for
 * the team that answers in its place, while that one does; or of a team or destination that was told as a whole, while that is who
 * answers. Off shift is nobody: it goes on.
 * Why hours alone run out: a team that is open day and night, or that set no hours, is at work when each of its people is asleep.
 */
export function seesToIt(
  acknowledged: Acknowledged,
  answers: readonly Answerer[],
  facts: DutyFacts,
  elsewhere: DutyFacts | null,
  when: Instant,
  holidays: HolidayCalendar,
): boolean {
  const { key, by } = acknowledged
  if (bears(facts, acknowledged, when, holidays)) return true
  const first = answers[0]
  if (first === undefined) return false
  if (first.staffIds.length === 0 && first.key === key)
    return here(facts, by, when) && stillCounts(facts, acknowledged.at, when, holidays)
  return (
    elsewhere !== null &&
    first.teamId === elsewhere.teamId &&
    first.teamId !== facts.teamId &&
    bears(elsewhere, acknowledged, when, holidays)
  )
}

/**
 * Who answers for a team at an instant, in the order in which they are told: whoever is on shift; in the team's hours the
 * chain and then its manager, those at work; last the out-of-hours destination, or those who answer for the team it names.
 * Of a team that goes by shifts and whose hours do not say who is at work (day and night, or never set), the chain and the manager
 * come after the destination where no shift runs but one over midnight: at 3am they are at home.
 * Shape: never empty, each key once. `elsewhere`: the facts of another team, one step away and no further; its own destination
 * counts where that is not a third team.
 * Why the whole team at the end: a gap that nobody was set to answer for is still shown to somebody, and says so.
 * Source: docs/architecture.md, the safety net (N13).
 */
export function answersNow(
  facts: DutyFacts,
  when: Instant,
  holidays: HolidayCalendar,
  elsewhere: (id: TeamId) => DutyFacts | null = () => null,
): Answerer[] {
  const own = ownAnswers(facts, when, holidays)
  const since = stretchBegan(facts.hours, when, holidays)
  const out = facts.outOfHours
  const other = out?.teamId ? elsewhere(out.teamId) : null
  const all = [
    ...own.atWork,
    ...(other ? inPlaceOf(other, when, holidays) : []),
    ...(out === null ? [] : [destination(facts.teamId, out, since)]),
    ...own.perhaps,
  ]
  const found = all.filter((a, i) => all.findIndex((b) => b.key === a.key) === i)
  return found.length > 0
    ? found
    : [
        {
          key: `team:${facts.teamId}`,
          staffIds: [],
          because: 'nobody is on duty',
          teamId: facts.teamId,
          destination: null,
          since,
        },
      ]
}

/** Who of another team answers in place of one: as for its own gaps, but no third team. */
function inPlaceOf(other: DutyFacts, when: Instant, holidays: HolidayCalendar): Answerer[] {
  const { atWork: sure, perhaps } = ownAnswers(other, when, holidays)
  const out = other.outOfHours
  return [
    ...sure,
    ...(out === null || out.teamId !== null
      ? []
      : [destination(other.teamId, out, stretchBegan(other.hours, when, holidays))]),
    ...perhaps,
  ].map((a) => ({ ...a, because: 'out of hours' as const }))
}

const destination = (teamId: TeamId, out: OutOfHours, since: Instant): Answerer => ({
  key: out.teamId ? `team:${out.teamId}` : `out of hours:${teamId}`,
  staffIds: [],
  because: 'out of hours',
  teamId: out.teamId ?? teamId,
  destination: out,
  since,
})

interface Own {
  readonly atWork: readonly Answerer[]
  /** The chain and the manager of a team whose hours do not say that they are at work. */
  readonly perhaps: readonly Answerer[]
}

function ownAnswers(facts: DutyFacts, when: Instant, holidays: HolidayCalendar): Own {
  const began = stretchBegan(facts.hours, when, holidays)
  const as =
    (because: Answerer['because'], since: Instant = began) =>
    (who: Who): Answerer[] => {
      const found = reached(facts, who, when)
      return found === null ? [] : [{ ...found, because, teamId: facts.teamId, destination: null, since }]
    }
  const running = facts.shifts.filter((s) => covers(s, when))
  const onDuty = running.flatMap((s) => as('on duty', s.from)(s))
  // somebody of the chain who works shifts is told on theirs
  const atWorkNow = (who: Who): Who => ({
    ...who,
    staffIds: who.staffIds.filter((id) => !here(facts, id, when) || atWork(facts, id, when, holidays)),
  })
  const open = facts.hours === null || isOpen(facts.hours, when, holidays)
  const inHours = open
    ? [
        ...facts.chain.map(atWorkNow).flatMap(as('next in the chain')),
        ...(facts.manager === null ? [] : [facts.manager].map(atWorkNow).flatMap(as('manager'))),
      ]
    : []
  const sure = !facts.setsShifts || running.some(isByDay) || saysWhoIsAtWork(facts.hours, when, holidays)
  const once = (list: readonly Answerer[]) =>
    list.filter((a, i) => list.findIndex((b) => b.key === a.key) === i)
  return sure
    ? { atWork: once([...onDuty, ...inHours]), perhaps: [] }
    : { atWork: once(onDuty), perhaps: once(inHours) }
}

/** A shift within one London day, and not over midnight. */
const isByDay = (s: DutyShift): boolean => dayOf(s.from) === dayOf(fromEpochMs(toEpochMs(s.until) - 1))
